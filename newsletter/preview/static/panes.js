// The panes side by side. The server makes their switches, and says in the data of each screen which frame to show in it.

import { byId, canWrite } from "./dom.js";
import { showFollowed } from "./followers.js";
import { makeFrame, markBlock, readPath, scrollTo } from "./frame.js";

export class Panes {
  constructor() {
    this.onFit = this.onShown = () => {}; // of the pane that is written
    this.list = [];
    this.small = []; // followers of what is written
    this.block = null;
  }

  get first() {
    return this.list[0].element;
  }

  // The pane whose words can be written; a preview that only shows has none.
  get written() {
    return canWrite ? this.list[0] : null;
  }

  // After the server has made them anew.
  show(issue) {
    if (issue !== this.issue) this.block = null;
    this.issue = issue;
    this.list = this.find("#panes > .pane", this.list);
    this.small = this.find("#followers > section", this.small);
    byId("panes").classList.toggle("many", this.list.length > 1);
    if (canWrite && byId("layer").parentElement !== this.written.screen) this.written.screen.append(byId("layer"));
    for (const pane of [...this.list, ...this.small]) pane.load();
  }

  find(selector, known) {
    return [...document.querySelectorAll(selector)].map((element) => known.find((pane) => pane.element === element) ?? new Pane(element, this));
  }

  mark(block) {
    this.block = block;
    for (const pane of this.list) pane.mark(true);
  }
}

class Pane {
  constructor(element, panes) {
    this.element = element;
    this.panes = panes;
    this.frame = null;
    this.screen = element.querySelector(".screen");
    new ResizeObserver(() => this.fit()).observe(this.screen);
  }

  get view() {
    return this.screen.dataset.view;
  }

  // Load the next version behind the current one; swap them when it is ready, and keep the scroll position.
  load() {
    if (!this.screen.offsetParent) return; // on a phone there is no room for followers
    const { issue, source, query, version, title } = this.screen.dataset;
    const address = `${source}${this.findPage()}${query}`;
    const isPainted = canWrite && this.frame && address === this.address; // not loaded again
    if (`${address}${version}` === this.source || isPainted) return this.fit();
    Object.assign(this, { address, issue, source: `${address}${version}` });
    const next = makeFrame(title);
    next.classList.add("next");
    next.addEventListener("load", () => this.take(next, issue), { once: true });
    for (const waiting of this.screen.querySelectorAll(".next")) waiting.remove();
    next.src = `${address}v=${version}`;
    this.screen.append(next);
    this.fit();
  }

  // Of a site the page that one has walked to, in the language that is chosen now.
  findPage() {
    const { issue, page = "", folder = "" } = this.screen.dataset;
    const path = this.issue === issue ? readPath(this.frame) : "";
    const before = this.folder ?? folder;
    this.folder = folder;
    if (!page || !path) return page;
    const inMain = path.startsWith(before) ? path.slice(before.length) : path;
    return inMain.startsWith(folder) ? inMain : folder + inMain;
  }

  take(next, issue) {
    if (!next.isConnected) return;
    const before = this.frame;
    const stays = before && this.shownIssue === issue && this.shownView === this.view;
    if (stays) next.contentWindow.scrollTo(before.contentWindow.scrollX, before.contentWindow.scrollY);
    next.classList.remove("next");
    before?.remove();
    Object.assign(this, { frame: next, shownIssue: issue, shownView: this.view });
    if (canWrite) next.dataset.address = this.address.replace(/[?&]$/, "");
    next.addEventListener("load", () => this.noteLanguage(next));
    this.mark(!stays && this.panes.block !== null);
    this.fit();
    if (this === this.panes.written) this.panes.onShown(this);
    if (this.panes.small.includes(this)) showFollowed(next);
  }

  // To follow a link of a page to another language is to choose that language: each but the main one has a folder in the site.
  noteLanguage(frame) {
    const choices = [...this.element.querySelectorAll("[name=language]")];
    const isIn = ({ dataset: { folder } }) => folder && readPath(frame).startsWith(folder);
    const choice = choices.find(isIn) ?? choices.find(({ dataset }) => !dataset.folder);
    if (this.view !== "web" || !choice || choice.checked) return;
    this.folder = choice.dataset.folder;
    choice.click();
  }

  mark(scrolls) {
    if (!this.frame) return;
    const found = markBlock(this.frame, this.panes.block);
    if (scrolls && this === this.panes.written) this.screen.scrollTop = (found?.getBoundingClientRect().top ?? 0) * this.scale;
    else if (scrolls) scrollTo(this.frame, found);
  }

  fit() {
    this.fitFrames();
    if (this === this.panes.written) this.panes.onFit(this);
  }

  fitFrames() {
    const { clientWidth: wide, clientHeight: high, dataset } = this.screen;
    if (!wide) return;
    const width = Number(dataset.width) || Math.max(wide, dataset.narrowest);
    const scale = (this.scale = Math.min(1, wide / width));
    const long = this === this.panes.written ? this.measure(width, high / scale) : high / scale;
    for (const frame of this.screen.children) {
      frame.style.inlineSize = `${width}px`;
      frame.style.blockSize = `${long}px`;
      frame.style.transform = scale < 1 ? `scale(${scale})` : "";
      frame.style.insetInlineStart = `${Math.max(0, (wide - width * scale) / 2)}px`;
    }
    const share = `${Math.round(scale * 100)} %`;
    const note = this.element.querySelector(".note");
    if (!note) return;
    note.textContent = scale < 1 ? share : `${width} px`;
    note.title = `${width} CSS pixels wide, shown at ${share}`;
  }

  // The frame that is written is as long as its document, and the pane scrolls: the layer above it moves along. A web page may be
  // as high as its window, and is measured in one of the pane's own height.
  measure(width, high) {
    const root = this.frame?.contentDocument?.documentElement;
    if (!root) return high;
    if (this.view !== "web" && this.frame.style.inlineSize === `${width}px`) return Math.max(high, Math.ceil(root.getBoundingClientRect().height));
    Object.assign(this.frame.style, { inlineSize: `${width}px`, blockSize: `${high}px` });
    return Math.max(high, root.scrollHeight);
  }
}
