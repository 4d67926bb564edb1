// Adding, moving, repeating and deleting blocks: buttons at each block, and a menu in the outline, which keys reach: right arrow
// opens it, Alt with up or down moves, Delete deletes. Dragging a row of the outline moves its block, too.

import { announce, byId, isNew, make } from "./dom.js";
import { openForm } from "./form.js";
import { afterLaying, listGroups, measure } from "./layer.js";
import { afterListing, goTo } from "./outline.js";
import { openPanel } from "./panels.js";
import { edit, isField, isSame, say, state } from "./writing.js";

const UNDO_FOR = 10_000; // milliseconds
const [outline, layer, menu, toast] = ["outline", "layer", "menu", "toast"].map(byId);
let dragged = null;
let fading = 0;

export function startArranging() {
  afterListing(showRows);
  afterLaying(showKits);
  outline.addEventListener("keydown", pressKey, true);
  for (const name of ["dragstart", "dragover", "drop"]) outline.addEventListener(name, drag);
  byId("panel").addEventListener("click", ({ target }) => insert(target.closest("[data-insert]")));
  toast.addEventListener("click", ({ target }) => target.matches("button") && (hideToast(), byId("undo").click()));
  toast.addEventListener("focusin", () => clearTimeout(fading));
}

const listOf = (path) => path.slice(1).reduce((blocks, step) => (step === "blocks" ? blocks : (blocks[step].blocks ?? [])), state.blocks);
const flatten = (blocks) => blocks.flatMap((block) => [block, ...flatten(block.blocks ?? [])]);
const button = (label, words, act, more = {}) => make("button", { type: "button", tabindex: -1, "aria-label": label, title: label, on: { click: act }, ...more }, words);

// What can be done with a block: [words, what it does, whether it cannot be done now]
function listActs({ path, name, type, blocks = [] }, opener) {
  const [list, at] = [path.slice(0, -1), path.at(-1)];
  const last = listOf(list).length - 1;
  return {
    facts: ["All of its facts", () => openForm({ path }, opener)],
    up: ["Move up", () => change([{ do: "move", path, to: at - 1 }], [...list, at - 1], `Moved up: ${name}`), at === 0],
    down: ["Move down", () => change([{ do: "move", path, to: at + 1 }], [...list, at + 1], `Moved down: ${name}`), at === last],
    copy: ["Duplicate", () => change([{ do: "duplicate", path }], [...list, at + 1], `Duplicated: ${name}`)],
    before: ["Add a block before it", () => openKinds(list, at, opener)],
    after: ["Add a block after it", () => openKinds(list, at + 1, opener)],
    ...(type === "section" && { inside: ["Add a block inside", () => openKinds([...path, "blocks"], blocks.length, opener)] }),
    delete: ["Delete", () => remove(path, name)],
  };
}

const openKinds = (list, at, opener) => openPanel(`/kinds/${state.issue}?path=${encodeURIComponent(JSON.stringify(list))}&at=${at}`, opener);

async function change(ops, path, words) {
  const answer = await edit(ops);
  if (answer.error) return say(answer.problems?.[0]?.message ?? answer.said);
  announce(words);
  findRow(path)?.querySelector(".name").focus();
  return answer;
}

async function remove(path, name) {
  const next = [...path.slice(0, -1), Math.max(0, path.at(-1) - 1)];
  if (!(await change([{ do: "delete", path }], next, `Deleted: ${name}`))) return;
  toast.replaceChildren(`Deleted: ${name}. `, make("button", { type: "button" }, "Undo"));
  toast.hidden = false;
  fading = setTimeout(hideToast, UNDO_FOR);
}

function hideToast() {
  clearTimeout(fading);
  toast.hidden = true;
}

async function insert(kind) {
  if (!kind) return;
  const [path, value] = [JSON.parse(kind.dataset.insert), JSON.parse(kind.dataset.value)];
  byId("panel").close();
  if (await change([{ do: "insert", path, value }], path, `Added: ${kind.querySelector("b").textContent}`)) goTo({ path });
}

