// Parts of the page that the server makes as HTML. Each is changed in place, so that what has the focus, is unfolded, was
// pressed or is scrolled to stays so.

import { byId } from "./dom.js";
import morphdom from "./vendor/morphdom.js";

const KEPT = ["open", "aria-pressed", "tabindex"]; // attributes that change while the page is used
const LEFT = ["box", "sent"]; // what the page itself puts into a part, and what was last said there
const shown = new Map();

export function showParts(parts = {}) {
  for (const [id, html] of Object.entries(parts)) {
    if (shown.get(id) === html) continue;
    shown.set(id, html);
    changeTo(byId(id), html);
  }
}

export function changeTo(part, html) {
  const next = part.cloneNode(false);
  next.innerHTML = html; // made by our own templates, which escape what they show
  morphdom(part, next, { onBeforeElUpdated: keepUse, onBeforeElChildrenUpdated: ({ classList }) => !classList.contains("screen"), onBeforeNodeDiscarded: ({ id }) => !LEFT.includes(id) });
}

// What is typed stays, too, until the server has something else for it.
function keepUse(now, next) {
  for (const name of KEPT) if (now.hasAttribute(name)) next.setAttribute(name, now.getAttribute(name));
  const isTyped = now.matches("input, textarea") && !/checkbox|radio/.test(now.type);
  return !isTyped || !now.isEqualNode(next);
}
