// One or several panes side by side, each with its own switches.

import { MOST_PANES } from "./url_state.js";
import { byId, canWrite, copy, make } from "./dom.js";
import { noteFrame } from "./painting.js";
import { addressOf, makeFrame, markBlock, readPath, scrollTo, openLinksOutside } from "./frame.js";

const WIDTHS = { phone: 390, tablet: 768, desktop: 0 };
const NARROWEST = { email: 680, web: 680, text: 0, feed: 0 }; // CSS pixels; below this a desktop is shown smaller

export class Panes {
  constructor(states, onChange) {
    this.onChange = onChange;
    this.onFit = this.onShown = () => {}; // of the pane that is written
    this.shown = { issue: "", key: "", languages: [] };
    this.block = null;
    this.setAll(states);
  }

  get states() {
    return this.panes.map((pane) => pane.state);
  }

  get language() {
    return this.panes[0].state.language;
  }

  get first() {
    return this.panes[0].element;
  }

  // The pane whose words can be written; a preview that only shows has none.
  get written() {
    return canWrite ? this.panes[0] : null;
  }

  setAll(states) {
    this.panes = states.map((state) => new Pane(state, this));
    this.arrange();
  }

  arrange() {
    byId("panes").replaceChildren(...this.panes.map((pane) => pane.element));
    const many = this.panes.length > 1;
    byId("panes").classList.toggle("many", many);
    for (const pane of this.panes) {
      pane.close.hidden = !many;
      pane.compare.textContent = many ? "+" : "Compare";
      pane.compare.hidden = this.panes.length >= MOST_PANES;
    }
    if (canWrite) this.written.screen.append(byId("layer"));
    for (const pane of this.panes) pane.load();
  }

  add(beside) {
    const scheme = beside.state.scheme === "light" ? "dark" : "light";
    const pane = new Pane({ ...beside.state, scheme }, this);
    this.panes.splice(this.panes.indexOf(beside) + 1, 0, pane);
    this.arrange();
    this.onChange();
    pane.view.focus();
  }

  remove(pane) {
    this.panes = this.panes.filter((other) => other !== pane);
    this.arrange();
    this.onChange();
    this.panes[0].view.focus();
  }

  show(issue, key, languages = []) {
    if (issue !== this.shown.issue) this.block = null;
    this.shown = { issue, key, languages };
    for (const pane of this.panes) pane.offerLanguages();
    for (const pane of this.panes) pane.load();
  }

  mark(block) {
    this.block = block;
    for (const pane of this.panes) pane.mark(true);
  }
}

