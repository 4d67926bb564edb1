// Small frames beside the page: the same e-mail on a phone and in the dark, at the place that is being written.

import { byId, make } from "./dom.js";
import { makeFrame, openLinksOutside } from "./frame.js";
import { noteFrame } from "./painting.js";
import { isField, state } from "./writing.js";

const WIDTH = 390; // CSS pixels of a phone
const SHOWN = { "On a phone": "light", "In the dark": "dark" };
const ABOVE = 60; // CSS pixels above what is followed
let frames = [];
let last = null;

export function showFollowers(issue) {
  const place = byId("followers");
  if (place.dataset.issue === issue || !place.offsetParent) return; // on a phone there is no room for them
  place.dataset.issue = issue;
  const parts = Object.entries(SHOWN).map(([name, scheme]) => makeFollower(issue, name, scheme));
  frames = parts.map(({ frame }) => frame);
  place.replaceChildren(...parts.map(({ part }) => part));
}

function makeFollower(issue, name, scheme) {
  const frame = makeFrame(name);
  const address = `/frame/${issue}/email?scheme=${scheme}&write=1`;
  frame.tabIndex = -1;
  frame.addEventListener("load", () => {
    openLinksOutside(frame);
    noteFrame(frame, address);
    scrollTo(frame);
  });
  frame.src = address;
  const screen = make("div", { class: "small" }, frame);
  new ResizeObserver(() => fit(frame, screen)).observe(screen);
  return { frame, part: make("section", {}, make("h2", {}, name), screen) };
}

function fit(frame, { clientWidth, clientHeight }) {
  const scale = clientWidth / WIDTH;
  Object.assign(frame.style, { width: `${WIDTH}px`, height: `${clientHeight / scale}px`, transform: `scale(${scale})` });
}

// Show a field's words; nth says which, where they are written in several places.
export function follow(field, nth) {
  last = { field, nth };
  for (const frame of frames) scrollTo(frame);
}

function scrollTo(frame) {
  if (!last || !frame.contentDocument?.body) return;
  const numbers = Object.keys(state.fields).filter((number) => isField(state.fields[number], last.field));
  const spans = [...frame.contentDocument.querySelectorAll("[data-f]")].filter((span) => numbers.includes(span.dataset.f));
  const starts = spans.filter((span, place) => spans[place - 1]?.parentElement !== span.parentElement);
  const span = starts[Math.min(last.nth, starts.length - 1)];
  const { contentWindow: view } = frame;
  if (span) view.scrollTo(0, span.getBoundingClientRect().top + view.scrollY - ABOVE);
}
