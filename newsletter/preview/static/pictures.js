// Pictures: where one is dropped or pasted in the issue, which one is meant by a click, and the point that stays in every crop.

import { byId } from "./dom.js";
import { getDocument, listGroups, locate, measure } from "./layer.js";
import { openPanel, sendFile } from "./panels.js";
import { state } from "./writing.js";

const STEPS = { ArrowLeft: ["x", -2], ArrowRight: ["x", 2], ArrowUp: ["y", -2], ArrowDown: ["y", 2] };

export const isPicture = (file) => file.type.startsWith("image/") && !file.type.includes("svg");

export function startPictures() {
  byId("layer").addEventListener("click", openShown);
  const panel = byId("panel");
  panel.addEventListener("click", (event) => event.detail && event.target.closest(".point") && pick(event));
  panel.addEventListener("keydown", step);
  panel.addEventListener("input", ({ target }) => target.closest(".focus") && showPoint());
  new MutationObserver(showPoint).observe(panel, { childList: true });
}

// A picture goes behind the block whose words are nearest above; without a place, to the end.
export function addPicture(file, event) {
  const path = event && findPlace(event);
  return sendFile(`/panel/picture/${state.issue}`, file, [["put", "add"], ["path", path ? JSON.stringify(path) : ""]]);
}

function findPlace(event) {
  const { y } = locate(event);
  const inBlocks = listGroups().filter(({ field }) => field.file === "issue" && field.path[0] === "blocks");
  const above = inBlocks.map(({ field, spans }) => [measure(spans).top, field.path]).filter(([top]) => top <= y);
  if (!above.length) return inBlocks.length ? ["blocks", 0] : null;
  const path = above.sort(([one], [other]) => other - one)[0][1];
  const block = path.slice(0, path[2] === "blocks" ? 4 : 2);
  return [...block.slice(0, -1), block.at(-1) + 1];
}

function openShown(event) {
  const { x, y } = locate(event);
  const image = event.target === byId("layer") && getDocument()?.elementFromPoint(x, y)?.closest("img");
  if (image) openPanel(`/panel/picture/${state.issue}?shown=${encodeURIComponent(image.src.split("/").at(-1))}`, byId("layer"));
}

function pick(event) {
  const box = event.target.closest(".point").getBoundingClientRect();
  setPoint({ x: (100 * (event.clientX - box.left)) / box.width, y: (100 * (event.clientY - box.top)) / box.height });
}

function step(event) {
  if (!event.target.matches(".point") || !STEPS[event.key]) return;
  event.preventDefault();
  const [name, by] = STEPS[event.key];
  setPoint({ [name]: Number(event.target.form[name].value) + by });
}

function setPoint(point) {
  const { form } = document.querySelector("#panel .point");
  for (const [name, value] of Object.entries(point)) form[name].value = Math.round(Math.max(0, Math.min(100, value)));
  showPoint();
}

function showPoint() {
  const point = document.querySelector("#panel .point");
  if (!point) return;
  Object.assign(point.querySelector("span").style, { left: `${point.form.x.value}%`, top: `${point.form.y.value}%` });
}
