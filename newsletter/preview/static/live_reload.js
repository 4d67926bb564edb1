// Hears of every change. Server-sent events where they pass, else one patient question after the other.
// A page that nobody sees hangs up: browsers allow a site only six lines, and every tab would hold one.

export function follow(onEpoch, onLine) {
  if (!window.EventSource) return poll(onEpoch, onLine);
  let source = null;
  let heard = false;
  const listen = () => {
    source = new EventSource("/api/events");
    source.onmessage = (event) => {
      heard = true;
      onLine(true);
      onEpoch(event.data);
    };
    source.onerror = () => {
      onLine(false);
      if (heard && source.readyState !== EventSource.CLOSED) return; // it connects again by itself
      source.close();
      document.removeEventListener("visibilitychange", turn);
      poll(onEpoch, onLine);
    };
  };
  const turn = () => {
    source.close();
    if (!document.hidden) listen();
  };
  document.addEventListener("visibilitychange", turn);
  listen();
}

async function poll(onEpoch, onLine) {
  let seen = "";
  for (;;) {
    try {
      const answer = await fetch(`/api/epoch?seen=${seen}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const { epoch } = await answer.json();
      onLine(true);
      if (`${epoch}` !== seen) onEpoch(`${epoch}`);
      seen = `${epoch}`;
    } catch {
      onLine(false);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
