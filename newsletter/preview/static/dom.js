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

// Scroll as little as it takes for an element to be seen.
export const reveal = (element) => element.scrollIntoView({ block: "nearest", inline: "nearest" });
