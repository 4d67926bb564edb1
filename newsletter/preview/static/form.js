// Facts are written in a form that the server makes from the model: one script for every block there is or will be. What has
// data-kind is read, and what differs from how it was becomes edits; a button with data-act adds, moves or deletes.

import { announce, byId, make } from "./dom.js";
import { edit, isSame, loadFields, openers, refreshFrames, state } from "./writing.js";

const form = byId("form");
const all = (selector, within = form) => [...within.querySelectorAll(selector)];
const PAUSE = 250; // milliseconds after the last key until the mail follows
let open = null;
let waiting = 0;

export function startForm() {
  openers.facts = (field) => openForm(field);
  document.addEventListener("click", ({ target }) => target.dataset.form && openForm(JSON.parse(target.dataset.form), target));
  form.addEventListener("submit", (event) => (event.preventDefault(), done()));
  form.addEventListener("change", ({ target }) => target.type !== "search" && follow());
  form.addEventListener("input", ({ target }) => (target.type === "search" ? find(target) : followSoon()));
  form.addEventListener("toggle", ({ target }) => target.dataset.fill && fill(target), true);
  form.addEventListener("click", ({ target }) => press(target.closest("[data-act], [data-cancel]")));
  form.addEventListener("keydown", (event) => event.key === "Escape" && (event.preventDefault(), cancel()));
}

export async function openForm({ path, only = [], file = "issue" }, opener = document.activeElement) {
  if (open && !(await done())) return;
  open = { file, opener, query: new URLSearchParams({ path: JSON.stringify(path), only: JSON.stringify(only), file }) };
  if (await load()) (all(".facts > :not(details) :is(input, select, textarea)")[0] ?? form.querySelector("h2")).focus();
  return open;
}

async function load() {
  const answer = await fetch(`/form/${state.issue}?${open.query}`);
  if (!answer.ok) announce("This cannot be shown as a form.");
  if (!answer.ok) return (open = null);
  const [unfolded, top] = [all("details[open] > summary").map(({ textContent }) => textContent), form.firstElementChild?.scrollTop];
  form.innerHTML = await answer.text(); // made by our own templates, which escape what they show
  for (const one of all("summary")) one.parentElement.open = unfolded.includes(one.textContent);
  open.was = new Map(read());
  form.show();
  form.firstElementChild.scrollTop = top ?? 0;
  return open;
}

const typed = (value) => (/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(value) ? Number(value) : value);
const readPair = (pair) => all("input", pair).map(({ value }) => value.trim());
const readers = {
  text: ({ value }) => value.trim().replace(/\s*\n\s*/g, " ") || null,
  lines: ({ value }) => (value.trim() ? value : null),
  typed: ({ value }) => typed(value.trim()) || null,
  cell: ({ value, dataset }) => (dataset.typed ? typed(value.trim()) : value.trim()),
  number: ({ value }) => (value === "" ? null : Number(value)),
  check: ({ checked, dataset }) => (String(checked) === dataset.default ? null : checked),
  choice: ({ value, dataset }) => (value === "" || value === dataset.default ? null : JSON.parse(value)),
  radios: (box) => readers.choice({ value: box.querySelector(":checked")?.value ?? "", dataset: box.dataset }),
  either: ({ value }) => JSON.parse(value),
  vocabulary: (box) => all("label > :checked", box).map(({ value }) => value),
  pairs: (box) => Object.fromEntries(all(".pair", box).map(readPair).filter(([name, value]) => name && value)),
  moment(box) {
    const [day, time = ""] = all("input", box).map(({ value }) => value);
    if (!day || !time) return day || time || null;
    return `${day}T${time}${box.dataset.form.endsWith("moment") ? `:00${box.dataset.zone || findOffset(`${day}T${time}Z`)}` : ""}`;
  },
};

// How far the newsletter's zone is from UTC on a day: +01:00
function findOffset(moment) {
  const zone = new Intl.DateTimeFormat("en", { timeZone: form.firstElementChild.dataset.zone, timeZoneName: "longOffset" });
  return zone.format(new Date(moment)).split("GMT")[1] || "+00:00";
}

const readOne = (element) => readers[element.dataset.kind](element);
const read = () => all("[data-kind]").map((element) => [element, readOne(element)]);
const put = (path, value) => [value === null ? { do: "delete", path } : { do: "set", path, value }];

