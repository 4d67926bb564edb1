// Makes elements from text only: nothing in a document is parsed as markup.

export const byId = (id) => document.getElementById(id);

// Whether this preview writes documents, or only shows them.
export const canWrite = document.body.classList.contains("writes");

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
}

// A copy of what a template of the page holds.
export const copy = (id) => byId(id).content.firstElementChild.cloneNode(true);

export function announce(words) {
  byId("announcement").textContent = words;
}

// Scrolls as little as it takes for an element to be seen, or to be seen within a box. The browser's own scrollIntoView would
// do, but in some versions of Chromium the Tab key then goes on from the element that was scrolled to (seen in 150, no longer in 156).
export function reveal(element, within = document.documentElement) {
  for (let box = element.parentElement; box && within.contains(box); box = box.parentElement) {
    const isPage = box === document.scrollingElement;
    if (!isPage && !/auto|scroll/.test(getComputedStyle(box).overflowY)) continue;
    const { top, bottom } = isPage ? { top: 0, bottom: innerHeight } : box.getBoundingClientRect();
    const own = element.getBoundingClientRect();
    if (own.top < top) box.scrollBy(0, own.top - top);
    else if (own.bottom > bottom) box.scrollBy(0, Math.min(own.bottom - bottom, own.top - top));
  }
}
