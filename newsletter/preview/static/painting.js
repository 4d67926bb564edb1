// Brings the document in a frame up to date without loading it again: only what differs is changed, so the page keeps its place.

import morphdom from "./vendor/morphdom.js";

// Each frame that is shown and is written in, and the address of what it shows.
export const listFrames = () => [...document.querySelectorAll("iframe[data-address]")].map((frame) => ({ frame, address: frame.dataset.address }));

export function paint(frame, html) {
  const document = frame.contentDocument;
  if (!document?.body) return;
  const next = parse(html, frame.contentWindow);
  if (readStyles(document) !== readStyles(next)) document.head.replaceWith(document.importNode(next.head, true));
  for (const { name, value } of next.documentElement.attributes) document.documentElement.setAttribute(name, value);
  morphdom(document.body, next.body, { onBeforeElUpdated: (now, then) => !now.isEqualNode(then) });
}

// A document inherits the policy of the window that parses it: ours forbids the styles that a mail has on its elements.
export const parse = (html, view) => new view.DOMParser().parseFromString(html, "text/html");

const readStyles = ({ head }) => [...head.querySelectorAll("style, link")].map((part) => part.outerHTML).join();
