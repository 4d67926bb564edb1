// The list of issues: names, titles, states. Each is a link, so that it behaves as links do.

import { byId, count, make, reveal } from "./dom.js";

const STATES = { draft: "Draft", ready: "Ready", published: "Published", misnamed: "Misnamed" };

let last = "";
let current = "";

export function showIssues(text, chosen, errors, open) {
  if (text !== last) {
    last = text;
    replaceRows(JSON.parse(text).issues.map((row) => makeRow(row, open)));
    filter();
  }
  mark(chosen, errors);
}

// Runs on every save: of five hundred rows, touch only those that change.
function mark(chosen, errors) {
  const links = [...document.querySelectorAll("#issues a")];
  const before = links.find((link) => link.hasAttribute("aria-current"));
  const link = links.find((row) => row.dataset.issue === chosen);
  if (before && before !== link) {
    before.removeAttribute("aria-current");
    showState(before, 0);
  }
  if (link) {
    link.setAttribute("aria-current", "page");
    showState(link, errors);
    if (chosen !== current) reveal(link, byId("issues")); // the page stays at the words
  }
  current = chosen;
}

function showState(link, errors) {
  const state = link.querySelector(".state");
  state.classList.toggle("broken", errors > 0);
  state.textContent = errors ? count(errors, "error", "errors") : STATES[link.dataset.state];
}

// Keep focus and scroll position while the list is replaced.
function replaceRows(rows) {
  const list = byId("issues");
  const { scrollTop } = list;
  const at = document.activeElement?.dataset.issue;
  list.replaceChildren(...rows);
  list.scrollTop = scrollTop;
  if (at) list.querySelector(`[data-issue="${at}"]`)?.focus({ preventScroll: true });
}

export function startList() {
  byId("find").addEventListener("input", filter);
}

function makeRow({ name, when, title, state }, open) {
  const words = [
    make("span", { class: "when" }, when),
    make("span", { class: `state ${state}` }, STATES[state]),
    make("span", { class: "title", dir: "auto" }, title || "No title yet"),
  ];
  if (state === "misnamed") {
    const hint = make("span", { class: "title" }, "Name it after its period, such as its month: 2024-01.yaml");
    return make("li", { class: "misnamed" }, words[0], words[1], hint);
  }
  const act = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(name);
  };
  const attributes = { href: `?issue=${name}`, "data-issue": name, "data-state": state, on: { click: act } };
  return make("li", {}, make("a", attributes, ...words));
}

function filter() {
  const wanted = byId("find").value.trim().toLowerCase();
  const rows = [...byId("issues").children];
  for (const row of rows) {
    const name = row.firstChild.dataset?.issue ?? "";
    row.hidden = !`${name} ${row.textContent}`.toLowerCase().includes(wanted);
  }
  const shown = rows.filter((row) => !row.hidden).length;
  const note = byId("no-issues");
  note.hidden = shown > 0;
  note.textContent = rows.length
    ? `None of ${count(rows.length, "issue", "issues")} matches in title or period.`
    : "There are no issues yet.";
}
