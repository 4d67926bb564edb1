// Small frames beside the page: the same e-mail on a phone and in the dark, at the place that is being written.

import { isField, state } from "./writing.js";

const ABOVE = 60; // CSS pixels above what is followed
let last = null;

// Show a field's words; nth says which, where they are written in several places.
export function follow(field, nth) {
  last = { field, nth };
  for (const frame of document.querySelectorAll("#followers iframe")) showFollowed(frame);
}

export function showFollowed(frame) {
  if (!last || !frame.contentDocument?.body) return;
  const isMeant = ({ dataset: { f } }) => state.fields[f] && isField(state.fields[f], last.field);
  const spans = [...frame.contentDocument.querySelectorAll("[data-f]")].filter(isMeant);
  const starts = spans.filter((span, place) => spans[place - 1]?.parentElement !== span.parentElement);
  const span = starts[Math.min(last.nth, starts.length - 1)];
  const { contentWindow: view } = frame;
  if (span) view.scrollTo(0, span.getBoundingClientRect().top + view.scrollY - ABOVE);
}
