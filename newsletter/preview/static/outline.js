// The outline of an issue: one stop for the keyboard; arrows go through it, Enter goes to the words of a block.

import { byId, isNew, make } from "./dom.js";
import { focusGroup, listGroups } from "./layer.js";
import { Roving } from "./roving.js";
import { isField, isSame, onChange, state } from "./writing.js";

const outline = byId("outline");
const hooks = [];
let stops = null;

export const afterListing = (act) => hooks.push(act); // the rows are new

export function startOutline() {
  stops = new Roving(outline, ".name");
  onChange(show);
}

function show() {
  if (!isNew(outline, [Boolean(state.base), state.blocks])) return;
  const [at, hadFocus] = [stops.at, document.activeElement.matches("#outline .name")];
  const rows = flatten(state.blocks, 0).map(([block, depth]) => {
    const button = make("button", { type: "button", class: `name depth-${depth}`, dir: "auto", "aria-label": block.name, on: { click: () => goTo(block) } }, block.name.split(" › ").at(-1));
    return make("div", { class: "row", "data-path": JSON.stringify(block.path) }, button);
  });
  outline.replaceChildren(...rows);
  for (const act of hooks) act();
  if (hadFocus) stops.focus(at);
  else stops.choose(at);
}

const flatten = (blocks, depth) => blocks.flatMap((block) => [[block, depth], ...flatten(block.blocks ?? [], depth + 1)]);

// Its first words are its title, which is also in the list of contents above.
export function goTo({ path }) {
  const groups = listGroups();
  const isOwn = ({ field }) => isSame(field.path.slice(0, path.length), path) && field.path[path.length] !== "blocks";
  const first = groups.find(isOwn);
  if (first) focusGroup(groups.findLast(({ field }) => isField(field, first.field)));
}
