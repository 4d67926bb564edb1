// The issue and the views are in the URL: a reload or a bookmark brings them back.

const CHOICES = { view: ["email", "text", "web", "feed"], screen: ["phone", "tablet", "desktop"], scheme: ["light", "dark", "forced"] };
const FLAGS = ["noimages", "nostyles", "clip"];
export const MOST_PANES = 4;

const IN = "in_"; // before the tag of a language, such as in_en_GB
const NARROW = 500; // CSS pixels; on a phone, begin with a phone

const defaults = () => ({ view: "email", screen: innerWidth < NARROW ? "phone" : "desktop", scheme: "light" });

export function readUrlState() {
  const given = new URLSearchParams(location.search);
  const panes = given.getAll("pane").slice(0, MOST_PANES).map(readPane);
  const hasSizes = given.get("sizes") === "shown";
  return { issue: given.get("issue") ?? "", panes: panes.length ? panes : [readPane("")], hasSizes };
}

export function writeUrlState({ issue, panes, hasSizes }, { asNew = false } = {}) {
  const query = new URLSearchParams();
  if (issue) query.set("issue", issue);
  for (const pane of panes) query.append("pane", writePane(pane));
  if (hasSizes) query.set("sizes", "shown");
  const address = `?${query}`;
  if (address === location.search) return;
  if (asNew) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function readPane(words) {
  const pane = { ...defaults(), language: "", noimages: false, nostyles: false, clip: false };
  for (const word of words.split("-")) {
    if (word.startsWith(IN)) pane.language = word.slice(IN.length).replaceAll("_", "-");
    else if (FLAGS.includes(word)) pane[word] = true;
    for (const [name, values] of Object.entries(CHOICES)) if (values.includes(word)) pane[name] = word;
  }
  return pane;
}

function writePane(pane) {
  const flags = FLAGS.filter((flag) => pane[flag]);
  const language = pane.language ? [IN + pane.language.replaceAll("-", "_")] : [];
  return [pane.view, pane.screen, pane.scheme, ...language, ...flags].join("-");
}
