// Two people changed the same words: both are shown, and the editor chooses.

import { byId, make } from "./dom.js";

export function askWhose({ name, theirs, yours }) {
  const dialog = byId("ask");
  const before = document.activeElement;
  return new Promise((resolve) => {
    const choose = (choice) => () => {
      dialog.close();
      before?.isConnected && before.focus({ preventScroll: true });
      resolve(choice);
    };
    dialog.replaceChildren(
      make("h2", { id: "ask-heading", tabindex: -1 }, "Someone else changed this meanwhile"),
      make("p", {}, name),
      makeSide("Theirs", theirs),
      makeSide("Yours", yours),
      make("p", { class: "end" }, makeChoice("Keep theirs", choose("theirs")), makeChoice("Keep yours", choose("yours"))),
    );
    dialog.oncancel = (event) => event.preventDefault(); // nothing is lost by a stray key
    if (!dialog.open) dialog.showModal();
    byId("ask-heading").focus();
  });
}

const makeSide = (whose, value) => make("div", { class: "side-by" }, make("h3", {}, whose), make("p", { dir: "auto" }, format(value)));

const makeChoice = (words, act) => make("button", { type: "button", class: words.endsWith("yours") ? "main" : null, on: { click: act } }, words);

function format(value) {
  if (value === null || value === undefined || value === "") return "(taken out)";
  if (typeof value !== "object") return String(value);
  return Object.values(value).flat().filter((part) => typeof part !== "object").join(" · ") || "(changed)";
}
