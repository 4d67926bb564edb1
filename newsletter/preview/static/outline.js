// The outline of an issue, which the server makes: one stop for the keyboard. Arrows go through it, Enter goes to the words of a
// block, right arrow opens its menu, Alt with up or down moves it, Delete deletes it. Dragging a row moves its block, too.

import { byId, copy } from "./dom.js";
import { afterLaying, findFirst, measure } from "./layer.js";
import { Roving } from "./roving.js";
import { edit, isSame, onChange, state } from "./writing.js";

const [outline, menu, kits] = ["outline", "menu", "kits"].map(byId);
const rows = () => [...outline.querySelectorAll(".row[data-path]")];
const KEYS = { ArrowUp: "up", ArrowDown: "down" };
let stops = null;
let dragged = null;
let shown = null;

export function startOutline() {
  stops = new Roving(outline, ".name");
  onChange(() => stops.choose());
  afterLaying(showKits);
  outline.addEventListener("keydown", pressKey, true);
  for (const name of ["dragstart", "dragover", "drop"]) outline.addEventListener(name, drag);
  for (const box of [outline, kits]) box.addEventListener("click", ({ target }) => pressAct(target.closest(".more, [data-act]")));
}

export const focusRow = (path) => rows().find(({ dataset }) => dataset.path === path)?.querySelector(".name").focus();

function pressAct(button) {
  const path = button?.closest("[data-path]").dataset.path;
  if (path) button.dataset.act ? act(path, button.dataset.act) : openMenu(path, button);
}

// What can be done with a block is asked for when it is wanted.
async function loadMenu(path) {
  const answer = await fetch(`/menu/${state.issue}?${new URLSearchParams({ path })}`);
  menu.innerHTML = answer.ok ? await answer.text() : ""; // made by our own template, which escapes what it shows
}

async function act(path, name) {
  await loadMenu(path);
  menu.querySelector(`[data-act="${name}"]`)?.click();
}

// Beside its button, as its style says; the popover gives the focus back.
async function openMenu(path, source) {
  await loadMenu(path);
  menu.showPopover({ source });
  menu.querySelector("button")?.focus();
}

function pressKey(event) {
  const path = event.target.matches(".name") && event.target.closest("[data-path]")?.dataset.path;
  const name = event.key === "Delete" ? "delete" : event.altKey && KEYS[event.key];
  if (!path || (!name && event.key !== "ArrowRight")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (name) act(path, name);
  else openMenu(path, event.target.nextElementSibling);
}

function drag(event) {
  const row = event.target.closest?.("[data-path]");
  if (!row) return;
  const path = JSON.parse(row.dataset.path);
  if (event.type === "dragstart") {
    dragged = { path, among: outline.textContent };
    event.dataTransfer.setData("text/plain", row.textContent); // without it, Firefox drags nothing
  }
  const isBeside = dragged?.among === outline.textContent && isSame(dragged.path.slice(0, -1), path.slice(0, -1));
  if (!isBeside) return; // it moves within its list, among the blocks that were there when it began
  if (event.type !== "dragstart") event.preventDefault();
  if (event.type === "drop" && !isSame(dragged.path, path)) edit([{ do: "move", path: dragged.path, to: path.at(-1) }]).then(() => focusRow(row.dataset.path));
}

// On the line above each block of the mail. A key reaches the same through the outline.
function showKits() {
  const found = rows().flatMap(({ dataset: { path }, firstElementChild: name }) => {
    const group = findFirst(JSON.parse(path));
    return group ? [[path, name.getAttribute("aria-label"), Math.max(0, measure(group.spans).top - 34)]] : [];
  });
  if (isSame(found, shown)) return; // a press that has begun on one would come to nothing
  shown = found;
  kits.replaceChildren(...found.map(makeKit));
}

function makeKit([path, name, top]) {
  const kit = copy("kit");
  kit.dataset.path = path;
  for (const one of [kit, ...kit.children]) one.setAttribute("aria-label", [one.title, name].filter(Boolean).join(": "));
  kit.style.top = `${top}px`;
  return kit;
}
