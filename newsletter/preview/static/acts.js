// What buttons do that the server makes: data-ops are edits, after which the row of the outline at data-then has the focus, or
// the words at data-goes-to; data-field leads to words, or to their form.

import { announce, byId } from "./dom.js";
import { openForm } from "./form.js";
import { findGroups, goTo } from "./layer.js";
import { focusRow } from "./outline.js";
import { edit, say } from "./writing.js";

const UNDO_FOR = 10_000; // milliseconds
const toast = byId("toast");
let fading = 0;

export function startActs() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-ops], [data-field]");
    if (button?.dataset.ops) change(button.dataset);
    else if (button) lookAt(JSON.parse(button.dataset.field), button.dataset.file);
  });
  toast.addEventListener("click", ({ target }) => target.matches("button") && (hideToast(), byId("undo").click()));
  toast.addEventListener("focusin", () => clearTimeout(fading));
}

async function change({ ops, then, goesTo, done = "", toast: words }) {
  byId("panel").close();
  const answer = await edit(JSON.parse(ops));
  if (answer.error) return say(answer.problems?.[0]?.message ?? answer.said);
  announce(done);
  if (then) focusRow(then);
  if (goesTo) goTo(JSON.parse(goesTo));
  if (words) showToast(words);
}

function showToast(words) {
  toast.firstElementChild.textContent = words;
  toast.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(hideToast, UNDO_FOR);
}

function hideToast() {
  clearTimeout(fading);
  toast.hidden = true;
}

// Words in sight are shown; what a problem with its data-file is about may be missing, or no words: that is written in a form.
async function lookAt(path, file) {
  const isInSight = !file || ["subject", "preheader", undefined].includes(path[0]) || findGroups({ path, file }).length > 0;
  if (isInSight || !(await openForm({ path, file }))) goTo(path);
}
