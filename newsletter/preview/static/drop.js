// Files that are dropped on the page, and text with its marks that is pasted into a field which takes it.
// While something is dragged, frames let it pass: they would take it for themselves.

import { announce } from "./dom.js";
import { sendFile } from "./panels.js";
import { addPicture, isPicture } from "./pictures.js";

export function startDrops() {
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) addEventListener(kind, drag);
  addEventListener("paste", paste);
}

function drag(event) {
  const isForPage = [...(event.dataTransfer?.types ?? [])].includes("Files") && !event.target.closest?.("[type=file]");
  const goesOn = event.type === "dragleave" ? Boolean(event.relatedTarget) : event.type !== "drop";
  document.body.classList.toggle("dropping", isForPage && goesOn);
  if (!isForPage) return;
  event.preventDefault();
  if (event.type === "drop") take(event.dataTransfer.files[0], event);
}

function paste({ target, clipboardData }) {
  keepMarks(target, clipboardData);
  const file = clipboardData.files[0];
  if (!file || !isPicture(file) || target.closest?.("input, textarea, dialog")) return;
  const box = target.closest?.(".hit")?.getBoundingClientRect();
  take(file, box && { clientX: box.left, clientY: box.bottom });
}

function take(file, event) {
  if (!file) return;
  announce(`Reading ${file.name}`);
  if (isPicture(file)) addPicture(file, event);
  else sendFile("/panel/import", file);
}

// What is copied from a word processor comes as HTML too; the field shows its text, and both are sent.
function keepMarks(target, clipboardData) {
  const form = target.closest?.("[data-paste]")?.form;
  if (!form) return;
  form.html.value = clipboardData.getData("text/html");
  form.addEventListener("beforeinput", ({ inputType }) => inputType === "insertFromPaste" || (form.html.value = ""));
}
