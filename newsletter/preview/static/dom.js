// Makes elements, only ever from words: nothing that a document says is read as markup.

export const byId = (id) => document.getElementById(id);

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

export function say(words) {
  byId("said").textContent = words;
}

export const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
