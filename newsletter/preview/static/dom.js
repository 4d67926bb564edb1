// Finds and makes elements. What a document says becomes text, and is parsed as markup nowhere.

export const byId = (id) => document.getElementById(id);

// Whether this preview writes documents, or only shows them.
export const canWrite = document.body.classList.contains("writes");

export const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

// A copy of what a template of the page holds.
export const copy = (id) => byId(id).content.firstElementChild.cloneNode(true);

export function announce(words) {
  byId("announcement").textContent = words;
}

// Scrolls as little as it takes for an element to be seen. The browser's own scrollIntoView would do, but in some versions of
// Chromium the Tab key then goes on from the element that was scrolled to (seen in 150, no longer in 156).
export function reveal(element) {
  for (let box = element.parentElement; box; box = box.parentElement) {
    const isPage = box === document.scrollingElement;
    if (!isPage && !/auto|scroll/.test(getComputedStyle(box).overflowY)) continue;
    const { top, bottom } = isPage ? { top: 0, bottom: innerHeight } : box.getBoundingClientRect();
    const own = element.getBoundingClientRect();
    if (own.top < top) box.scrollBy(0, own.top - top);
    else if (own.bottom > bottom) box.scrollBy(0, Math.min(own.bottom - bottom, own.top - top));
  }
}
