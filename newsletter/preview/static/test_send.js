// The test send: the provider it uses, and its outcome.

import { byId } from "./dom.js";
import { post } from "./panels.js";

let digest = "";
let issue = "";
let language = "";
let isBusy = false;

export function startTestForm() {
  byId("test").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isBusy) send();
  });
  // Something may have been sent from a terminal meanwhile, and no file of the issue shows that.
  addEventListener("focus", () => issue && showTestStatus({ issue, digest, language }).catch(() => {}));
}

export async function showTestStatus(view) {
  if (view.issue !== issue) report("", "");
  ({ issue, digest, language } = view);
  const answer = await fetch(`/api/issues/${issue}/test-status?language=${encodeURIComponent(language)}`);
  const status = await answer.json();
  if (view.issue !== issue || view.digest !== digest) return;
  byId("test-status").textContent = status.error ?? status.words;
  byId("send").disabled = isBusy || !status.canTest;
}

async function send() {
  isBusy = true;
  byId("send").disabled = true;
  report("Sending the test …", "");
  const [sent, seen] = [issue, digest];
  try {
    const answer = await post(`/api/issues/${sent}/test`, JSON.stringify({ address: byId("address").value, digest: seen }));
    const type = answer.headers.get("content-type") ?? "";
    const body = type.includes("json") ? await answer.json() : { error: (await answer.text()).trim() };
    report(body.message ?? body.error, answer.ok ? "good" : "bad");
  } catch {
    report("The preview did not answer. Is newsletter preview still running? The ledger says whether the test went out.", "bad");
  }
  isBusy = false;
  byId("send").disabled = false;
  if (sent === issue) showTestStatus({ issue, digest, language }).catch(() => {});
}

function report(words, kind) {
  byId("sent").textContent = words;
  byId("sent").className = kind;
}
