// A box to write in, exactly over the words that it changes. The frame makes room for it, so that nothing jumps.
// Done, Enter (in long text with Ctrl), a click elsewhere and a pause of two seconds save; Esc puts the words back.

import { byId, make } from "./dom.js";
import { findCaret, readToPoint } from "./caret.js";
import { forgetDraft, keepDraft } from "./drafts.js";
import { follow } from "./followers.js";
import { afterLaying, beforeLaying, findGroups, focusGroup, getDocument, lay, measure } from "./layer.js";
import { openPanel } from "./panels.js";
import { toLine, toMarkdown } from "./paste.js";
import { beforeLeaving, edit, isField, loadFields, onChange, openers, say, showSaved, state } from "./writing.js";

const WAIT = 50; // milliseconds from a keystroke to the frames
const PAUSE = 2000; // milliseconds without a keystroke after which the words are saved
const NARROWEST = 220; // CSS pixels
const BLOCK = "p, li, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, pre, td, th";
const onPhone = matchMedia("(max-width: 800px)");
let open = null;
let room = [];
let timers = { live: 0, pause: 0 };
let sending = null;

export const isOpen = () => open !== null;

// Where words are open that are not saved, show them on what another hand wrote meanwhile. Resolves to whether there are any.
export async function showLiveAgain() {
  const hasWords = open !== null && open.area.value !== open.saved;
  if (hasWords) await showLive();
  return hasWords;
}

export function startTextbox() {
  openers.words = openBox;
  openers.settings = (field, how) => (field.value === null ? openPanel("/panel/publication") : openBox(field, how));
  openers.template = ({ help }) => say(help);
  openers.draft = (field, value) => openBox(field, { group: findGroups(field)[0] ?? null, element: findGroups(field)[0] ? null : byId(field.path.at(-1)), value });
  beforeLeaving(() => finish());
  beforeLaying(makeRoom);
  afterLaying(placeBox);
  onChange(() => open && follow(open.field, open.nth));
}

// Open the words of a field: over a group of its runs in the frame, or over an element of the page.
export async function openBox(field, { group = null, element = null, point = null, value = null } = {}) {
  if (open && !(await finish({ returnsFocus: false }))) return;
  const fresh = findField(field) ?? field;
  const same = findGroups(fresh);
  const home = group && (same.includes(group) ? group : (same.find(({ cell }) => cell === group.cell) ?? same[0]));
  const before = home && point ? readToPoint(getDocument(), home.spans, point) : null;
  open = { field: fresh, element, nth: Math.max(0, same.indexOf(home)), was: fresh.value, saved: fresh.value, base: state.base, isComposing: false };
  showBox(value ?? fresh.value);
  const caret = before ? findCaret(fresh.value, before) : open.area.value.length;
  open.area.setSelectionRange(caret, caret);
  follow(open.field, open.nth);
  if (value !== null && value !== fresh.value) type();
}

function showBox(value) {
  const { field } = open;
  open.area = make("textarea", { "aria-label": [field.name, field.help].filter(Boolean).join(". "), rows: 1, spellcheck: "true", dir: "auto" });
  open.area.value = value;
  open.said = make("p", { class: "wrong", role: "alert", hidden: true });
  const done = make("button", { type: "button", title: field.many ? "Done (Ctrl+Enter)" : "Done (Enter)", on: { click: () => finish() } }, "Done");
  const tools = make("div", { class: "tools" }, ...(field.many ? makeTools() : []), done, make("span", {}, field.name));
  open.box = make("div", { id: "box", class: field.many ? "many" : null, role: "group", "aria-label": `Writing: ${field.name}` }, tools, open.area, open.said);
  listen(open);
  placeIn();
  lay();
  open.area.focus({ preventScroll: true });
}

function listen({ area, box }) {
  area.addEventListener("input", type);
  area.addEventListener("keydown", press);
  area.addEventListener("paste", paste);
  area.addEventListener("compositionstart", () => (open.isComposing = true));
  area.addEventListener("compositionend", () => (open.isComposing = false));
  const mine = open;
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (box.contains(relatedTarget) || document.querySelector("dialog[open]") || !document.hasFocus()) return;
    setTimeout(() => open === mine && !box.contains(document.activeElement) && finish({ returnsFocus: false }), 0);
  });
}

// ---- what is typed

function type() {
  const { area, field } = open;
  if (!field.many && area.value.includes("\n")) area.value = area.value.replace(/\s*\n\s*/g, " ");
  keepDraft(field, area.value);
  showSaved("Writing…", true);
  clearTimeout(timers.live);
  clearTimeout(timers.pause);
  timers.live = setTimeout(showLive, WAIT);
  timers.pause = setTimeout(() => open && !open.isComposing && save(), PAUSE);
  const before = area.offsetHeight;
  growArea();
  if (area.offsetHeight !== before) lay();
}

const write = (value, { field: { file, path } } = open) => ({ do: "set", path, file, value });

