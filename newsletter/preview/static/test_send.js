// The test send: what it would go through, and what became of it.

import { byId } from "./dom.js";

let digest = "";
let issue = "";
let isBusy = false;

export function startTest() {
  byId("test").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isBusy) send();
  });
  // Whoever comes back from a terminal may have sent something there, and no file of the issue says so.
  addEventListener("focus", () => issue && showDesk({ issue, digest }).catch(() => {}));
}

export async function showDesk(sight) {
  if (sight.issue !== issue) tell("", "");
  ({ issue, digest } = sight);
  const answer = await fetch(`/api/issues/${issue}/desk`);
  const desk = await answer.json();
  if (sight.issue !== issue || sight.digest !== digest) return;
  byId("desk").textContent = desk.error ?? describe(desk);
  byId("send").disabled = isBusy || Boolean(desk.error) || !desk.canTest;
}

function describe({ provider, canTest, missing, tested, standing }) {
  if (!canTest) return `${provider} sends no tests. ${standing}`;
  const said = [`Goes through ${provider}.`, standing];
  if (missing.length) said.push(`Not set in the environment: ${missing.join(", ")}.`);
  said.push(tested.length ? `Tests of exactly this version: ${tested.join("; ")}.` : "No test of exactly this version yet.");
  return said.join(" ");
}

async function send() {
  isBusy = true;
  byId("send").disabled = true;
  tell("Sending the test …", "");
  const [sent, seen] = [issue, digest];
  try {
    const answer = await fetch(`/api/issues/${sent}/test`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-preview-token": document.querySelector("meta[name=token]").content },
      body: JSON.stringify({ address: byId("address").value, digest: seen }),
    });
    const type = answer.headers.get("content-type") ?? "";
    const said = type.includes("json") ? await answer.json() : { error: (await answer.text()).trim() };
    tell(said.said ?? said.error, answer.ok ? "good" : "bad");
  } catch {
    tell("The preview did not answer. Is newsletter preview still running? The ledger says whether the test went out.", "bad");
  }
  isBusy = false;
  byId("send").disabled = false;
  if (sent === issue) showDesk({ issue, digest }).catch(() => {});
}

function tell(words, kind) {
  byId("sent").textContent = words;
  byId("sent").className = kind;
}
