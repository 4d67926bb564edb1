// The subject and the line after it, as the inbox of a phone shows them; a click writes them.

import { byId } from "./dom.js";
import { openers, onChange } from "./writing.js";

const LINES = ["subject", "preheader"]; // buttons of the page, with their names, what they are for, and how much a phone shows
const SUMMARISED = 300; // characters from the beginning that programs with a summary of their own read

export function startInboxLines(readMail) {
  for (const id of LINES) byId(id).addEventListener("click", () => openers.words(findLine([id]), { element: byId(id) }));
  byId("summaries").addEventListener("toggle", () => showSummarised(readMail));
  onChange(() => showSummarised(readMail));
}

// The field of one of the lines; no frame shows it.
export function findLine(path) {
  const isLine = path.length === 1 && LINES.includes(path[0]);
  return isLine && { kind: "words", file: "issue", path, many: false, value: "", ...byId(path[0]).dataset };
}

export function showInboxLines(inbox) {
  for (const line of LINES.map(byId)) {
    const { name, shown } = line.dataset;
    const words = [...(inbox?.[line.id] ?? "")];
    line.dataset.value = words.join("");
    line.querySelector(".seen").textContent = words.slice(0, shown).join("") || `${name}: write it here`;
    line.querySelector(".cut").textContent = words.slice(shown).join("");
    line.setAttribute("aria-label", `${name}: ${line.dataset.value || "empty"}`);
  }
}

function showSummarised(readMail) {
  if (byId("summaries").open) byId("summarised").textContent = readMail().trim().replace(/\s+/g, " ").slice(0, SUMMARISED);
}
