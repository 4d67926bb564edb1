// Files that are dropped on the page, and text with its marks that is pasted into a field which takes it.
// While something is dragged, frames let it pass: they would take it for themselves.

import { announce } from "./dom.js";
import { sendFile } from "./panels.js";
import { addPicture, isPicture } from "./pictures.js";

export function startDrops() {
  const mark = (is) => document.body.classList.toggle("dropping", is);
  const bringsFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  for (const kind of ["dragenter", "dragover"]) {
    addEventListener(kind, (event) => {
      if (!bringsFile(event)) return;
      event.preventDefault();
      mark(true);
    });
  }
  addEventListener("dragleave", (event) => event.relatedTarget || mark(false));
  addEventListener("drop", (event) => {
    mark(false);
    if (!bringsFile(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files[0], event);
  });
  addEventListener("paste", keepMarks);
  addEventListener("paste", (event) => {
    const file = event.clipboardData.files[0];
    if (!file || !isPicture(file) || event.target.closest?.("input, textarea, dialog")) return;
    const box = event.target.closest?.(".hit")?.getBoundingClientRect();
    take(file, box && { clientX: box.left, clientY: box.bottom });
  });
}

function take(file, event) {
  if (!file) return;
  announce(`Reading ${file.name}`);
  if (isPicture(file)) addPicture(file, event);
  else sendFile("/panel/import", file);
}

// What is copied from a word processor comes as HTML too; the field shows its text, and both are sent.
function keepMarks(event) {
  const form = event.target.closest?.("[data-paste]")?.form;
  if (!form) return;
  form.html.value = event.clipboardData.getData("text/html");
  form.addEventListener("beforeinput", ({ inputType }) => inputType === "insertFromPaste" || (form.html.value = ""));
}
