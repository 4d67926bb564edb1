// Keeps the page in step with the files: on every change it fetches the issue and shows it.

import { showParts } from "./parts.js";
import { announce, byId, canWrite, reveal } from "./dom.js";
import { follow } from "./live_reload.js";
import { Panes } from "./panes.js";
import { showRegion, startPanels } from "./panels.js";
import { showWritten, startWriteMode } from "./write_mode.js";

const NARROW = 500; // CSS pixels; on a phone, begin with a phone
const panes = new Panes();
const shown = { issue: "", language: "", list: "", focus: null };
let server = null;
let isBehind = false;
let work = null; // what is shown anew at present

byId("issues").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  openIssue(link.dataset.issue);
});
byId("find").addEventListener("input", refresh);
document.querySelector(".side").addEventListener("click", ({ target }) => {
  const button = target.closest("[data-show]");
  if (button) show(JSON.parse(button.dataset.show), button);
});
byId("panes").addEventListener("change", () => choosePanes(listWords()));
byId("panes").addEventListener("click", async ({ target }) => {
  if (!target.dataset.panes) return;
  await work; // the server makes a button for the switches as they were
  shown.focus = Number(target.dataset.then);
  choosePanes(JSON.parse(target.dataset.panes));
});
byId("panes").addEventListener("submit", (event) => event.preventDefault());
startPanels({ openIssue, refresh, findIssue });
if (canWrite) startWriteMode(panes);
follow(refresh, showConnection);
addEventListener("popstate", readSizes);
addEventListener("popstate", refresh);
byId("sizes").addEventListener("toggle", () => writeAddress((query) => (byId("sizes").open ? query.set("sizes", "shown") : query.delete("sizes"))));
readSizes();

// The issue and the views are in the address of the page: a reload or a bookmark brings them back.
function readAddress() {
  return new URLSearchParams(location.search);
}

function findIssue() {
  return readAddress().get("issue") ?? "";
}

function writeAddress(change, way = "replaceState") {
  const query = readAddress();
  change(query);
  const address = `?${query}`;
  if (address !== location.search) history[way](null, "", address);
}

function readSizes() {
  byId("sizes").open = readAddress().get("sizes") === "shown";
}

function setPanes(words) {
  writeAddress((query) => {
    const hasSizes = query.has("sizes");
    for (const name of ["pane", "sizes"]) query.delete(name);
    for (const word of words) query.append("pane", word);
    if (hasSizes) query.set("sizes", "shown");
  });
}

function choosePanes(words) {
  setPanes(words);
  refresh();
}

// What a pane shows is the values of its switches, in their order.
const listWords = () => [...byId("panes").querySelectorAll("form")].map((form) => [...new FormData(form).values()].join("-"));

function refresh() {
  isBehind = true;
  return (work ??= catchUp());
}

async function catchUp() {
  while (isBehind) {
    isBehind = false;
    await showAll().catch(() => showConnection(false));
  }
  work = null;
}

async function showAll() {
  const issue = findIssue() || (await chooseIssue());
  byId("welcome").hidden = Boolean(issue);
  byId("panes").hidden = !issue;
  if (issue) await showIssue(issue);
}

const find = () => `find=${encodeURIComponent(byId("find").value)}`;

// Without an issue in the address, show the newest.
async function chooseIssue() {
  const { newest, parts } = await (await fetch(`/api/issues?${find()}`)).json();
  if (newest) writeAddress((query) => query.set("issue", newest));
  else showParts(parts);
  return newest;
}

async function showIssue(issue) {
  if (!readAddress().has("pane")) setPanes([innerWidth < NARROW ? "email-phone-light" : "email-desktop-light"]);
  const asked = location.search;
  const answer = await fetch(`/api/issues/${encodeURIComponent(issue)}${asked}&${find()}&list=${shown.list}`);
  if (answer.status === 404) {
    writeAddress((query) => query.delete("issue"));
    return showAll();
  }
  const view = await answer.json();
  if (asked !== location.search) return (isBehind = true); // something else was chosen meanwhile, and is shown next
  if (server && server !== view.server) location.reload(); // the preview was restarted, and this page belongs to the old one
  server = view.server;
  setPanes(view.panes);
  document.title = `${view.inbox?.title ?? issue} · Preview`;
  if (view.inbox) byId("publication").textContent = view.inbox.publication;
  const before = readProblems();
  showParts(view.parts);
  panes.show(issue);
  if (shown.focus !== null) byId("panes").children[shown.focus].querySelector("select").focus();
  if (shown.issue === issue && readProblems() !== before) announce(`Problems: ${readProblems() || "none"}.`);
  if (shown.issue !== issue) showChosen();
  Object.assign(shown, { issue, language: view.language, list: view.list, focus: null });
  if (canWrite) await showWritten(view);
  byId("import-report")?.toggleAttribute("hidden", !view.hasReport);
  showTest();
}

const readProblems = () => byId("problem-count")?.textContent;

// Something may have been sent from a terminal meanwhile, and no file of the issue shows that.
addEventListener("focus", showTest);
function showTest() {
  const place = byId("test-panel");
  if (place && shown.issue) showRegion(place, `/api/issues/${shown.issue}/test?language=${encodeURIComponent(shown.language)}`).catch(() => showConnection(false));
}

function openIssue(issue) {
  byId("sent")?.remove();
  writeAddress((query) => query.set("issue", issue), "pushState");
  markChosen(null);
  refresh();
}

function show({ about, block, says }, element) {
  markChosen(element);
  if (about) reveal(about === "inbox" ? byId("inbox") : panes.first); // on a phone it is far above
  byId("inbox").classList.toggle("is-marked", about === "inbox");
  panes.mark(about === "block" ? block : null);
  announce(says);
}

function showChosen() {
  const link = byId("issues").querySelector("[aria-current]");
  if (link && innerWidth > 800) reveal(link); // on a phone the list is below the issue
}

function markChosen(element) {
  for (const chosen of document.querySelectorAll(".side [aria-pressed=true]")) chosen.setAttribute("aria-pressed", "false");
  element?.setAttribute("aria-pressed", "true");
}

function showConnection(isLive) {
  const line = byId("line");
  const words = isLive ? "Live" : "Not connected: is newsletter preview running?";
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle("off", !isLive);
}
