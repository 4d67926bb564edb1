// Brings the document in a frame up to date without loading it again: only what differs is changed, so the page keeps its place.

const shown = new Map();

// Each frame that is shown, and the address of what it shows.
export const listFrames = () => [...shown].filter(([frame]) => frame.isConnected).map(([frame, address]) => ({ frame, address }));
export const noteFrame = (frame, address) => shown.set(frame, address);

export function paint(frame, html) {
  const document = frame.contentDocument;
  if (!document?.body) return;
  const next = parse(html, frame.contentWindow);
  if (readStyles(document) !== readStyles(next)) document.head.replaceWith(document.importNode(next.head, true));
  copyAttributes(document.documentElement, next.documentElement);
  change(document.body, next.body);
}

// A document inherits the policy of the window that parses it: ours forbids the styles that a mail has on its elements.
export const parse = (html, view) => new view.DOMParser().parseFromString(html, "text/html");

const readStyles = ({ head }) => [...head.querySelectorAll("style, link")].map((part) => part.outerHTML).join();

function change(now, next) {
  if (now.isEqualNode(next)) return;
  if (now.nodeType !== Node.ELEMENT_NODE || now.nodeName !== next.nodeName) return replace(now, next);
  copyAttributes(now, next);
  changeChildren(now, [...now.childNodes], [...next.childNodes]);
}

// What is the same at the beginning and at the end stays; what is between is changed one by one.
function changeChildren(parent, before, after) {
  while (before.length && after.length && before[0].isEqualNode(after[0])) drop(before, after, "shift");
  while (before.length && after.length && before.at(-1).isEqualNode(after.at(-1))) drop(before, after, "pop");
  const end = before.at(-1)?.nextSibling ?? findEnd(parent, after);
  for (const [place, next] of after.entries()) {
    if (place < before.length) change(before[place], next);
    else parent.insertBefore(parent.ownerDocument.importNode(next, true), end);
  }
  for (const extra of before.slice(after.length)) extra.remove();
}

function drop(before, after, way) {
  before[way]();
  after[way]();
}

// Where nothing of the old is left between, the new goes before as many nodes as follow it.
function findEnd(parent, after) {
  if (!after.length) return null;
  let follows = 0;
  for (let node = after.at(-1).nextSibling; node; node = node.nextSibling) follows += 1;
  return parent.childNodes[parent.childNodes.length - follows] ?? null;
}

function replace(now, next) {
  now.replaceWith(now.ownerDocument.importNode(next, true));
}

function copyAttributes(now, next) {
  for (const { name } of [...now.attributes]) if (!next.hasAttribute(name)) now.removeAttribute(name);
  for (const { name, value } of next.attributes) if (now.getAttribute(name) !== value) now.setAttribute(name, value);
}
