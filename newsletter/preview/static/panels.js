// Panels: HTML that the server makes, shown in one dialog. A button with data-panel opens one, of the issue on show for a *; a form with data-post sends its
// fields, and the answer takes the panel's place. With data-upload, the chosen file is the request's body and the fields are in
// its address. What the server wants next is in the header field X-Panel-Next. What has data-refresh is fetched again soon.

import { announce, byId, make } from "./dom.js";
import { changeTo } from "./parts.js";

const token = document.querySelector("meta[name=token]").content;
const panel = byId("panel");
let page = {};
let opener = null;
let shown = "";
const NO_ANSWER = "The preview did not answer. Is it still running?";

export function startPanels(actions) {
  page = actions;
  document.addEventListener("click", (event) => {
    event.target.closest("[popover]")?.hidePopover(); // which gives the focus back to what opened it
    const button = event.target.closest("[data-panel], [data-close], #panel :is([data-field], [data-form])");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.field || button.dataset.form) opener = null; // the focus goes to the field
    if (button.dataset.panel) openPanel(button.dataset.panel.replace("*", () => page.findIssue()));
    else panel.close();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.post) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  panel.addEventListener("input", ({ target }) => target.dataset.live && showLive(target));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && panel.close());
  panel.addEventListener("close", () => !panel.open && opener?.isConnected && opener.focus());
}

export async function openPanel(address, button = document.activeElement) {
  if (!panel.open) opener = button;
  await take(await fetch(address));
}

// What is not in the panel is in a region of the page, whose HTML the answer is.
async function send(form, submitter) {
  const fields = new FormData(form, submitter);
  const region = form.closest(".region");
  const place = region ?? panel;
  if (place.hasAttribute("aria-busy")) return;
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await (form.hasAttribute("data-upload") ? upload(form, fields) : post(form.dataset.post, JSON.stringify([...fields])));
    await (region ? changeRegion(region, answer) : take(answer));
    if (region) announce(region.querySelector("[role=status]")?.textContent ?? "");
  } catch {
    warn(place, `${NO_ANSWER} Open this again to see how far it got.`);
  }
  place.removeAttribute("aria-busy");
}

const changeRegion = async (region, answer) => changeTo(region, await answer.text());
export const showRegion = async (region, address) => changeRegion(region, await fetch(address));

export function post(address, body, type = "application/json") {
  return fetch(address, { method: "POST", headers: { "x-preview-token": token, "content-type": type }, body });
}

function upload(form, fields) {
  const file = [...fields.values()].find((value) => value instanceof File) ?? new File([], "");
  return postFile(form.dataset.post, file, [...fields].filter(([, value]) => typeof value === "string"));
}

function postFile(address, file, words = []) {
  return post(`${address}?${new URLSearchParams([...words, ["file", file.name]])}`, file, "application/octet-stream");
}

export async function sendFile(address, file, words) {
  document.body.classList.add("busy");
  try {
    await take(await postFile(address, file, words));
  } catch {
    announce(NO_ANSWER);
  }
  document.body.classList.remove("busy");
}

async function take(answer) {
  const [step, value] = (answer.headers.get("x-panel-next") ?? "").split("=");
  if (step.startsWith("/panel/")) return openPanel(step);
  if (step === "reload") return location.reload();
  if (step) panel.close();
  if (step === "issue") page.openIssue(value);
  if (step === "close") page.refresh();
  if (!step) show(await answer.text());
}

function show(html) {
  if (html !== shown || !panel.open) draw(html);
  const next = panel.querySelector("[data-refresh]");
  if (next) setTimeout(() => next.isConnected && panel.open && openPanel(next.dataset.refresh).catch(() => {}), 700);
}

function draw(html) {
  panel.innerHTML = shown = html; // made by our own templates, which escape what they show
  const beside = panel.querySelector("[data-beside]"); // shown beside the issue, which stays in use
  panel.classList.toggle("beside", Boolean(beside));
  if (panel.open && panel.matches(":modal") === Boolean(beside)) panel.close();
  if (panel.showModal && !panel.open) beside ? panel.show() : panel.showModal(); // in an empty folder it is part of the page
  if (beside?.dataset.issue) page.openIssue(beside.dataset.issue);
  const first = find("[autofocus]", "[role=alert]", "h2");
  if (first && !first.matches("input, textarea, select, button")) first.tabIndex = -1;
  first?.focus();
  announce(find("[role=alert]", "[role=status]", "h2")?.textContent ?? "");
}

// The first of these that is there, in this order.
function find(...selectors) {
  return selectors.map((one) => panel.querySelector(one)).find(Boolean);
}

// What a field would make, as the server shows it, while its value is being chosen; nothing is saved by it.
async function showLive(field) {
  const answer = await fetch(`${field.dataset.live}?${new URLSearchParams({ [field.name]: field.value })}`);
  const place = field.form.querySelector("[data-shows]");
  const html = await answer.text();
  if (answer.ok && field.value === new URL(answer.url).searchParams.get(field.name)) place.innerHTML = html;
}

function warn(place, words) {
  const warning = make("p", { className: "wrong", role: "alert", tabIndex: -1, textContent: words });
  place.querySelector("h1, h2").after(warning);
  warning.focus();
}