async function showLive() {
  if (!open || open.isSaving) return;
  if (sending) return void (sending.isBehind = true);
  const mine = open;
  sending = { isBehind: false };
  const began = performance.now();
  const answer = await edit([write(open.area.value)], { live: true, base: open.base });
  performance.measure("keystroke", { start: began - WAIT, end: performance.now() });
  const { isBehind } = sending;
  sending = null;
  if (open !== mine) return;
  explain(answer);
  if (isBehind) showLive();
}

// Save, and leave the box open. Resolves to whether the document now says what the box says.
async function save() {
  clearTimeout(timers.live);
  clearTimeout(timers.pause);
  const mine = open;
  return (mine.saving = saveWords(mine));
}

async function saveWords(mine) {
  const value = mine.area.value;
  if (value === mine.saved) return true;
  mine.isSaving = true;
  let answer = await edit([write(value)], { base: mine.base });
  if (answer.error === "stale") answer = await saveAgain(mine, value);
  mine.isSaving = false;
  if (open === mine) explain(answer);
  if (answer.error) return false;
  const path = answer.paths?.[0] ?? mine.field.path; // someone may have moved it
  Object.assign(mine, { base: state.base, saved: value, field: { ...mine.field, path } });
  if (open !== mine) return true; // closed meanwhile, by Esc
  if (mine.area.value === value) forgetDraft();
  else type(); // there is more since
  if (answer.kept === "theirs") mine.area.value = mine.saved = findValue(mine.field) ?? value;
  return true;
}

// The page's state of the document is too old to be known: if nobody changed these words since, they are saved on the new one.
async function saveAgain(mine, value) {
  await loadFields(state.issue);
  if (findValue(mine.field) !== mine.saved) return { error: "stale", said: "These words were changed meanwhile. Copy yours, press Esc, and open them again." };
  mine.base = state.base;
  return edit([write(value, mine)], {});
}

const findField = (field) => Object.values(state.fields).find((one) => isField(one, field));
const findValue = (field) => findField(field)?.value;

function explain(answer) {
  const [problem] = answer.problems ?? [];
  const message = answer.error === "conflict" ? "Someone else changed these words meanwhile. When you are done, you choose between theirs and yours." : answer.said;
  const words = answer.error ? (problem ? problem.said.join(" ") : message) : "";
  open.said.hidden = !words;
  if (open.said.textContent !== words) open.said.textContent = words;
  if (!open.said.hidden) lay();
}

// ---- the end

let ending = null;

// Save and close; what is refused stays open. Resolves to whether it is closed.
export function finish(options = {}) {
  ending ??= end(options).finally(() => (ending = null));
  return ending;
}

async function end({ returnsFocus = true }) {
  if (!open) return true;
  if (!(await save())) {
    open?.area.focus({ preventScroll: true });
    return false;
  }
  close(returnsFocus);
  return true;
}

// Closed at once, so that nothing saves what is taken back; a save that is under way is waited for.
async function cancel() {
  const mine = open;
  const back = write(mine.was);
  close(true);
  await mine.saving;
  forgetDraft();
  if (mine.saved !== mine.was) await edit([back], { base: mine.base });
  else if (mine.area.value !== mine.was) await edit([back], { live: true, base: mine.base });
  if (!open) showSaved("Saved");
}

function close(returnsFocus) {
  const { box, field, nth, element } = open;
  const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
  clearTimeout(timers.live);
  clearTimeout(timers.pause);
  open = null;
  box.remove();
  byId("layer").classList.remove("under");
  lay();
  if (!returnsFocus || !hadFocus) return;
  if (element) element.focus({ preventScroll: true });
  else focusGroup(findGroups(field)[nth] ?? findGroups(field)[0]);
}

// ---- where it is

function placeIn() {
  const isSheet = onPhone.matches;
  byId("layer").classList.add("under");
  (isSheet ? document.body : (open.element?.parentElement ?? byId("layer"))).append(open.box);
}

const findHome = () => {
  const same = findGroups(open.field);
  return same[Math.min(open.nth, same.length - 1)] ?? null;
};

// The words of a home, and whether they are all that their blocks say.
function findBlocks({ spans }) {
  const blocks = [...new Set(spans.map((span) => span.closest(BLOCK) ?? span))];
  const own = spans.map((span) => span.textContent).join("");
  const isWhole = blocks.map((block) => block.textContent).join("").replace(/\s/g, "").length <= own.replace(/\s/g, "").length;
  return { blocks, isWhole };
}

function makeRoom() {
  for (const undo of room.splice(0)) undo();
  const home = open && !open.element && !onPhone.matches && findHome();
  if (!home) return;
  for (const span of home.spans) set(span, "visibility", "hidden");
  const { blocks } = findBlocks(home);
  const { height } = measure(blocks);
  fitArea(home);
  const more = open.area.offsetHeight + (open.said.hidden ? 0 : open.said.offsetHeight) - height;
  const last = blocks.at(-1);
  if (more > 0) set(last, "padding-bottom", `${more + (parseFloat(last.ownerDocument.defaultView.getComputedStyle(last).paddingBottom) || 0)}px`);
}

