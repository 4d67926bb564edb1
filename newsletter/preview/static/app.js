// Keeps the page in step with the files: on every change it fetches the issue and shows it.

import { readUrlState, writeUrlState } from "./url_state.js";
import { markChosen, showSidebar, startSidebar } from "./sidebar.js";
import { announce, byId, canWrite, reveal } from "./dom.js";
import { showIssues, startList } from "./issues.js";
import { follow } from "./live_reload.js";
import { Panes } from "./panes.js";
import { startPanels } from "./panels.js";
import { startDrops } from "./drop.js";
import { startPictures } from "./pictures.js";
import { showTestStatus, startTestForm } from "./test_send.js";
import { showWritten, startWriteMode } from "./write_mode.js";

const ELSEWHERE = {
  inbox: "Shown above the preview.",
  top: "It is about no single block.",
  unseen: "Its block is not in the version that is shown.",
};

const given = readUrlState();
const selected = { issue: given.issue, errors: 0 };
const panes = new Panes(given.panes, onPaneChange);
const shown = { language: "" };
let server = null;
let isBusy = false;
let isBehind = false;

startList(openIssue);
startSidebar(show);
startTestForm();
startPanels({ openIssue, refresh, findIssue: () => selected.issue });
if (canWrite) startWriteMode(panes);
if (canWrite) startDrops();
if (canWrite) startPictures();
follow(refresh, showConnection);
addEventListener("popstate", () => {
  const { issue, panes: states, hasSizes } = readUrlState();
  selected.issue = issue;
  panes.setAll(states);
  byId("sizes").open = hasSizes;
  refresh();
});
byId("sizes").open = given.hasSizes;
byId("sizes").addEventListener("toggle", () => note());

// The subject and the test are those of the first pane's language.
function onPaneChange() {
  note();
  if (shown.language !== panes.language) refresh();
}

function note(options) {
  writeUrlState({ issue: selected.issue, panes: panes.states, hasSizes: byId("sizes").open }, options);
}

async function refresh() {
  if (isBusy) {
    isBehind = true;
    return;
  }
  isBusy = true;
  do {
    isBehind = false;
    try {
      await showAll();
    } catch {
      showConnection(false);
    }
  } while (isBehind);
  isBusy = false;
}

async function showAll() {
  if (!selected.issue) await chooseIssue();
  byId("welcome").hidden = Boolean(selected.issue);
  byId("panes").hidden = !selected.issue;
  if (selected.issue) await showIssue(selected.issue);
  const { issues } = await (await fetch("/api/issues")).json();
  showIssues(issues, selected.issue, selected.errors);
}

// Without an issue in the address, show the newest.
async function chooseIssue() {
  selected.issue = (await (await fetch("/api/issues")).json()).newest;
  if (selected.issue) note();
}

async function showIssue(issue) {
  const language = encodeURIComponent(panes.language);
  const answer = await fetch(`/api/issues/${encodeURIComponent(issue)}?language=${language}`);
  if (answer.status === 404) {
    selected.issue = "";
    await chooseIssue();
    return selected.issue ? showIssue(selected.issue) : undefined;
  }
  const view = await answer.json();
  if (issue !== selected.issue) return;
  if (server && server !== view.server) location.reload(); // the preview was restarted, and this page belongs to the old one
  server = view.server;
  selected.errors = view.problems.filter((problem) => problem.severity === "error").length;
  panes.show(issue, view.key, view.languages);
  shown.language = panes.language;
  showSidebar(view);
  if (canWrite) await showWritten(view);
  byId("import-report")?.toggleAttribute("hidden", !view.hasReport);
  showTestStatus(view).catch(() => showConnection(false));
}

function openIssue(issue) {
  selected.issue = issue;
  note({ asNew: true });
  markChosen(null);
  refresh();
}

function show({ about, block, message }, element) {
  markChosen(element);
  if (about) reveal(about === "inbox" ? byId("inbox") : panes.first); // on a phone it is far above
  byId("inbox").classList.toggle("is-marked", about === "inbox");
  panes.mark(about === "block" ? block : null);
  announce(about === "block" ? `Shown in the preview: ${message}` : (ELSEWHERE[about] ?? ""));
}

function showConnection(isLive) {
  const line = byId("line");
  const words = isLive ? "Live" : "Not connected: is newsletter preview running?";
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle("off", !isLive);
}
