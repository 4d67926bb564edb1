// Pictures: where one is dropped or pasted in the issue, and which one is meant by a click.

import { byId } from "./dom.js";
import { getDocument, listGroups, locate, measure } from "./layer.js";
import { openPanel, sendFile } from "./panels.js";
import { state } from "./writing.js";

export const isPicture = (file) => file.type.startsWith("image/") && !file.type.includes("svg");

export function startPictures() {
  byId("layer").addEventListener("click", openShown);
}

// Next to the words that are nearest above where it is dropped; without a place, at the end.
export function addPicture(file, event) {
  const { y } = event ? locate(event) : {};
  const tops = listGroups().map(({ field, spans }) => ({ field, top: measure(spans).top }));
  const above = tops.filter(({ field, top }) => field.file === "issue" && field.path[0] === "blocks" && top <= y);
  const near = above.sort((one, other) => other.top - one.top)[0]?.field.path ?? (event && ["blocks"]);
  return sendFile(`/panel/picture/${state.issue}`, file, [["put", "near"], ["path", near ? JSON.stringify(near) : ""]]);
}

function openShown(event) {
  const { x, y } = locate(event);
  const image = event.target === byId("layer") && getDocument()?.elementFromPoint(x, y)?.closest("img");
  if (image) openPanel(`/panel/picture/${state.issue}?shown=${encodeURIComponent(image.src.split("/").at(-1))}`, byId("layer"));
}
