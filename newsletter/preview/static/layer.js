// A layer of buttons above the words of the first pane. Its frame runs no script and listens to nothing: all that is pressed is here.
// For the keyboard the layer is one stop: arrows, Home and End go from field to field, Enter opens one.

import { byId, make } from "./dom.js";
import { Roving } from "./roving.js";
import { isField, isSame, openers, state } from "./writing.js";

const CELL = "td, th, div, article, section, pre, body"; // what runs of one field have in common where they stand together
const MARKS = `::highlight(problem) { text-decoration: underline wavy #c2185b 2px; text-underline-offset: 3px; }
  ::highlight(field) { background: rgb(15 120 140 / 22%); }`;
const layer = byId("layer");
const hooks = { before: [], after: [] };
let pane = null;
let groups = [];
let stops = null;

export const beforeLaying = (act) => hooks.before.push(act);
export const afterLaying = (act) => hooks.after.push(act);
export const listGroups = () => groups;
export const findGroups = (field) => groups.filter((group) => isField(group.field, field));
export const getDocument = () => pane?.frame?.contentDocument;

export function startLayer() {
  stops = new Roving(layer, ".hit");
  layer.addEventListener("click", press);
  layer.addEventListener("pointermove", (event) => mark("field", listRanges(findUnder(event))));
  layer.addEventListener("pointerleave", () => mark("field", []));
}

// Put a button over each field of what the pane shows. Where nothing can be written there are none.
export function lay(shown = pane) {
  pane = shown;
  const document = getDocument();
  if (!document?.body) return;
  groups = readGroups(document);
  for (const act of hooks.before) act();
  pane.fitFrames();
  showButtons();
  stops.choose();
  markProblems(document);
  for (const act of hooks.after) act();
}

// Runs of one field that follow each other in one place are one button.
function readGroups(document) {
  const made = [];
  for (const span of document.querySelectorAll("[data-f]")) {
    const field = state.fields[span.dataset.f];
    if (!field) continue;
    const cell = span.closest(CELL);
    const last = made.at(-1);
    if (last?.cell === cell && last.number === span.dataset.f) last.spans.push(span);
    else made.push({ field, cell, number: span.dataset.f, spans: [span] });
  }
  return made.filter(({ spans }) => spans.some((span) => span.getClientRects().length > 0));
}

export function measure(spans) {
  const boxes = spans.map((span) => span.getBoundingClientRect()).filter(({ width }) => width > 0);
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
  return { left, top, width: right - left, height: bottom - top };
}

const nameField = ({ file, path }) => `${file} ${path}`;

function showButtons() {
  const hits = stops.list();
  const boxes = groups.map(({ spans }) => measure(spans));
  const faults = new Map();
  for (const problem of state.problems) faults.set(nameField(problem), [...(faults.get(nameField(problem)) ?? []), problem]);
  for (const [place, group] of groups.entries()) hits[place] = showButton(hits[place] ?? addButton(place), group, boxes[place], faults.get(nameField(group.field)));
  for (const extra of hits.slice(groups.length)) extra.remove();
}

function addButton(place) {
  const button = make("button", { type: "button", className: "hit" });
  button.dataset.at = place;
  layer.append(button);
  return button;
}

function showButton(button, group, { left, top, width, height }, faults = []) {
  const words = group.spans.map((span) => span.textContent).join("").replace(/\s+/g, " ").trim();
  const name = [`${group.field.name}: ${words.slice(0, 80)}`, ...faults.map(({ message }) => `Problem: ${message}`)].join(". ");
  if (button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
  if (button.dataset.kind !== group.field.kind) button.dataset.kind = group.field.kind;
  button.classList.toggle("bad", faults.length > 0);
  const place = `left: ${left - 3}px; top: ${top - 2}px; width: ${width + 6}px; height: ${height + 4}px;`;
  if (button.placed !== place) button.style.cssText = button.placed = place;
  return button;
}

// The words of what is at a path, or else of what is nearest to it. A title is in the list of contents, too: its last place is meant.
export function findFirst(path) {
  const first = groups.find(({ field }) => isSame(field.path.slice(0, path.length), path));
  return first && groups.findLast(({ field }) => isField(field, first.field));
}

export function goTo(path) {
  for (let length = path.length; length > 0; length -= 1) {
    const near = findFirst(path.slice(0, length));
    if (near) return focusGroup(near);
  }
  byId(path[0] === "preheader" ? "preheader" : "subject").focus();
}

export const focusGroup = (group) => group && stops.focus(groups.indexOf(group));
export const focusCurrent = () => stops.focus();

// With a pointer the words themselves are what was meant; with the keyboard the button.
function press(event) {
  const button = event.target.closest(".hit");
  if (!button && event.target !== layer) return;
  const isPointer = event.detail > 0;
  const group = (isPointer && findUnder(event)) || groups[button?.dataset.at];
  if (!group) return;
  stops.choose(groups.indexOf(group));
  openers[group.field.kind]?.(group.field, { group, point: isPointer ? locate(event) : null });
}

// A point of the window as the frame's document counts.
export function locate({ clientX, clientY }) {
  const { left, top, width } = layer.getBoundingClientRect();
  const scale = width / layer.offsetWidth || 1;
  return { x: (clientX - left) / scale, y: (clientY - top) / scale };
}

function findUnder(event) {
  const { x, y } = locate(event);
  const span = getDocument()?.elementFromPoint(x, y)?.closest("[data-f]");
  return span && groups.find(({ spans }) => spans.includes(span));
}

const listRanges = (group) => (group?.spans ?? []).map((span) => select(span, 0, span.childNodes.length));

function select(node, start, end) {
  const range = node.ownerDocument.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  return range;
}

// Mark words in the frame without changing its document: the CSS Custom Highlight API, where the browser has it.
function mark(name, ranges) {
  const view = getDocument()?.defaultView;
  if (!view?.Highlight) return;
  if (!view.document.adoptedStyleSheets.length) {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(MARKS);
    view.document.adoptedStyleSheets = [sheet];
  }
  view.CSS.highlights.set(name, new view.Highlight(...ranges));
}

function markProblems() {
  const found = [];
  for (const { file, path, words } of state.problems) {
    if (!words?.trim()) continue;
    for (const { field, spans } of groups) if (isField(field, { file, path })) found.push(...spans.flatMap((span) => findWords(span, words)));
  }
  mark("problem", found);
}

function findWords(span, words) {
  const found = [];
  const pattern = new RegExp(words.trim().replace(/[\\^$.*+?()[\]{}|]/g, "\\$&").replace(/\s+/g, "\\s+"), "g");
  const texts = span.ownerDocument.createTreeWalker(span, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: node } = texts;
    for (const { index, 0: { length } } of node.data.matchAll(pattern)) found.push(select(node, index, index + length));
  }
  return found;
}
