// A frame and what is inside it. It runs no script of its own: everything is done from here.

const COLOUR = "#e8590c";
const ABOVE = 32; // CSS pixels left free above what is shown

export function addressOf(pane, issue, key, path) {
  const version = encodeURIComponent(key);
  if (pane.view === "web") {
    const look = (pane.scheme === "light" ? "light" : "dark") + (pane.noimages ? "-bare" : "");
    return `/site/${issue}/${look}/${path || `issues/${issue}/`}?v=${version}`;
  }
  const asked = new URLSearchParams({ scheme: pane.scheme });
  if (pane.noimages) asked.set("images", "off");
  if (pane.nostyles) asked.set("styles", "off");
  if (pane.clip) asked.set("clip", "on");
  return `/frame/${issue}/${pane.view}?${asked}&v=${version}`;
}

export function readPath(frame) {
  const found = /^\/site\/[^/]+\/[^/]+\/(.*)$/.exec(frame?.contentWindow?.location.pathname ?? "");
  return found ? found[1] : "";
}

export function makeFrame(title) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  frame.title = title;
  return frame;
}

// Links out of the preview open a page of their own: they would leave a blank one here.
export function tameLinks(frame) {
  for (const link of frame.contentDocument.querySelectorAll("a[href]")) {
    if (link.getAttribute("href").startsWith("#") || link.origin === location.origin) continue;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}

export function markBlock(frame, block) {
  for (const marked of frame.contentDocument.querySelectorAll("[data-marked]")) {
    marked.style.removeProperty("outline");
    marked.style.removeProperty("outline-offset");
    marked.removeAttribute("data-marked");
  }
  const elements = block === null ? [] : findBlock(frame.contentDocument, block);
  for (const element of elements) {
    element.style.setProperty("outline", `3px solid ${COLOUR}`, "important");
    element.style.setProperty("outline-offset", "4px");
    element.setAttribute("data-marked", "");
  }
  return elements[0] ?? null;
}

export function scrollTo(frame, element) {
  const view = frame.contentWindow;
  view.scrollTo(view.scrollX, element ? element.getBoundingClientRect().top + view.scrollY - ABOVE : 0);
}

// A block is what holds its mark, heading and all; where several share one parent, it is what stands between its marks.
function findBlock(root, block) {
  const comments = root.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const mark = comments.currentNode;
    if (mark.data !== `block ${block}`) continue;
    const starts = [...mark.parentElement.childNodes].filter((node) => node.nodeType === 8 && node.data.startsWith("block "));
    return starts.length === 1 && mark.parentElement !== root.body ? [mark.parentElement] : between(mark);
  }
  return [];
}

function between(mark) {
  const found = [];
  for (let node = mark.nextSibling; node && !(node.nodeType === 8 && node.data.startsWith("end ")); node = node.nextSibling) {
    if (node.nodeType === 1) found.push(node);
  }
  return found;
}
