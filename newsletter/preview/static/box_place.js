// Where a box to write in is: over its words, as wide as they are and in their type. The frame makes room, so that nothing jumps.

import { byId } from "./dom.js";
import { findGroups, getDocument, measure } from "./layer.js";

const NARROWEST = 220; // CSS pixels
const BLOCK = "p, li, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, pre, td, th";
const onPhone = matchMedia("(max-width: 800px)");
const room = [];

// Over the words in the layer, beside an element of the page, or a sheet on a phone.
export function placeIn({ box, element }) {
  byId("layer").classList.add("under");
  (onPhone.matches ? document.body : (element?.parentElement ?? byId("layer"))).append(box);
}

function findHome({ field, nth }) {
  const same = findGroups(field);
  return same[Math.min(nth, same.length - 1)] ?? null;
}

// The words of a home, and whether they are all that their blocks say.
function findBlocks({ spans }) {
  const blocks = [...new Set(spans.map((span) => span.closest(BLOCK) ?? span))];
  const own = spans.map((span) => span.textContent).join("");
  const isWhole = blocks.map((block) => block.textContent).join("").replace(/\s/g, "").length <= own.replace(/\s/g, "").length;
  return { blocks, isWhole };
}

// Make room in the frame for what is open, and none where nothing is.
export function makeRoom(open) {
  for (const undo of room.splice(0)) undo();
  const home = open && !open.element && !onPhone.matches && findHome(open);
  if (!home) return;
  for (const span of home.spans) set(span, "visibility", "hidden");
  const { blocks } = findBlocks(home);
  const { height } = measure(blocks);
  fitArea(open, home);
  const more = open.box.offsetHeight - height;
  const last = blocks.at(-1);
  if (more > 0) set(last, "padding-bottom", `${more + (parseFloat(last.ownerDocument.defaultView.getComputedStyle(last).paddingBottom) || 0)}px`);
}

function set(element, name, value) {
  const before = element.style.getPropertyValue(name);
  element.style.setProperty(name, value);
  room.push(() => element.style.setProperty(name, before));
}

export function placeBox(open) {
  if (!open) return;
  if (onPhone.matches) return growArea(open.area);
  if (open.element) placeOver(open, open.element); // over words of the frame it was put when room was made
}

// As wide as the words' own block, in their type, on their ground.
function fitArea({ box, area }, home) {
  const { blocks, isWhole } = findBlocks(home);
  const [first, around] = [measure(home.spans), measure(blocks)];
  const left = isWhole ? around.left : Math.min(first.left, Math.max(around.left, around.left + around.width - NARROWEST));
  const width = Math.max(NARROWEST, isWhole ? around.width : Math.min(first.width, around.left + around.width - left));
  const style = getDocument().defaultView.getComputedStyle(home.spans[0]);
  Object.assign(box.style, { left: `${left}px`, top: `${isWhole ? around.top : first.top}px`, width: `${width}px` });
  wear(area, style, findGround(home.spans[0]));
  growArea(area);
}

function placeOver({ box, area }, element) {
  Object.assign(box.style, { left: `${element.offsetLeft}px`, top: `${element.offsetTop}px`, width: `${Math.max(NARROWEST, element.parentElement.clientWidth - 2 * element.offsetLeft)}px` });
  wear(area, getComputedStyle(element), "");
  growArea(area);
}

function wear(area, { font, lineHeight, letterSpacing, color, direction, textAlign }, ground) {
  Object.assign(area.style, { font, lineHeight, letterSpacing, color: ground ? color : "", background: ground, direction, textAlign });
}

function findGround(element) {
  for (let box = element; box; box = box.parentElement) {
    const { backgroundColor } = box.ownerDocument.defaultView.getComputedStyle(box);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
  }
  return "#fff";
}

export function growArea(area) {
  area.style.height = "0";
  area.style.height = `${area.scrollHeight}px`;
}
