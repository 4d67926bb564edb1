// The outline of an issue: one stop for the keyboard; arrows go through it, Enter goes to the words of a block.

import { byId, make } from "./dom.js";
import { focusGroup, listGroups } from "./layer.js";
import { isField, isSame, onChange, state } from "./writing.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

export function startOutline() {
  const outline = byId("outline");
  onChange(show);
  outline.addEventListener("keydown", (event) => {
    const buttons = [...outline.querySelectorAll(".name")];
    const at = buttons.indexOf(event.target);
    if (at < 0 || !(event.key in STEPS)) return;
    event.preventDefault();
    setCurrent(buttons, Math.max(0, Math.min(buttons.length - 1, at + STEPS[event.key]))).focus();
  });
  outline.addEventListener("focusin", ({ target }) => {
    const buttons = [...outline.querySelectorAll(".name")];
    if (buttons.includes(target)) setCurrent(buttons, buttons.indexOf(target));
  });
}

function setCurrent(buttons, at) {
  for (const [place, button] of buttons.entries()) button.tabIndex = place === at ? 0 : -1;
  return buttons[at];
}

function show() {
  const outline = byId("outline");
  const before = [...outline.querySelectorAll(".name")].indexOf(document.activeElement);
  const rows = flatten(state.blocks, 0).map(([block, depth]) => {
    const button = make("button", { type: "button", class: `name depth-${depth}`, dir: "auto", on: { click: () => goTo(block) } }, block.name);
    return make("div", { class: "row", "data-path": JSON.stringify(block.path) }, button);
  });
  outline.replaceChildren(...rows);
  const buttons = [...outline.querySelectorAll(".name")];
  if (buttons.length) setCurrent(buttons, Math.max(0, Math.min(before, buttons.length - 1)));
  if (before >= 0) buttons[Math.min(before, buttons.length - 1)]?.focus();
}

const flatten = (blocks, depth) => blocks.flatMap((block) => [[block, depth], ...flatten(block.blocks ?? [], depth + 1)]);

// Its first words are its title, which is also in the list of contents above.
export function goTo({ path }) {
  const groups = listGroups();
  const isOwn = ({ field }) => isSame(field.path.slice(0, path.length), path) && field.path[path.length] !== "blocks";
  const first = groups.find(isOwn);
  if (first) focusGroup(groups.findLast(({ field }) => isField(field, first.field)));
}
