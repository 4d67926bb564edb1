// The words of an open field are kept in this browser while they are not saved, and offered again after a crash.

import { byId, make } from "./dom.js";
import { isField, openers, state, tab } from "./writing.js";

const PREFIX = "unsaved ";
const name = () => `${PREFIX}${state.issue} ${tab}`;

export function startDrafts() {
  navigator.locks?.request(`tab ${tab}`, () => new Promise(() => {})); // held for as long as this page lives
}

export function keepDraft(field, value, was) {
  try {
    localStorage.setItem(name(), JSON.stringify({ file: field.file, path: field.path, name: field.name, value, was }));
  } catch {
    // a browser that keeps nothing, or whose store is full: two seconds' words are saved anyway
  }
}

export function forgetDraft() {
  localStorage.removeItem(name());
}

// Offer what an earlier page left unsaved in this issue. Another page that is still open keeps its own.
export async function offerDrafts(issue) {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  const alive = new Set(held.map((lock) => lock.name.replace("tab ", "")));
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(`${PREFIX}${issue} `) || alive.has(key.split(" ").at(-1))) continue;
    offer(key, JSON.parse(localStorage.getItem(key)));
  }
}

function offer(key, draft) {
  const field = Object.values(state.fields).find((one) => isField(one, draft));
  if (!field || field.value === draft.value) return localStorage.removeItem(key);
  const settle = (act) => () => {
    localStorage.removeItem(key);
    note.remove();
    act?.();
  };
  const take = make("button", { type: "button", class: "main", on: { click: settle(() => openers.draft(field, draft.value)) } }, "Put them back");
  const drop = make("button", { type: "button", on: { click: settle() } }, "Forget them");
  const words = make("p", {}, `When this page was last closed, words of “${draft.name}” were not saved: `, make("q", { dir: "auto" }, shorten(draft.value)));
  const note = make("div", { class: "offer", role: "status" }, words, take, drop);
  byId("offers").append(note);
}

const shorten = (words) => (words.length > 160 ? `${words.slice(0, 160)}…` : words);