// Each key of a group, and each word of a vocabulary, for itself, so that what others write beside it stays.
const writers = {
  pairs: (path, now, was) => Object.keys({ ...was, ...now }).filter((key) => now[key] !== was[key]).flatMap((key) => put([...path, key], now[key] ?? null)),
  vocabulary(path, now, was) {
    const gone = was.filter((one) => !now.includes(one)).map((one) => was.indexOf(one));
    const fresh = now.filter((one) => !was.includes(one)).map((value) => ({ do: "add", path, value }));
    return [...fresh, ...gone.reverse().map((at) => ({ do: "delete", path: [...path, at] }))];
  },
};
writers.either = writers.pairs;

const listEdits = () =>
  read().flatMap(([element, now]) => {
    const was = open.was.get(element) ?? null;
    return isSame(now, was) ? [] : (writers[element.dataset.kind] ?? put)(JSON.parse(element.dataset.path), now, was);
  });

async function send(ops, live = false, isTyping = false) {
  clearTimeout(waiting);
  const answer = await edit(ops.map((op) => ({ ...op, file: open.file })), { live, base: form.firstElementChild.dataset.base });
  if (open && !(isTyping && answer.error)) showProblems(answer); // what is half typed is often wrong
  return !answer.error;
}

// While one types, a group is shown once everything that it needs is there.
const isWhole = (values) => !values.includes(null) || values.every((value) => value === null);
function follow(isTyping = false) {
  if (!open || !all("[data-group]").every((group) => isWhole(all("[data-needed]", group).map(readOne)))) return;
  const ops = listEdits();
  if (!ops.length) return forget();
  open.isShown = true;
  send(ops, true, isTyping);
}

function followSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(follow, PAUSE, true);
}

// What was shown and not saved is as it was.
function forget() {
  clearTimeout(waiting);
  if (open.isShown) loadFields(state.issue).then(refreshFrames);
  open.isShown = false;
}

async function done() {
  const ops = open ? listEdits() : [];
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

async function press(button) {
  if (!button) return;
  if (!button.dataset.act) return cancel();
  const place = all("[data-act]").indexOf(button);
  const op = acts[button.dataset.act](JSON.parse(button.dataset.path ?? "[]"), JSON.parse(button.dataset.value ?? "null"), button);
  if (!op || !(await send([...listEdits(), op])) || !(await load())) return;
  const buttons = all("[data-act]");
  (buttons[op.do === "add" ? buttons.length : place] ?? buttons[Math.min(place, buttons.length - 1)])?.focus();
}

const move = (step) => (path) => ({ do: "move", path, to: path.at(-1) + step });
const slug = (name) => name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const readBeside = (button) => button.previousElementSibling.querySelector("input").value.trim();
const acts = {
  up: move(-1),
  down: move(1),
  delete: (path) => ({ do: "delete", path }),
  add: (path, value) => ({ do: "add", path, value }),
  name(path, value, button) {
    const name = readBeside(button);
    return slug(name) && { do: "set", path: [...path, slug(name)], value: { ...value, ...("label" in value ? { label: name } : { name }) } };
  },
  waive(path, value, button) {
    const reason = readBeside(button);
    return reason && { do: "add", path, value: { ...value, reason } };
  },
  pair(path, value, button) {
    const pairs = button.previousElementSibling;
    const fresh = pairs.lastElementChild.cloneNode(true);
    for (const input of all("input", fresh)) input.value = "";
    pairs.append(fresh);
    fresh.querySelector("input").focus();
  },
};

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
  for (const old of all("[data-fresh]")) old.remove();
  const controls = all("[data-kind]");
  const rest = (error ? problems : []).filter((problem) => {
    const field = controls.find((one) => isSame(JSON.parse(one.dataset.path), problem.path))?.closest(".field");
    field?.append(make("span", { class: "wrong", role: "alert", "data-fresh": true }, problem.said.join(" ")));
    return !field;
  });
  const top = form.querySelector(".facts > [role=alert]");
  top.textContent = rest.length ? rest.flatMap((one) => one.said).join(" ") : problems.length ? "" : said;
  top.hidden = !error || !top.textContent;
}
