// The sidebar and the head of the page: the inbox line, problems with their places, sizes by block, a warning.

import { announce, byId, canWrite, make } from "./dom.js";
import { showInboxLines } from "./inbox_lines.js";

// What a click on a row is about is shown by the act.
export function startSidebar(show) {
  document.querySelector(".side").addEventListener("click", ({ target }) => {
    const button = target.closest("[data-show]");
    if (button) show(JSON.parse(button.dataset.show), button);
  });
}

export function showSidebar(view) {
  showInbox(view);
  showStale(view);
  if (!canWrite) showProblems(view);
  byId("sizes").hidden = !view.sizes;
  replaceRows(byId("sizes"), view.sizes);
  for (const fill of document.querySelectorAll("#sizes .fill")) fill.style.inlineSize = fill.dataset.share;
}

export function markChosen(element) {
  for (const chosen of document.querySelectorAll(".side [aria-pressed=true]")) chosen.setAttribute("aria-pressed", "false");
  element?.setAttribute("aria-pressed", "true");
}

function showInbox({ issue, inbox }) {
  document.title = `${inbox?.title ?? issue} · Preview`;
  if (inbox) byId("publication").textContent = inbox.publication;
  byId("title").textContent = inbox?.title ?? issue;
  byId("from").replaceChildren(...(inbox ? [make("bdi", {}, inbox.from), ` <${inbox.address}> · goes out ${inbox.published}`] : []));
  if (canWrite) return showInboxLines(inbox);
  byId("subject").textContent = inbox?.subject ?? "";
  byId("preheader").textContent = inbox?.preheader ?? "";
}

function showStale({ isCurrent, stale, key }) {
  byId("stale").hidden = isCurrent;
  byId("stale").textContent = stale;
  byId("stage").classList.toggle("is-stale", !isCurrent && Boolean(key));
}

let announced = "";

// Announce the number of problems to screen readers when a save has changed it.
function announceCount(issue, words) {
  const changed = byId("problem-count").textContent !== words;
  if (changed && announced === issue) announce(`Problems: ${words || "none"}.`);
  byId("problem-count").textContent = words;
  announced = issue;
}

function showProblems({ issue, problemRows, problemCount, left }) {
  announceCount(issue, problemCount);
  byId("no-problems").hidden = problemCount !== "";
  byId("deferred").hidden = !left;
  byId("deferred").textContent = left;
  replaceRows(byId("problems"), problemRows);
}

// Focus may be on a button while the rows are replaced: keep it there.
function replaceRows(place, html) {
  if (place.shown === html) return;
  const list = () => [...place.querySelectorAll("button, summary")];
  const at = list().indexOf(document.activeElement);
  const pressed = place.querySelector("[aria-pressed=true]")?.textContent;
  place.innerHTML = place.shown = html; // made by our own templates, which escape what they show
  for (const button of list()) if (button.textContent === pressed) button.setAttribute("aria-pressed", "true");
  if (at >= 0) (list()[at] ?? list().at(-1))?.focus();
}
