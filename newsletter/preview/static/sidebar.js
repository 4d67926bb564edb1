// The sidebar and the head of the page: the inbox line, problems with their places, sizes by block, a warning.

import { announce, byId, canWrite, count, kilobytes, make } from "./dom.js";
import { showInboxLines } from "./inbox_lines.js";

export function showSidebar(view, { show }) {
  showInbox(view);
  showStale(view);
  if (!canWrite) showProblems(view, show);
  showSize(view.size, show);
}

export function markChosen(element) {
  for (const chosen of document.querySelectorAll(".side [aria-pressed=true]")) chosen.setAttribute("aria-pressed", "false");
  element?.setAttribute("aria-pressed", "true");
}

function showInbox({ issue, inbox }) {
  document.title = `${inbox?.title ?? issue} · Preview`;
  if (inbox) byId("publication").textContent = inbox.publication;
  byId("title").textContent = inbox?.title ?? issue;
  byId("from").textContent = inbox ? `${inbox.from} <${inbox.address}> · goes out ${inbox.published}` : "";
  if (canWrite) return showInboxLines(inbox);
  byId("subject").textContent = inbox?.subject ?? "";
  byId("preheader").textContent = inbox?.preheader ?? "";
}

function showStale({ isCurrent, isGone, key, file }) {
  const note = byId("stale");
  note.hidden = isCurrent;
  byId("stage").classList.toggle("is-stale", !isCurrent && Boolean(key));
  const why = isGone ? `${file} no longer exists.` : "This version cannot be rendered.";
  const what = key ? "Below is the last version that could." : "The problems say where, and what to write.";
  note.textContent = isCurrent ? "" : `${why} ${what}`;
}

let announced = "";

// Announce the number of problems to screen readers when a save has changed it.
function announceCount(issue, words) {
  const changed = byId("problem-count").textContent !== words;
  if (changed && announced === issue) announce(`Problems: ${words || "none"}.`);
  byId("problem-count").textContent = words;
  announced = issue;
}

function showProblems({ issue, problems, file, deferred }, show) {
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const warnings = problems.length - errors;
  const totals = [errors && count(errors, "error", "errors"), warnings && count(warnings, "warning", "warnings")];
  announceCount(issue, totals.filter(Boolean).join(", "));
  byId("no-problems").hidden = problems.length > 0;
  byId("no-problems").textContent = problems.length ? "" : "None. This issue is in order.";
  byId("deferred").hidden = deferred.length === 0;
  byId("deferred").textContent = `Left to newsletter check: ${deferred.join(", ")}.`;
  const inOrder = [...problems].sort((one, other) => Number(rank(one, file)) - Number(rank(other, file)));
  replaceRows(byId("problems"), inOrder.map((problem) => make("li", {}, makeProblem(problem, show))));
}

const rank = ({ severity, file }, own) => (severity === "error" ? 0 : 2) + (file === own ? 0 : 1);

// Focus may be on a button while the rows are replaced: keep it there.
function replaceRows(place, rows) {
  const before = [...place.querySelectorAll("button")];
  const at = before.indexOf(document.activeElement);
  const pressed = before.filter((button) => button.getAttribute("aria-pressed") === "true").map((button) => button.textContent);
  place.replaceChildren(...rows);
  const buttons = [...place.querySelectorAll("button")];
  for (const button of buttons) button.setAttribute("aria-pressed", pressed.includes(button.textContent));
  if (at >= 0) buttons[Math.min(at, buttons.length - 1)]?.focus();
}

function makeProblem(problem, show) {
  const words = [
    make("span", { class: "head" }, make("b", {}, problem.severity === "error" ? "Error" : "Warning"), make("code", {}, problem.place)),
    make("span", { class: "what" }, sentence(problem.message)),
    problem.hint && make("span", { class: "hint" }, problem.hint),
    problem.why && make("span", { class: "why" }, `Why: ${problem.why}`),
    make("span", { class: "rule" }, [problem.path, problem.rule].filter(Boolean).join(" · ")),
  ];
  const attributes = { type: "button", class: `problem ${problem.severity}`, "aria-pressed": "false" };
  return make("button", { ...attributes, on: { click: (event) => show(problem, event.currentTarget) } }, ...words);
}

const sentence = (words) => words[0].toUpperCase() + words.slice(1) + (/[.?!]$/.test(words) ? "" : ".");

function showSize(size, show) {
  const place = byId("size");
  byId("sizes").hidden = !size;
  if (!size) return;
  const full = size.bytes / size.clipAt;
  const level = size.bytes >= size.clipAt ? "over" : size.bytes >= size.warnAt ? "near" : "fine";
  byId("size-text").textContent = `${kilobytes(size.bytes)} of Gmail’s ${size.clipAt / 1000}`;
  byId("size-bar").replaceChildren(makeBar(full, level));
  const most = Math.max(...size.parts.map((part) => part.bytes));
  replaceRows(place, size.parts.map((part) => make("li", {}, makePart(part, most, show))));
}

function makePart({ name, bytes, block }, most, show) {
  const words = [make("span", { class: "name" }, name), make("span", { class: "bytes" }, kilobytes(bytes)), makeBar(bytes / most, "part")];
  if (block === null) return make("div", { class: "share" }, ...words);
  const act = (event) => show({ about: "block", block, message: name }, event.currentTarget);
  return make("button", { type: "button", class: "share", "aria-pressed": "false", on: { click: act } }, ...words);
}

function makeBar(share, kind) {
  const fill = make("span", { class: "fill" });
  fill.style.inlineSize = `${Math.min(100, 100 * share)}%`;
  return make("span", { class: `meter ${kind}`, "aria-hidden": "true" }, fill);
}
