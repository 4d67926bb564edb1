// The words of an open field are kept in this browser while they are not saved, and offered again after a crash. In IndexedDB:
// what localStorage is told stays in memory for seconds, and goes down with the browser.

import { byId, copy } from "./dom.js";
import { findLine, isField, openers, state, tab } from "./writing.js";

const NAME = "unsaved words";
let opened = null;

export function startDrafts() {
  navigator.locks.request(`tab ${tab}`, () => new Promise(() => {})); // held for as long as this page lives
}

export function keepDraft({ file, path, name }, value) {
  use("readwrite", (drafts) => drafts.put({ tab, issue: state.issue, file, path, name, value }));
}

export function forgetDraft(of = tab) {
  use("readwrite", (drafts) => drafts.delete(of));
}

// Offer what earlier pages left unsaved in this issue. A page that is still open keeps its own.
export async function offerDrafts(issue) {
  const { held } = await navigator.locks.query();
  const alive = new Set(held.map(({ name }) => name));
  const drafts = (await use("readonly", (all) => all.getAll())) ?? [];
  for (const draft of drafts) if (draft.issue === issue && !alive.has(`tab ${draft.tab}`)) offer(draft);
}

// A browser that keeps nothing, as in a private window, loses at most the two seconds until words are saved.
async function use(mode, ask) {
  try {
    const drafts = (await open()).transaction(NAME, mode).objectStore(NAME);
    return await settle(ask(drafts));
  } catch {
    return undefined;
  }
}

function open() {
  const asked = opened ?? indexedDB.open(NAME);
  asked.onupgradeneeded = () => asked.result.createObjectStore(NAME, { keyPath: "tab" });
  opened = asked;
  return asked.readyState === "done" ? asked.result : settle(asked);
}

function settle(asked) {
  return new Promise((resolve, reject) => {
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => reject(asked.error));
  });
}

function offer(draft) {
  const field = Object.values(state.fields).find((one) => isField(one, draft)) || (byId(draft.path[0]) && findLine(draft.path[0]));
  if (!field || field.value === draft.value) return forgetDraft(draft.tab);
  const note = copy("offer");
  note.querySelector("span").textContent = draft.name;
  note.querySelector("q").textContent = shorten(draft.value);
  note.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    forgetDraft(draft.tab);
    note.remove();
    if (target.matches(".main")) openers.draft(field, draft.value);
  });
  byId("offers").append(note);
}

const shorten = (words) => (words.length > 160 ? `${words.slice(0, 160)}…` : words);