function set(element, name, value) {
  const before = element.style.getPropertyValue(name);
  element.style.setProperty(name, value);
  room.push(() => element.style.setProperty(name, before));
}

function placeBox() {
  if (!open) return;
  if (onPhone.matches) return growArea();
  if (open.element) placeOver(open.element); // over words of the frame it was put when room was made
}

// As wide as the words' own block, in their type, on their ground.
function fitArea(home) {
  const { blocks, isWhole } = findBlocks(home);
  const [first, around] = [measure(home.spans), measure(blocks)];
  const left = isWhole ? around.left : Math.min(first.left, Math.max(around.left, around.left + around.width - NARROWEST));
  const width = Math.max(NARROWEST, isWhole ? around.width : Math.min(first.width, around.left + around.width - left));
  const style = getDocument().defaultView.getComputedStyle(home.spans[0]);
  Object.assign(open.box.style, { left: `${left}px`, top: `${isWhole ? around.top : first.top}px`, width: `${width}px` });
  wear(style, findGround(home.spans[0]));
  growArea();
}

function placeOver(element) {
  Object.assign(open.box.style, { left: `${element.offsetLeft}px`, top: `${element.offsetTop}px`, width: `${Math.max(NARROWEST, element.parentElement.clientWidth - 2 * element.offsetLeft)}px` });
  wear(getComputedStyle(element), "");
  growArea();
}

function wear({ font, lineHeight, letterSpacing, color, direction, textAlign }, ground) {
  Object.assign(open.area.style, { font, lineHeight, letterSpacing, color: ground ? color : "", background: ground, direction, textAlign });
}

function findGround(element) {
  for (let box = element; box; box = box.parentElement) {
    const { backgroundColor } = box.ownerDocument.defaultView.getComputedStyle(box);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
  }
  return "#fff";
}

function growArea() {
  const { area } = open;
  area.style.height = "0";
  area.style.height = `${area.scrollHeight}px`;
}

// ---- keys, buttons, and what is pasted

const insert = (text) => document.execCommand("insertText", false, text); // keeps the box's own undo

const KEYS = { b: () => surround("**"), i: () => surround("*"), k: link, l: list };

function press(event) {
  if (event.isComposing || event.keyCode === 229) return; // Enter and Esc belong to the input method
  const hasModifier = event.ctrlKey || event.metaKey;
  const { many } = open.field;
  if (event.key === "Escape") cancel();
  else if (event.key === "Enter" && (hasModifier || !many)) finish();
  else if (event.key === "Enter" && many && !event.shiftKey && goOnWithList()) ; // prettier-ignore
  else if (hasModifier && many && !event.altKey && !event.shiftKey && KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function makeTools() {
  const tool = (words, name, key) =>
    make("button", { type: "button", "aria-label": name, title: `${name} (Ctrl+${key.toUpperCase()})`, on: { mousedown: (event) => event.preventDefault(), click: () => (open.area.focus(), KEYS[key]()) } }, words);
  return [tool(make("b", {}, "B"), "Bold", "b"), tool(make("i", {}, "I"), "Italic", "i"), tool("Link", "Link", "k"), tool("List", "List", "l")];
}

// Put marks around what is selected, or take them away.
function surround(mark) {
  const { area } = open;
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end);
  const isMarked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (isMarked) area.setSelectionRange(start - mark.length, end + mark.length);
  insert(isMarked ? words : `${mark}${words}${mark}`);
  const from = isMarked ? start - mark.length : start + mark.length;
  area.setSelectionRange(from, from + words.length);
}

// The words are kept and the address is asked for: it is selected, to be typed or pasted over.
function link() {
  const { area } = open;
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end) || "words";
  const isAddress = /^(https?:\/\/|mailto:)\S+$/.test(words);
  insert(isAddress ? `[words](${words})` : `[${words}](https://)`);
  if (isAddress) area.setSelectionRange(start + 1, start + 6);
  else area.setSelectionRange(start + words.length + 3, start + words.length + 11);
}

function list() {
  const { area } = open;
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const after = area.value.indexOf("\n", area.selectionEnd);
  const end = after < 0 ? area.value.length : after;
  const lines = area.value.slice(start, end).split("\n");
  const isList = lines.every((line) => line.startsWith("- ") || !line);
  area.setSelectionRange(start, end);
  insert(lines.map((line) => (isList ? line.replace(/^- /, "") : `- ${line}`)).join("\n"));
}

// Enter in a list begins the next item; in an empty one it ends the list.
function goOnWithList() {
  const { area } = open;
  const { selectionStart: at, value } = area;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const item = /^(\s*(?:[-*]|\d+[.)]) )(.*)$/.exec(value.slice(start, at));
  if (!item) return false;
  if (item[2]) return insert(`\n${item[1].replace(/\d+/, (number) => Number(number) + 1)}`);
  area.setSelectionRange(start, at);
  return insert("\n");
}

function paste(event) {
  const html = event.clipboardData.getData("text/html");
  if (!html) return;
  event.preventDefault();
  insert((open.field.many ? toMarkdown : toLine)(html, getDocument().defaultView));
}
