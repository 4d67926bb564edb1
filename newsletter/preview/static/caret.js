// Finds the place in what was written that a click on its rendering meant.

const TOKEN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[\p{L}\p{M}\p{N}]+|[^\s]/gu;
const MOST = 4_000_000; // cells of the comparison; more than any field of an issue needs

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

// Words of the rendering are paired with words of the source: marks of Markdown and expanded abbreviations are passed over.
export function findCaret(source, { before, all }) {
  const [shown, written] = [split(all), split(source)];
  const at = shown.findIndex(({ end }) => end >= before.length);
  if (at < 0) return source.length;
  const inside = before.length - shown[at].start;
  const pairs = pair(shown, written);
  if (pairs[at] >= 0) return place(written[pairs[at]], source, inside);
  for (let near = at - 1; near >= 0; near -= 1) if (pairs[near] >= 0) return written[pairs[near]].end;
  return written[0]?.start ?? 0;
}

const place = ({ start, end }, source, inside) => Math.max(inside < 0 ? start - (/\s/.test(source[start - 1] ?? "") ? 1 : 0) : start, Math.min(end, start + inside));

const split = (text) => [...text.matchAll(TOKEN)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }));

// The longest common subsequence of two lists of words: for each of the first, its place in the second, or -1.
function pair(one, other) {
  const found = new Array(one.length).fill(-1);
  let start = 0;
  while (start < one.length && one[start].word === other[start]?.word) found[start] = start++;
  let [end, otherEnd] = [one.length, other.length];
  while (end > start && otherEnd > start && one[end - 1].word === other[otherEnd - 1].word) found[--end] = --otherEnd;
  const [rows, columns] = [end - start, otherEnd - start];
  if (rows * columns > MOST) return found;
  const best = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const isSame = one[start + i].word === other[start + j].word;
      best[i][j] = isSame ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (one[start + i].word === other[start + j].word) found[start + i++] = start + j++;
    else if (best[i + 1][j] >= best[i][j + 1]) i += 1;
    else j += 1;
  }
  return found;
}
