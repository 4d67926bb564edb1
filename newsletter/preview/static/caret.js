// Finds the place in what was written that a click on its rendering meant.

import { post } from "./panels.js";

// The text of some elements up to the point, and all of it; null where the point is in none of them.
export function readToPoint(document, elements, { x, y }) {
  const range = document.caretRangeFromPoint?.(x, y);
  const place = range ? null : document.caretPositionFromPoint?.(x, y);
  const node = range?.startContainer ?? place?.offsetNode;
  const offset = range?.startOffset ?? place?.offset;
  let before = null;
  let all = "";
  for (const element of elements) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (texts.currentNode === node) before = all + node.data.slice(0, offset);
      all += texts.currentNode.data;
    }
    all += "\n";
  }
  return before === null ? null : { before, all };
}

// Words of the rendering are paired with words of the source by the server; where it does not answer, the end is meant.
export async function findCaret(source, read) {
  const answer = await post("/caret", JSON.stringify({ source, ...read })).catch(() => ({}));
  return answer.ok ? answer.json() : source.length;
}
