// Keeps the page and the files together: on every change it asks what there is to see, and shows it.

import { readAddress, writeAddress } from "./url_state.js";
import { markChosen, showAround } from "./sidebar.js";
import { byId, reveal, say } from "./dom.js";
import { showIssues, startList } from "./issues.js";
import { follow } from "./live_reload.js";
import { Panes } from "./panes.js";
import { showDesk, startTest } from "./test_send.js";

const ELSEWHERE = {
  inbox: "Shown above the preview.",
  top: "It is not about one block.",
  unseen: "Its block is not in the version that is shown.",
};

const given = readAddress();
const looked = { issue: given.issue, errors: 0 };
const panes = new Panes(given.panes, () => note());
let server = null;
let isBusy = false;
let isBehind = false;

startList();
startTest();
follow(refresh, showLine);
addEventListener("popstate", () => {
  const { issue, panes: states, hasSizes } = readAddress();
  looked.issue = issue;
  panes.setAll(states);
  byId("sizes").open = hasSizes;
  refresh();
});
byId("sizes").open = given.hasSizes;
byId("sizes").addEventListener("toggle", () => note());

function note(options) {
  writeAddress({ issue: looked.issue, panes: panes.states, hasSizes: byId("sizes").open }, options);
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
      showLine(false);
    }
  } while (isBehind);
  isBusy = false;
}

async function showAll() {
  if (!looked.issue) await chooseIssue();
  byId("welcome").hidden = Boolean(looked.issue);
  byId("panes").hidden = !looked.issue;
  if (looked.issue) await showIssue(looked.issue);
  showIssues(await (await fetch("/api/issues")).text(), looked.issue, looked.errors, openIssue);
}

// Whoever names no issue sees the newest.
async function chooseIssue() {
  const { issues } = await (await fetch("/api/issues")).json();
  looked.issue = issues.find((row) => row.state !== "misnamed")?.name ?? "";
  if (looked.issue) note();
}

async function showIssue(issue) {
  const answer = await fetch(`/api/issues/${encodeURIComponent(issue)}`);
  if (answer.status === 404) {
    looked.issue = "";
    await chooseIssue();
    return looked.issue ? showIssue(looked.issue) : undefined;
  }
  const sight = await answer.json();
  if (issue !== looked.issue) return;
  if (server && server !== sight.server) location.reload(); // the preview was started anew, and this page is of the old one
  server = sight.server;
  looked.errors = sight.problems.filter((problem) => problem.severity === "error").length;
  panes.show(issue, sight.key);
  showAround(sight, { show });
  showDesk(sight).catch(() => showLine(false));
}

function openIssue(issue) {
  looked.issue = issue;
  note({ asNew: true });
  markChosen(null);
  refresh();
}

function show({ about, block, message }, element) {
  markChosen(element);
  if (about) reveal(about === "inbox" ? byId("inbox") : panes.first); // on a phone it is far above
  byId("inbox").classList.toggle("is-marked", about === "inbox");
  panes.mark(about === "block" ? block : null);
  say(about === "block" ? `Shown in the preview: ${message}` : (ELSEWHERE[about] ?? ""));
}

function showLine(isLive) {
  const line = byId("line");
  const words = isLive ? "Live" : "Not connected: is newsletter preview running?";
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle("off", !isLive);
}
