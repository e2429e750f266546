// @ts-check
// How many events there were, as a strip of bars; a press on one shows its time alone. It tells "part" ({from, to}).

import { make, mark, say } from "./dom.js";
import { counted } from "./events-words.js";

/** @typedef {import("./types.js").CameraEventCount} CameraEventCount */
/** @typedef {import("./timeline-time.js").Zone} Zone */

export class EventsStrip extends HTMLElement {
  #bars = make("div", { class: "bars" });
  #ends = make("div", { class: "ends", "aria-hidden": "true" });
  /** @type {{from: number, to: number}[]} */ #parts = [];

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#bars, this.#ends);
    this.#bars.addEventListener("click", (event) => {
      const bar = event.target instanceof Element ? event.target.closest("button") : null;
      const part = bar ? this.#parts[[...this.#bars.children].indexOf(bar)] : undefined;
      if (part) this.dispatchEvent(new CustomEvent("part", { detail: part }));
    });
  }

  /** @param {CameraEventCount[]} counts @param {Zone} zone @param {number} now */
  show(counts, zone, now) {
    this.hidden = counts.length === 0;
    this.#parts = counts.map((count) => ({ from: Date.parse(count.from), to: Date.parse(count.to) }));
    const most = Math.max(1, ...counts.map((count) => count.count));
    while (this.#bars.children.length > counts.length) this.#bars.lastElementChild?.remove();
    counts.forEach((count, number) => {
      const part = /** @type {{from: number, to: number}} */ (this.#parts[number]);
      let bar = this.#bars.children[number];
      if (!(bar instanceof HTMLButtonElement)) {
        bar = make("button", { type: "button" }, make("span", { class: "amount" }, make("span", { class: "fresh" })));
        this.#bars.append(bar);
      }
      const words = `${zone.stretch(part.from, part.to, now)}: ${counted(count.count, count.unacknowledged)}`;
      mark(bar, "aria-label", words);
      mark(bar, "title", words);
      const [whole, fresh] = [bar.querySelector(".amount"), bar.querySelector(".fresh")];
      if (!(whole instanceof HTMLElement) || !(fresh instanceof HTMLElement)) return;
      whole.style.height = count.count === 0 ? "0" : `${Math.max(6, (count.count / most) * 100)}%`;
      fresh.style.height = count.count === 0 ? "0" : `${(count.unacknowledged / count.count) * 100}%`;
    });
    const [first, last] = [this.#parts[0], this.#parts[this.#parts.length - 1]];
    if (!first || !last) return;
    if (this.#ends.children.length === 0) this.#ends.append(make("span"), make("span"));
    const [left, right] = this.#ends.children;
    if (left) say(left, zone.moment(first.from, now));
    if (right) say(right, zone.moment(Math.min(last.to, now), now));
  }
}

customElements.define("nj-events-strip", EventsStrip);
