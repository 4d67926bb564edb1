// Puts together what a preview that writes has more than one that only shows.

import { startActs } from "./acts.js";
import { byId } from "./dom.js";
import { startDrops } from "./drop.js";
import { offerDrafts, startDrafts } from "./drafts.js";
import { startForm } from "./form.js";
import { focusCurrent, lay, startLayer } from "./layer.js";
import { startOutline } from "./outline.js";
import { startPictures } from "./pictures.js";
import { showLiveAgain, startTextbox } from "./textbox.js";
import { findLine, loadFields, onChange, openers, refreshFrames, showSaved, startWriting, state, tell } from "./writing.js";

let panes = null;
let shown = "";
let offered = "";

export function startWriteMode(all) {
  panes = all;
  onChange(() => lay());
  panes.onFit = lay;
  panes.onShown = (pane) => loadFields(panes.issue, pane.view);
  for (const start of [startWriting, startLayer, startTextbox, startOutline, startDrafts, startForm, startActs, startDrops, startPictures]) start();
  byId("inbox").addEventListener("click", ({ target }) => {
    const line = target.closest("#subject, #preheader");
    if (line) openers.words(findLine(line.id), { element: line });
  });
  byId("to-words").addEventListener("click", (event) => {
    event.preventDefault();
    focusCurrent();
  });
  showSaved("Saved");
}

// After each change of the files, from here or from elsewhere.
export async function showWritten({ issue, key, problems }) {
  if (`${issue} ${key}` === shown) return;
  shown = `${issue} ${key}`;
  if (!(await loadFields(issue, panes.written.view))) {
    state.problems = problems; // a document that cannot be read: what is wrong with it is all there is
    tell();
  }
  if (!(await showLiveAgain())) await refreshFrames();
  if (offered !== issue) await offerDrafts((offered = issue));
}
