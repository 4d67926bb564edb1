// Facts are written in a form that the server makes from the model: one script for every block there is or will be. What has
// data-kind is a control: where its values are not those that came, they are sent, and the server makes edits of them.

import { announce, byId, make, reveal } from "./dom.js";
import { afterLaying } from "./layer.js";
import { changeTo } from "./parts.js";
import { edit, isSame, loadFields, openers, refreshFrames, showNoMore, showTyped, state } from "./writing.js";

const form = byId("form");
const all = (selector, within = form) => [...within.querySelectorAll(selector)];
const PAUSE = 250; // milliseconds after the last key until the mail follows
let open = null;

export function startForm() {
  openers.facts = (field) => openForm(field);
  document.addEventListener("click", ({ target }) => target.dataset.form && openForm(JSON.parse(target.dataset.form)));
  form.addEventListener("submit", (event) => (event.preventDefault(), done()));
  form.addEventListener("change", ({ target }) => target.type !== "search" && follow(0));
  form.addEventListener("input", ({ target }) => (target.type === "search" ? find(target) : follow(PAUSE)));
  form.addEventListener("toggle", ({ target }) => target.dataset.fill && fill(target), true);
  form.addEventListener("click", ({ target }) => press(target.closest("[data-op], [data-cancel]")));
  form.addEventListener("keydown", (event) => event.key === "Escape" && (event.preventDefault(), cancel()));
  afterLaying(() => open?.opener.matches(".hit") && reveal(open.opener)); // the fact stays in sight beside its form
}

export async function openForm({ path, only = [], file = "issue" }) {
  const opener = document.activeElement;
  if (open && !(await done())) return;
  open = { file, opener, query: new URLSearchParams({ path: JSON.stringify(path), only: JSON.stringify(only), file }) };
  if (await load()) (all(".facts > :not(details) :is(input, select, textarea)")[0] ?? form.querySelector("h2")).focus();
  return open;
}

async function load() {
  const answer = await fetch(`/form/${state.issue}?${open.query}`);
  if (!answer.ok) announce("This cannot be shown as a form.");
  if (!answer.ok) return (open = null);
  changeTo(form, await answer.text());
  open.was = new Map(all("[data-kind]").map((control) => [control, read(control)]));
  form.show();
  return open;
}

// The values of a control, as they would be submitted.
const read = (control) =>
  [control, ...all("input", control)].filter((input) => "value" in input && input.type !== "search" && (input.checked || !/checkbox|radio/.test(input.type))).map(({ value }) => value);
const isEmpty = (control) => read(control).every((value) => !value);

// What would begin a new item is not shown while it is typed.
const listChanges = (isLive = false) =>
  all("[data-kind]")
    .map((control) => ({ ...control.dataset, was: open.was.get(control) ?? [], now: read(control) }))
    .filter(({ start, was, now }) => !isSame(was, now) && !(isLive && start));

async function send(ops) {
  showNoMore();
  const answer = await edit(ops.map(addFile), { base: findBase() });
  if (open) showProblems(answer);
  return !answer.error;
}

const addFile = (op) => ({ ...op, file: open.file });
const findBase = () => form.firstElementChild.dataset.base;

// While one types, a group is shown once everything that it needs is there; what is half typed is often wrong, and then not said.
const isWhole = (group) => new Set(all("[data-needed]", group).map(isEmpty)).size < 2;
async function follow(wait) {
  if (!open || !all("[data-group]").every(isWhole)) return;
  const ops = listChanges(true).map(addFile);
  if (!ops.length) return forget();
  open.isShown = true;
  const answer = await showTyped(wait, () => [ops, { live: true, base: findBase() }]);
  if (open && answer && !(wait && answer.error)) showProblems(answer);
}

// What was shown and not saved is as it was.
function forget() {
  showNoMore();
  if (open.isShown) loadFields(state.issue).then(refreshFrames);
  open.isShown = false;
}

async function done() {
  const ops = open ? listChanges() : [];
  if (ops.length && !(await send(ops))) return false;
  if (open) close();
  return true;
}

function cancel() {
  forget();
  close();
}

function close() {
  const { opener } = open;
  open = null;
  form.close();
  form.replaceChildren();
  (opener.isConnected && opener !== document.body ? opener : byId("layer").querySelector("[tabindex='0']"))?.focus();
}

// A button with an operation saves that and what was typed; without one, what was typed. Then the form is made anew.
async function press(button) {
  if (!button) return;
  if (!button.dataset.op) return cancel();
  const place = all("[data-op]").indexOf(button);
  const ops = [...listChanges(), JSON.parse(button.dataset.op)].filter((op) => op.do || op.kind);
  if (!ops.length || !(await send(ops)) || !(await load())) return;
  all("[data-op]").slice(0, place + 1).at(-1)?.focus();
}

// The words of a vocabulary come when it is unfolded; those that are chosen are there already.
function fill(details) {
  const choices = details.querySelector(".choices");
  if (!choices.children.length) choices.append(byId(details.dataset.fill).content.cloneNode(true));
  const chosen = new Set(all(".chosen input", details.parentElement).map(({ value }) => value));
  for (const input of all("input", choices)) if (chosen.has(input.value)) input.parentElement.remove();
}

function find(search) {
  const words = search.value.toLowerCase();
  for (const label of all(".choices label", search.closest("details"))) label.hidden = !label.textContent.toLowerCase().includes(words);
}

// Beside the control that a problem is about, or else at the top.
function showProblems({ error, said = "", problems = [] }) {
  for (const old of all(".fresh")) old.remove();
  const rest = (error ? problems : []).filter((problem) => {
    const field = all("[data-kind]").find(({ dataset }) => isSame(JSON.parse(dataset.path), problem.path))?.closest(".field");
    field?.append(make("span", { className: "wrong fresh", role: "alert", textContent: problem.said.join(" ") }));
    return !field;
  });
  const top = form.querySelector(".facts > [role=alert]");
  top.textContent = rest.length ? rest.flatMap((one) => one.said).join(" ") : problems.length ? "" : said;
  top.hidden = !error || !top.textContent;
}
