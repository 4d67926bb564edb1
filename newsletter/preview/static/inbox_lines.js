// The subject and the line after it, as the inbox of a phone shows them; a click writes them.

import { byId } from "./dom.js";
import { openers, onChange } from "./writing.js";

const LINES = {
  subject: { name: "Subject", help: "The first thing readers see. Phones show about 40 characters.", shown: 40 },
  preheader: { name: "Preview line", help: "Follows the subject in the inbox. Phones show about 90 characters.", shown: 90 },
};
const SUMMARISED = 300; // characters from the beginning that programs with a summary of their own read

export function startInboxLines(readMail) {
  for (const id of Object.keys(LINES)) byId(id).addEventListener("click", () => openers.words(findLine([id]), { element: byId(id) }));
  byId("summaries").addEventListener("toggle", () => showSummarised(readMail));
  onChange(() => showSummarised(readMail));
}

// The field of one of the lines; no frame shows it.
export function findLine(path) {
  const line = path.length === 1 && LINES[path[0]];
  return line && { kind: "words", file: "issue", path, name: line.name, help: line.help, many: false, value: byId(path[0]).dataset.value ?? "" };
}

export function showInboxLines(inbox) {
  for (const [id, { name, shown }] of Object.entries(LINES)) {
    const words = inbox?.[id] ?? "";
    byId(id).dataset.value = words;
    const [seen, cut] = [[...words].slice(0, shown).join(""), [...words].slice(shown).join("")];
    byId(id).querySelector(".seen").textContent = seen || `${name}: write it here`;
    byId(id).querySelector(".cut").textContent = cut;
    byId(id).setAttribute("aria-label", `${name}: ${words || "empty"}`);
  }
}

function showSummarised(readMail) {
  if (byId("summaries").open) byId("summarised").textContent = readMail().trim().replace(/\s+/g, " ").slice(0, SUMMARISED);
}
