// Puts together what a preview that writes has more than one that only shows.

import { startArranging } from "./arrange.js";
import { byId } from "./dom.js";
import { offerDrafts, startDrafts } from "./drafts.js";
import { showFollowers } from "./followers.js";
import { startForm } from "./form.js";
import { startInboxLines } from "./inbox_lines.js";
import { focusCurrent, lay, startLayer } from "./layer.js";
import { startMending } from "./mending.js";
import { startOutline } from "./outline.js";
import { showLiveAgain, startTextbox } from "./textbox.js";
import { loadFields, onChange, refreshFrames, showSaved, startWriting, state, tell } from "./writing.js";

let panes = null;
let shown = "";
let offered = "";

export function startWriteMode(all) {
  panes = all;
  onChange(() => lay());
  panes.onFit = lay;
  panes.onShown = (pane) => loadFields(panes.shown.issue, pane.state.view);
  for (const start of [startWriting, startLayer, startTextbox, startOutline, startMending, startDrafts, startForm, startArranging]) start();
  startInboxLines(() => document.querySelector("#followers iframe")?.contentDocument?.body?.innerText ?? "");
  byId("to-words").addEventListener("click", (event) => {
    event.preventDefault();
    focusCurrent();
  });
  showSaved("Saved");
}

// After each change of the files, from here or from elsewhere.
export async function showWritten({ issue, key, problems }) {
  showFollowers(issue);
  if (`${issue} ${key}` === shown) return;
  shown = `${issue} ${key}`;
  if (!(await loadFields(issue, panes.written.state.view))) {
    state.problems = problems; // a document that cannot be read: what is wrong with it is all there is
    tell();
  }
  if (!(await showLiveAgain())) await refreshFrames();
  if (offered !== issue) await offerDrafts((offered = issue));
}
