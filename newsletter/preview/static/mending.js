// The problems of an issue, in words for its editor: a click goes to the words, and where a rule knows what to write, another writes it.

import { byId, count, isNew, make } from "./dom.js";
import { openForm } from "./form.js";
import { findGroups, focusGroup, listGroups } from "./layer.js";
import { edit, isSame, onChange, state } from "./writing.js";

export function startMending() {
  onChange(show);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-field]");
    if (button) goTo({ path: JSON.parse(button.dataset.field) });
  });
}

function show() {
  const { problems } = state;
  byId("problem-count").textContent = problems.length ? count(problems.length, "thing to look at", "things to look at") : "";
  byId("no-problems").hidden = problems.length > 0;
  if (!isNew(byId("problems"), problems)) return;
  const focused = document.activeElement.closest?.("#problems li")?.dataset.key;
  byId("problems").replaceChildren(...problems.map(makeRow));
  if (focused) [...byId("problems").children].find((row) => row.dataset.key === focused)?.querySelector("button").focus();
}

function makeRow(problem) {
  const words = problem.said.map((text, place) => make("span", { class: place ? "hint" : "what" }, text));
  const severity = problem.severity === "error" ? "error" : "warning";
  const row = make("li", { "data-key": JSON.stringify([problem.path, problem.message]) });
  row.append(make("button", { type: "button", class: `problem ${severity}`, on: { click: () => lookAt(problem) } }, ...words));
  const choices = (problem.replacements ?? []).map((choice) => makeChoice(problem, choice));
  if (choices.length) row.append(make("p", { class: "mends" }, ...choices));
  return row;
}

function makeChoice({ words, path, file }, choice) {
  const act = () => edit([{ do: "replace", path, file, value: { words, by: choice } }]);
  if (path.at(-1) === "of") return make("button", { type: "button", on: { click: act } }, "The translation is still right");
  const says = words ? `Write “${choice}” instead of “${words}”` : `Write “${choice}” here`;
  return make("button", { type: "button", "aria-label": says, on: { click: act } }, `→ ${choice}`);
}

// Words in sight are shown; what is missing, or is no words, is written in a form.
async function lookAt({ path, file }) {
  const isInbox = ["subject", "preheader"].includes(path[0]);
  if (isInbox || !path.length || findGroups({ path, file }).length || !(await openForm({ path, file }))) goTo({ path });
}

// The field itself, or what stands nearest to it.
function goTo({ path }) {
  for (let length = path.length; length > 0; length -= 1) {
    const near = listGroups().find(({ field }) => isSame(field.path.slice(0, length), path.slice(0, length)));
    if (near) return focusGroup(near);
  }
  return byId(path[0] === "preheader" ? "preheader" : "subject").focus();
}
