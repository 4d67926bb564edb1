// Buttons of a box that are one stop for the Tab key: arrows, Home and End go from one to the next.

import { reveal } from "./dom.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

export class Roving {
  constructor(box, selector) {
    this.at = 0; // the one that Tab goes to
    this.list = () => [...box.querySelectorAll(selector)];
    box.addEventListener("focusin", ({ target }) => target.matches(selector) && this.choose(this.list().indexOf(target)));
    box.addEventListener("keydown", (event) => {
      if (!(event.key in STEPS) || !event.target.matches(selector)) return;
      event.preventDefault();
      this.focus(this.list().indexOf(event.target) + STEPS[event.key]);
    });
  }

  // The nearest that there is becomes the stop.
  choose(at = this.at) {
    const buttons = this.list();
    this.at = Math.max(0, Math.min(buttons.length - 1, at));
    for (const [place, button] of buttons.entries()) {
      const tabIndex = place === this.at ? 0 : -1;
      if (button.tabIndex !== tabIndex) button.tabIndex = tabIndex;
    }
    return buttons[this.at];
  }

  focus(at) {
    const button = this.choose(at);
    if (!button) return;
    button.focus({ preventScroll: true });
    reveal(button);
  }
}
