// Listens for changes: asks for the next revision, and is answered when there is one, or after a while. A hidden page does not
// ask: browsers allow six connections to a host, and each tab would hold one.

export async function follow(onRevision, onConnection) {
  let seen = "";
  for (;;) {
    if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
    try {
      const answer = await fetch(`/api/revision?seen=${seen}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const { revision } = await answer.json();
      onConnection(true);
      if (revision !== seen) onRevision(revision);
      seen = revision;
    } catch {
      onConnection(false);
      seen = "";
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
