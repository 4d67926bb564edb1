// A frame and its document. Frames run no script: everything is done from here.

const COLOUR = "#e8590c";
const WRAPPED = "wrapped";
const ABOVE = 32; // CSS pixels left free above what is shown

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

export function markBlock(frame, block) {
  for (const marked of frame.contentDocument.querySelectorAll("[data-marked]")) unmark(marked);
  const element = block === null ? null : findBlock(frame.contentDocument, block);
  element?.style.setProperty("outline", `3px solid ${COLOUR}`, "important");
  element?.style.setProperty("outline-offset", "4px");
  element?.setAttribute("data-marked", element.dataset.marked ?? "");
  return element;
}

function unmark(element) {
  if (element.dataset.marked === WRAPPED) {
    element.replaceWith(...element.childNodes);
    return;
  }
  element.style.removeProperty("outline");
  element.style.removeProperty("outline-offset");
  element.removeAttribute("data-marked");
}

export function scrollTo(frame, element) {
  const view = frame.contentWindow;
  view.scrollTo(view.scrollX, element ? element.getBoundingClientRect().top + view.scrollY - ABOVE : 0);
}

// A block is the element that holds its marker, with the heading; if several share a parent, what is between its markers.
function findBlock(root, block) {
  const comments = root.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const mark = comments.currentNode;
    if (mark.data !== `block ${block}`) continue;
    const starts = [...mark.parentElement.childNodes].filter((node) => isMark(node, "block "));
    const isAlone = starts.length === 1 && !["BODY", "ARTICLE"].includes(mark.parentElement.tagName);
    return isAlone ? mark.parentElement : wrap(mark);
  }
  return null;
}

function wrap(mark) {
  const before = mark.previousElementSibling;
  const box = mark.ownerDocument.createElement("div");
  box.dataset.marked = WRAPPED;
  const first = /^H[2-6]$/.test(before?.tagName) ? before : mark;
  first.before(box);
  for (let node = first; node && !isMark(node, "end "); node = box.nextSibling) box.append(node);
  return box;
}

const isMark = (node, kind) => node.nodeType === Node.COMMENT_NODE && node.data.startsWith(kind);
