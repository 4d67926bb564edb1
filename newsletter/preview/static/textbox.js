// A box to write in, exactly over the words that it changes. The frame makes room for it, so that nothing jumps.
// Done, Enter (in long text with Ctrl), a click elsewhere and a pause of two seconds save; Esc puts the words back.

import { growArea, makeRoom, placeBox, placeIn } from "./box_place.js";
import { findCaret, readToPoint } from "./caret.js";
import { byId, copy } from "./dom.js";
import { forgetDraft, keepDraft } from "./drafts.js";
import { follow } from "./followers.js";
import { afterLaying, beforeLaying, findGroups, focusGroup, getDocument, lay } from "./layer.js";
import { goOnWithList, insert, KEYS } from "./markdown_tools.js";
import { openPanel, post } from "./panels.js";
import { beforeLeaving, edit, isField, onChange, openers, say, showNoMore, showSaved, showTyped, state } from "./writing.js";

const WAIT = 50; // milliseconds from a keystroke to the frames
const PAUSE = 2000; // milliseconds without a keystroke after which the words are saved
let open = null;
let opening = null;
let pause = 0;

// Where words are open that are not saved, show them on what another hand wrote meanwhile. Resolves to whether there are any.
export async function showLiveAgain() {
  const hasWords = open !== null && open.area.value !== open.saved;
  if (hasWords) await showLive(0);
  return hasWords;
}

export function startTextbox() {
  openers.words = openBox;
  openers.settings = (field, how) => (field.value === null ? openPanel("/panel/publication") : openBox(field, how));
  openers.template = ({ help }) => say(help);
  openers.draft = (field, value) => openBox(field, { group: findGroups(field)[0] ?? null, element: findGroups(field)[0] ? null : byId(field.path.at(-1)), value });
  beforeLeaving(() => finish());
  beforeLaying(() => makeRoom(open));
  afterLaying(() => placeBox(open));
  onChange(() => open && follow(open.field, open.nth));
}

// Open the words of a field: over a group of its runs in the frame, or over an element of the page.
async function openBox(field, { group = null, element = null, point = null, value = null } = {}) {
  if (open && !(await finish({ returnsFocus: false }))) return;
  const fresh = findField(field) ?? field;
  const same = findGroups(fresh);
  const home = group && (same.includes(group) ? group : (same.find(({ cell }) => cell === group.cell) ?? same[0]));
  const before = home && point ? readToPoint(getDocument(), home.spans, point) : null;
  const mine = (opening = {});
  const caret = before ? await findCaret(fresh.value, before) : null;
  if (opening !== mine) return; // another click came
  open = { field: fresh, element, nth: Math.max(0, same.indexOf(home)), was: fresh.value, saved: fresh.value, base: state.base, isComposing: false };
  showBox(value ?? fresh.value);
  open.area.setSelectionRange(caret ?? open.area.value.length, caret ?? open.area.value.length);
  follow(open.field, open.nth);
  if (value !== null && value !== fresh.value) type();
}

function showBox(value) {
  const { field } = open;
  const box = (open.box = copy("writing"));
  [open.area, open.said] = box.querySelectorAll("textarea, [role=alert]");
  open.area.value = value;
  open.area.setAttribute("aria-label", [field.name, field.help].filter(Boolean).join(". "));
  box.classList.toggle("many", field.many);
  box.setAttribute("aria-label", `Writing: ${field.name}`);
  box.querySelector(".named").textContent = field.name;
  box.querySelector(".done").title = field.many ? "Done (Ctrl+Enter)" : "Done (Enter)";
  for (const tool of box.querySelectorAll("[data-key]")) tool.hidden = !field.many;
  listen(open);
  placeIn(open);
  lay();
  open.area.focus({ preventScroll: true });
}

function listen({ area, box }) {
  box.addEventListener("mousedown", (event) => event.target.closest("[data-key]") && event.preventDefault()); // the words stay selected
  box.addEventListener("click", ({ target }) => pressTool(target.closest("button")));
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
  showLive(WAIT);
  clearTimeout(pause);
  pause = setTimeout(() => open && !open.isComposing && save(), PAUSE);
  const before = area.offsetHeight;
  growArea(area);
  if (area.offsetHeight !== before) lay();
}

