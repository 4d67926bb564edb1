// What buttons and keys do to Markdown in a text area: bold, italic, links, lists.

export const insert = (text) => document.execCommand("insertText", false, text); // keeps the box's own undo

// What a letter does with Ctrl, to the words of a text area.
export const KEYS = { b: (area) => surround(area, "**"), i: (area) => surround(area, "*"), k: link, l: list };

// Put marks around what is selected, or take them away.
function surround(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end);
  const isMarked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (isMarked) area.setSelectionRange(start - mark.length, end + mark.length);
  insert(isMarked ? words : `${mark}${words}${mark}`);
  const from = isMarked ? start - mark.length : start + mark.length;
  area.setSelectionRange(from, from + words.length);
}

// The words are kept and the address is asked for: it is selected, to be typed or pasted over.
function link(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end) || "words";
  const isAddress = /^(https?:\/\/|mailto:)\S+$/.test(words);
  insert(isAddress ? `[words](${words})` : `[${words}](https://)`);
  if (isAddress) area.setSelectionRange(start + 1, start + 6);
  else area.setSelectionRange(start + words.length + 3, start + words.length + 11);
}

function list(area) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const after = area.value.indexOf("\n", area.selectionEnd);
  const end = after < 0 ? area.value.length : after;
  const lines = area.value.slice(start, end).split("\n");
  const isList = lines.every((line) => line.startsWith("- ") || !line);
  area.setSelectionRange(start, end);
  insert(lines.map((line) => (isList ? line.replace(/^- /, "") : `- ${line}`)).join("\n"));
}

// Enter in a list begins the next item; in an empty one it ends the list.
export function goOnWithList(area) {
  const { selectionStart: at, value } = area;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const item = /^(\s*(?:[-*]|\d+[.)]) )(.*)$/.exec(value.slice(start, at));
  if (!item) return false;
  if (item[2]) return insert(`\n${item[1].replace(/\d+/, (number) => Number(number) + 1)}`);
  area.setSelectionRange(start, at);
  return insert("\n");
}
