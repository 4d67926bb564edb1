// Two people changed the same words: both are shown, and the editor chooses. Nothing is lost by a stray key: the dialog comes back.

import { byId } from "./dom.js";

export function askWhose({ name, theirs, yours }) {
  const dialog = byId("ask");
  const words = { "ask-name": name, theirs: format(theirs), yours: format(yours) };
  for (const [id, text] of Object.entries(words)) byId(id).textContent = text;
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => (dialog.returnValue ? resolve(dialog.returnValue) : dialog.showModal());
  });
}

function format(value) {
  if (value === null || value === undefined || value === "") return "(taken out)";
  if (typeof value !== "object") return String(value);
  return Object.values(value).flat().filter((part) => typeof part !== "object").join(" · ") || "(changed)";
}
