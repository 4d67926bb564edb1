// Listens for changes: server-sent events where they work, long polling elsewhere.
// A hidden page disconnects: browsers allow six connections to a host, and each tab would hold one.

export function follow(onRevision, onConnection) {
  if (!window.EventSource) return poll(onRevision, onConnection);
  let source = null;
  let heard = false;
  const listen = () => {
    source = new EventSource("/api/events");
    source.onmessage = (event) => {
      heard = true;
      onConnection(true);
      onRevision(event.data);
    };
    source.onerror = () => {
      onConnection(false);
      if (heard && source.readyState !== EventSource.CLOSED) return; // it reconnects by itself
      source.close();
      document.removeEventListener("visibilitychange", turn);
      poll(onRevision, onConnection);
    };
  };
  const turn = () => {
    source.close();
    if (!document.hidden) listen();
  };
  document.addEventListener("visibilitychange", turn);
  listen();
}

async function poll(onRevision, onConnection) {
  let seen = "";
  for (;;) {
    try {
      const answer = await fetch(`/api/revision?seen=${seen}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const { revision } = await answer.json();
      onConnection(true);
      if (`${revision}` !== seen) onRevision(`${revision}`);
      seen = `${revision}`;
    } catch {
      onConnection(false);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
