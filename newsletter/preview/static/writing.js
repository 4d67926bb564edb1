// The issue that is being written: what the page knows of it, and the one function through which everything changes it.

import { announce, byId } from "./dom.js";
import { listFrames, paint } from "./painting.js";
import { post } from "./panels.js";
import { showParts } from "./parts.js";

const NOTHING = { base: "", fields: {}, problems: [] };
export const state = { issue: "", ...NOTHING };
export const openers = {}; // what opens a field, by its kind (words, facts, settings, template): (field, {group, point}) => …
export const tab = crypto.randomUUID(); // what is typed and not yet saved belongs to this page alone
const OFFLINE = { error: "offline", said: "The preview does not answer. Is it still running? Your words are kept here." };
const listeners = [];
const guards = [];
let queue = Promise.resolve();
let view = "email";

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
export const isField = (one, other) => one.file === other.file && isSame(one.path, other.path);

// The subject and the line after it, in the head of the page.
export const findLine = (id) => ({ kind: "words", file: "issue", path: [id], many: false, ...byId(id).dataset });

export const onChange = (listener) => listeners.push(listener); // after fields and frames are new
export const beforeLeaving = (guard) => guards.push(guard); // resolves to false where an open field has to stay open

export function startWriting() {
  byId("steps").addEventListener("click", ({ target }) => target.matches("button") && step(target.id));
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !"zy".includes(key)) return;
    if (event.target.closest("input, textarea, select, dialog")) return; // a field has its own undo
    event.preventDefault();
    step(key === "y" || event.shiftKey ? "redo" : "undo");
  });
}

// Fetch what can be written in an issue, as one of its views shows it. Resolves to whether anything can.
export async function loadFields(issue, shown = view) {
  view = shown;
  const answer = await fetch(`/api/issues/${encodeURIComponent(issue)}/fields?view=${view}&tab=${tab}`);
  take(answer.ok ? await answer.json() : NOTHING, issue);
  return answer.ok;
}

// The one way to change the document. ops are {do, path, value?, to?, file?}; options {base, was}: the state they are made for, and
// what the words in it were, which counts where that state is forgotten. One edit at a time. Resolves to the answer: with `error`
// and `said` where nothing was changed.
export async function edit(ops, options = {}) {
  queue = queue.then(() => send(ops, options)).catch(() => OFFLINE);
  const answer = await queue;
  showSaved(answer.error ? "Not saved" : "Saved", Boolean(answer.error));
  return answer;
}

async function send(ops, { live = false, base = state.base, was = null }) {
  if (!live) showSaved("Writing…", true);
  const answer = await ask("edit", { base, tab, live, ops, was });
  if (live || answer.error !== "conflict") return answer;
  if (!answer.ops.length) return { error: "refused", said: answer.said }; // what was written in has gone
  if ((await askWhose(answer.ask)) === "yours") return send(answer.ops, { base: answer.base });
  await loadFields(state.issue);
  await refreshFrames();
  return { kept: "theirs", paths: [answer.path] };
}

// Two people changed the same words: both are shown, and the editor chooses. By a stray key nothing is lost: the dialog comes back.
function askWhose(html) {
  const dialog = byId("ask");
  dialog.innerHTML = html; // made by our own template, which escapes what it shows
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => (dialog.returnValue ? resolve(dialog.returnValue) : dialog.showModal());
  });
}

let lastShown = 0;

// Show what is typed in the frames, some milliseconds after it was typed, and save it nowhere. change() returns the operations and
// their base. Resolves to the answer, or to nothing where more was typed before this was sent.
export async function showTyped(wait, change) {
  const mine = (lastShown += 1);
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, wait));
  queue = queue.then(() => mine === lastShown && send(...change())).catch(() => OFFLINE);
  const answer = await queue;
  if (answer) performance.measure("keystroke", { start, end: performance.now() });
  return answer;
}

// What was typed is saved or taken back: it need not be shown any more.
export const showNoMore = () => (lastShown += 1);

async function step(way) {
  for (const guard of guards) if (!(await guard())) return;
  queue = queue.then(() => ask(way, { base: state.base, tab })).catch(() => OFFLINE);
  const { notice, said } = await queue;
  say(notice ?? said ?? "Saved");
}

// Ask the server to change something; every frame that is shown comes back with the answer.
async function ask(what, body) {
  const shown = listFrames();
  const frames = shown.map(({ address }) => address);
  const answer = await post(`/api/issues/${encodeURIComponent(state.issue)}/${what}`, JSON.stringify({ ...body, frames }));
  if (answer.status === 403) return { error: "refused", said: await answer.text() };
  const made = await answer.json();
  if (!made.error) {
    for (const [place, html] of (made.frames ?? []).entries()) paint(shown[place].frame, html);
    take(made, state.issue);
  }
  return made;
}

// Show what another hand changed in the frames, without loading them again.
export async function refreshFrames() {
  await Promise.all(listFrames().map(async ({ frame, address }) => paint(frame, await (await fetch(address)).text())));
  tell();
}

function take(made, issue) {
  state.issue = issue;
  for (const name of Object.keys(NOTHING)) state[name] = made[name] ?? state[name];
  showParts(made.parts);
  tell();
}

export function tell() {
  for (const listener of listeners) listener();
}

let fading = 0;

export function showSaved(words, isBusy = false) {
  clearTimeout(fading);
  byId("saved").textContent = words;
  byId("saved").classList.toggle("busy", isBusy);
}

// Say something for a moment where "Saved" is.
export function say(words) {
  showSaved(words);
  announce(words);
  fading = setTimeout(() => showSaved("Saved"), 6000);
}