const findRow = (path) => [...outline.querySelectorAll(".row")].find(({ dataset }) => dataset.path && isSame(JSON.parse(dataset.path), path));
const findBlock = (row) => flatten(state.blocks).find(({ path }) => isSame(path, JSON.parse(row.dataset.path)));

function showRows() {
  dragged = null; // it may be in another place now
  for (const row of outline.querySelectorAll(".row[data-path]")) {
    row.draggable = true;
    row.append(makeMore(findBlock(row), row.firstElementChild));
  }
  const end = button("", "Add a block", ({ currentTarget }) => openKinds(["blocks"], state.blocks.length, currentTarget), { class: "name", "aria-label": null, title: null });
  if (state.base) outline.append(make("div", { class: "row" }, end));
}

const makeMore = (block, name) =>
  button(`More about ${block.name}`, "⋯", ({ currentTarget }) => openMenu(block, name ?? currentTarget, currentTarget), { class: "more", "aria-haspopup": "true" });

// The menu of a block, where its button is; the popover gives the focus back.
function openMenu(block, opener, at) {
  const acts = Object.values(listActs(block, opener));
  const choose = (act) => () => (menu.hidePopover(), act());
  menu.replaceChildren(...acts.map(([words, act, isOff]) => make("button", { type: "button", disabled: Boolean(isOff), on: { click: choose(act) } }, words)));
  menu.setAttribute("aria-label", block.name);
  menu.showPopover();
  const { left, bottom } = at.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(bottom, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button").focus();
}

function pressKey(event) {
  const row = event.target.closest(".row[data-path]");
  if (!row || !event.target.matches(".name")) return;
  const acts = listActs(findBlock(row), event.target);
  const chosen = { Delete: acts.delete, ...(event.altKey && { ArrowUp: acts.up, ArrowDown: acts.down }) }[event.key];
  if (!chosen && event.key !== "ArrowRight") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!chosen) row.querySelector(".more").click();
  else if (!chosen[2]) chosen[1]();
}

function drag(event) {
  const row = event.target.closest?.(".row[data-path]");
  if (!row) return;
  const path = JSON.parse(row.dataset.path);
  if (event.type === "dragstart") {
    dragged = path;
    event.dataTransfer.setData("text/plain", row.textContent); // without it, Firefox drags nothing
  }
  const isBeside = dragged && isSame(dragged.slice(0, -1), path.slice(0, -1));
  if (event.type === "dragover" && isBeside) event.preventDefault();
  if (event.type !== "drop" || !isBeside) return;
  event.preventDefault();
  if (!isSame(dragged, path)) change([{ do: "move", path: dragged, to: path.at(-1) }], path, `Moved: ${findBlock(row).name}`);
}

// On the line above each block of the mail. A key reaches the same through the outline.
function showKits() {
  const groups = listGroups();
  const tops = flatten(state.blocks).flatMap((block) => {
    const first = groups.find(({ field }) => isSame(field.path?.slice(0, block.path.length), block.path));
    const found = first && groups.findLast(({ field }) => isField(field, first.field)); // its title is in the list of contents, too
    return found ? [[block, measure(found.spans).top]] : [];
  });
  if (!isNew(layer, [state.blocks, tops])) return;
  for (const old of layer.querySelectorAll(".kit")) old.remove();
  layer.append(...tops.map(([block, top]) => makeKit(block, top)));
}

function makeKit(block, top) {
  const acts = listActs(block, null);
  const act = (name, sign) => button(`${acts[name][0]}: ${block.name}`, sign, () => acts[name][1](), { disabled: Boolean(acts[name][2]) });
  const kit = make("div", { class: "kit", role: "group", "aria-label": block.name }, act("before", "+"), act("up", "↑"), act("down", "↓"), makeMore(block), act("delete", "✕"));
  kit.style.top = `${Math.max(0, top - 34)}px`;
  return kit;
}