const write = (value, { field: { file, path } }) => [{ do: "set", path, file, value }];

async function showLive(wait) {
  const mine = open;
  await mine.saving; // it makes the state that this is shown on
  if (open !== mine) return;
  const answer = await showTyped(wait, () => [write(mine.area.value, mine), { live: true, base: mine.base }]);
  if (answer && open === mine) explain(answer);
}

// Save, and leave the box open. Resolves to whether the document now says what the box says.
async function save() {
  clearTimeout(pause);
  showNoMore();
  const mine = open;
  return (mine.saving = saveWords(mine));
}

async function saveWords(mine) {
  const value = mine.area.value;
  if (value === mine.saved) return true;
  const answer = await edit(write(value, mine), { base: mine.base, was: mine.saved });
  if (open === mine) explain(answer);
  if (answer.error) return false;
  const path = answer.paths?.[0] ?? mine.field.path; // someone may have moved it
  Object.assign(mine, { base: state.base, saved: value, field: { ...mine.field, path } });
  if (open !== mine) return true; // closed meanwhile, by Esc
  if (mine.area.value === value) forgetDraft();
  else type(); // there is more since
  if (answer.kept === "theirs") mine.area.value = mine.saved = findField(mine.field)?.value ?? value;
  return true;
}

const findField = (field) => Object.values(state.fields).find((one) => isField(one, field));

// Why the words cannot be saved as they are, if they cannot.
function explain({ error, notice, said }) {
  const words = error ? notice ?? said : "";
  open.said.hidden = !words;
  if (open.said.textContent !== words) open.said.textContent = words;
  if (words) lay();
}

// ---- keys, and what is pasted

function press(event) {
  if (event.isComposing || event.keyCode === 229) return; // Enter and Esc belong to the input method
  const hasModifier = event.ctrlKey || event.metaKey;
  const { many } = open.field;
  if (event.key === "Escape") cancel();
  else if (event.key === "Enter" && (hasModifier || !many)) finish();
  else if (event.key === "Enter" && many && !event.shiftKey && goOnWithList(open.area)) ; // prettier-ignore
  else if (hasModifier && many && !event.altKey && !event.shiftKey && KEYS[event.key]) KEYS[event.key](open.area);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function pressTool(button) {
  if (!button) return;
  if (!button.dataset.key) return finish();
  open.area.focus();
  KEYS[button.dataset.key](open.area);
}

// What comes from Word or from the web becomes Markdown, which the server makes of it.
async function paste(event) {
  const [html, text] = ["text/html", "text/plain"].map((type) => event.clipboardData.getData(type));
  if (!html) return;
  event.preventDefault();
  const mine = open;
  const answer = await post(`/paste?many=${open.field.many ? "yes" : "no"}`, html, "text/html").catch(() => ({}));
  const words = answer.ok ? await answer.text() : text;
  if (open === mine) insert(words);
}

// ---- the end

let ending = null;

// Save and close; what is refused stays open. Resolves to whether it is closed.
function finish(options = {}) {
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
  close(true);
  await mine.saving;
  forgetDraft();
  if (mine.saved !== mine.was) await edit(write(mine.was, mine), { base: mine.base });
  else if (mine.area.value !== mine.was) await showTyped(0, () => [write(mine.was, mine), { live: true, base: mine.base }]);
  if (!open) showSaved("Saved");
}

function close(returnsFocus) {
  const { box, field, nth, element } = open;
  const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
  clearTimeout(pause);
  showNoMore();
  open = null;
  box.remove();
  byId("layer").classList.remove("under");
  lay();
  if (!returnsFocus || !hadFocus) return;
  if (element) element.focus({ preventScroll: true });
  else focusGroup(findGroups(field)[nth] ?? findGroups(field)[0]);
}