class Pane {
  constructor(state, panes) {
    this.state = { ...state };
    this.panes = panes;
    this.frame = null;
    this.screen = make("div", { class: "screen" });
    this.element = copy("pane");
    this.element.append(this.screen);
    [this.switches, this.view, this.languages, this.note, this.compare, this.close] = this.find("form", "select", ".languages", ".note", ".compare", ".close");
    for (const [name, value] of Object.entries(state)) this.choose(name, value);
    this.switches.addEventListener("submit", (event) => event.preventDefault());
    this.switches.addEventListener("change", ({ target }) => this.change({ [target.name]: target.type === "checkbox" ? target.checked : target.value }));
    this.compare.addEventListener("click", () => this.panes.add(this));
    this.close.addEventListener("click", () => this.panes.remove(this));
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.screen);
    this.offerLanguages();
  }

  find(...selectors) {
    return selectors.map((one) => this.element.querySelector(one));
  }

  // An issue that is said in several languages is shown in one of them: the main one if none was chosen.
  offerLanguages() {
    const { languages } = this.panes.shown;
    if (languages.length && !this.language) this.state.language = findLanguage(languages, "").tag;
    const names = JSON.stringify(languages.map(({ name }) => name));
    if (names !== this.offered) this.languages.replaceChildren(this.languages.firstElementChild, ...languages.map(makeLanguage));
    this.offered = names;
    this.choose("language", this.state.language);
    this.updateSwitches();
  }

  get language() {
    return this.panes.shown.languages.find(({ tag }) => tag === this.state.language);
  }

  choose(name, value) {
    this.state[name] = value;
    const control = this.switches.elements[name];
    if (control?.type === "checkbox") control.checked = value;
    else if (control) control.value = value;
  }

  change(part) {
    const before = this.language;
    Object.assign(this.state, part);
    if (part.language) this.turnPage(before);
    if (this.state.scheme === "forced" && this.state.view !== "email") this.choose("scheme", "dark");
    this.updateSwitches();
    this.load();
    this.panes.onChange();
  }

  // Show the page that is the same in another language.
  turnPage(before) {
    const path = readPath(this.frame).slice(before?.folder.length);
    this.page = path && this.language.folder + path;
  }

  // To follow a link of a page to another language is to choose that language.
  noteLanguage(frame) {
    const { languages } = this.panes.shown;
    if (!languages.length || this.state.view !== "web") return;
    const { tag } = findLanguage(languages, readPath(frame));
    if (tag === this.state.language) return;
    this.choose("language", tag);
    this.updateSwitches();
    this.panes.onChange();
  }

  // Hide switches that do not apply to this view.
  updateSwitches() {
    const { view, screen } = this.state;
    for (const label of this.switches.querySelectorAll("[data-views]")) label.hidden = !label.dataset.views.includes(view);
    const isShared = (view === "email" || view === "text") && !this.language?.hasMail;
    this.languages.hidden = this.panes.shown.languages.length === 0 || isShared;
    const name = this.languages.hidden ? "" : `, ${this.language.name}`;
    this.element.setAttribute("aria-label", `${this.viewName}, ${screen}${name}`);
  }

  get viewName() {
    return this.view.selectedOptions[0].text;
  }

  // Load the next version behind the current one; swap them when it is ready, and keep the scroll position.
  load() {
    const { issue, key } = this.panes.shown;
    if (!issue) return;
    const path = this.issue === issue ? this.page || readPath(this.frame) : "";
    const source = addressOf(this.state, issue, key, path, this.language?.folder);
    const isSame = canWrite && this.frame && withoutVersion(source) === withoutVersion(this.source); // painted, not loaded
    if (source === this.source || isSame) return this.fit();
    this.source = source;
    this.issue = issue;
    const next = makeFrame(`${this.viewName} of ${issue}`);
    next.classList.add("next");
    next.addEventListener("load", () => this.take(next, issue), { once: true });
    for (const waiting of this.screen.querySelectorAll(".next")) waiting.remove();
    next.src = source;
    this.screen.append(next);
    this.fit();
  }

  take(next, issue) {
    if (!next.isConnected) return;
    const before = this.frame;
    this.page = "";
    const stays = before && this.shownIssue === issue && this.shownView === this.state.view;
    if (stays) next.contentWindow.scrollTo(before.contentWindow.scrollX, before.contentWindow.scrollY);
    openLinksOutside(next);
    next.classList.remove("next");
    before?.remove();
    Object.assign(this, { frame: next, shownIssue: issue, shownView: this.state.view });
    if (canWrite) noteFrame(next, withoutVersion(this.source));
    next.addEventListener("load", () => {
      openLinksOutside(next);
      this.noteLanguage(next);
    });
    this.mark(!stays && this.panes.block !== null);
    this.fit();
    if (this === this.panes.written) this.panes.onShown(this);
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
    const { clientWidth: wide, clientHeight: high } = this.screen;
    if (!wide) return;
    const width = WIDTHS[this.state.screen] || Math.max(wide, NARROWEST[this.state.view]);
    const scale = (this.scale = Math.min(1, wide / width));
    const long = this === this.panes.written ? this.measure(width, high / scale) : high / scale;
    for (const frame of this.screen.children) {
      frame.style.inlineSize = `${width}px`;
      frame.style.blockSize = `${long}px`;
      frame.style.transform = scale < 1 ? `scale(${scale})` : "";
      frame.style.insetInlineStart = `${Math.max(0, (wide - width * scale) / 2)}px`;
    }
    const share = `${Math.round(scale * 100)} %`;
    this.note.textContent = scale < 1 ? share : `${width} px`;
    this.note.title = `${width} CSS pixels wide, shown at ${share}`;
  }

  // The frame that is written is as long as its document, and the pane scrolls: the layer above it moves along. A web page may be
  // as high as its window, and is measured in one of the pane's own height.
  measure(width, high) {
    const root = this.frame?.contentDocument?.documentElement;
    if (!root) return high;
    if (this.state.view !== "web" && this.frame.style.inlineSize === `${width}px`) return Math.max(high, Math.ceil(root.getBoundingClientRect().height));
    Object.assign(this.frame.style, { inlineSize: `${width}px`, blockSize: `${high}px` });
    return Math.max(high, root.scrollHeight);
  }
}

// Each language but the main one has a folder in the site.
function findLanguage(languages, path) {
  return languages.find(({ folder }) => folder && path.startsWith(folder)) ?? languages.find(({ folder }) => !folder);
}

const withoutVersion = (address) => address.replace(/[?&]v=[^&]*$/, "");

function makeLanguage({ tag, name }) {
  return make("label", { "data-choice": tag, lang: tag }, make("input", { type: "radio", name: "language", value: tag }), make("span", {}, name));
}
