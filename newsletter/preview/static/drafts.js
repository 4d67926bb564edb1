// The words of an open field are kept in this browser while they are not saved, and offered again after a crash. In the browser's
// cache: what localStorage is told stays in memory for seconds, and goes down with the browser.

import { byId, copy } from "./dom.js";
import { findLine, isField, openers, state, tab } from "./writing.js";

const openDrafts = () => caches.open("unsaved words");
const addressOf = (of) => `/unsaved/${of}`;
let queue = Promise.resolve();

export function startDrafts() {
  navigator.locks.request(`tab ${tab}`, () => new Promise(() => {})); // held for as long as this page lives
}

export function keepDraft({ file, path, name }, value) {
  const draft = JSON.stringify({ tab, issue: state.issue, file, path, name, value });
  use((drafts) => drafts.put(addressOf(tab), new Response(draft)));
}

export function forgetDraft(of = tab) {
  use((drafts) => drafts.delete(addressOf(of)));
}

// Offer what earlier pages left unsaved in this issue. A page that is still open keeps its own.
export async function offerDrafts(issue) {
  const { held } = await navigator.locks.query();
  const alive = new Set(held.map(({ name }) => name));
  const found = await use(async (drafts) => Promise.all((await drafts.matchAll()).map((kept) => kept.json())));
  for (const draft of found ?? []) if (draft.issue === issue && !alive.has(`tab ${draft.tab}`)) offer(draft);
}

// One after the other. A browser that keeps nothing, as in a private window, loses at most the two seconds until words are saved.
function use(act) {
  return (queue = queue.then(openDrafts).then(act).catch(() => undefined));
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
