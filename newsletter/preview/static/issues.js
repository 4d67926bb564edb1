// The list of issues: names, titles, states. Each is a link, so that it behaves as links do.

import { byId, count, reveal } from "./dom.js";

let last = null;
let current = "";

export function startList(open) {
  byId("find").addEventListener("input", filter);
  byId("issues").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(link.dataset.issue);
  });
}

export function showIssues(rows, chosen, errors) {
  if (rows !== last) {
    replaceRows(rows);
    filter();
  }
  last = rows;
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
  state.textContent = errors ? count(errors, "error", "errors") : state.dataset.words;
}

// Keep focus and scroll position while the list is replaced.
function replaceRows(rows) {
  const list = byId("issues");
  const { scrollTop } = list;
  const at = document.activeElement?.dataset.issue;
  list.innerHTML = rows; // made by our own template, which escapes what it shows
  list.scrollTop = scrollTop;
  if (at) list.querySelector(`[data-issue="${at}"]`)?.focus({ preventScroll: true });
}

function filter() {
  const wanted = byId("find").value.trim().toLowerCase();
  const rows = [...byId("issues").children];
  for (const row of rows) {
    const name = row.firstElementChild.dataset.issue ?? "";
    row.hidden = !`${name} ${row.textContent}`.toLowerCase().includes(wanted);
  }
  const shown = rows.filter((row) => !row.hidden).length;
  const note = byId("no-issues");
  note.hidden = shown > 0;
  note.textContent = rows.length
    ? `None of ${count(rows.length, "issue", "issues")} matches in title or period.`
    : "There are no issues yet.";
}
