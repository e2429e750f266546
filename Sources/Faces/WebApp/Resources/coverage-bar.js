// @ts-check
// What of the last hour or day is on disk: spans, gaps with their reasons, and the place that is being played.

import { make, mark, say } from "./dom.js";
import { clockTime, dayName, length, minuteTime, percent, sentence, startOfDay } from "./format.js";
import { serverNow } from "./server-clock.js";
import { countedWords, words } from "./words.js";

/** @typedef {import("./types.js").Coverage} Coverage */

/** A gap that no press can reach is not told about: with more than this, only the longest are in the tab order. */
const gapsInTabOrder = 20;
const tickSteps = [300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600];

export class CoverageBar extends HTMLElement {
  #from = 0;
  #to = 0;
  /** @type {Coverage | null} */ #coverage = null;
  #cursor = 0;
  #tip = make("div", { class: "tip", hidden: true });
  #spans = make("div", { class: "spans" });
  #gaps = make("div", { class: "gaps" });
  #head = make("div", { class: "playhead", hidden: true });
  #aim = make("div", { class: "aim", hidden: true });
  #track = make(
    "div",
    { class: "track", role: "slider", tabindex: 0, "aria-label": words("coverage.moment") },
    this.#spans,
    this.#aim,
    this.#head,
  );
  #ruler = make("div", { class: "ruler", "aria-hidden": "true" });
  #summary = make("p", { class: "summary", role: "status" }, words("coverage.asking"));

  connectedCallback() {
    if (this.firstChild) return;
    this.append(make("div", { class: "lane" }, this.#track, this.#gaps, this.#tip), this.#ruler, this.#summary);
    this.#track.addEventListener("pointermove", (event) => this.#point(event));
    this.#track.addEventListener("pointerleave", () => this.#unpoint());
    this.#track.addEventListener("blur", () => this.#unpoint());
    this.#track.addEventListener("click", (event) => this.#choose(this.#timeAt(event.clientX)));
    this.#track.addEventListener("focus", () => {
      if (this.#track.matches(":focus-visible")) this.#aimAt(this.#cursor || this.#to);
    });
    this.#track.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {Coverage} coverage */
  set coverage(coverage) {
    this.#coverage = coverage;
    this.#from = Date.parse(coverage.from);
    this.#to = Date.parse(coverage.to);
    this.#drawSpans(coverage);
    this.#drawGaps(coverage);
    this.#drawRuler();
    say(this.#summary, this.#summaryWords(coverage));
    mark(this.#track, "aria-valuemin", "0");
    mark(this.#track, "aria-valuemax", String(Math.round((this.#to - this.#from) / 1000)));
  }

  /** @param {string} words */
  set failure(words) {
    say(this.#summary, words);
  }

  /**
   * The moment being played; null: none.
   * @param {number | null} time ms
   */
  set playhead(time) {
    const inside = time !== null && time >= this.#from && time <= this.#to;
    this.#head.hidden = !inside;
    if (!inside) return;
    this.#head.style.left = this.#percent(time);
    this.#cursor = time;
  }

  /** @param {number} time */
  #percent(time) {
    return `${Math.min(100, Math.max(0, ((time - this.#from) / (this.#to - this.#from)) * 100))}%`;
  }

  /** @param {HTMLElement} element @param {{start: string, end: string}} part */
  #place(element, part) {
    const start = Math.max(this.#from, Date.parse(part.start));
    const end = Math.min(this.#to, Date.parse(part.end));
    element.style.left = this.#percent(start);
    element.style.width = `${(Math.max(0, end - start) / (this.#to - this.#from)) * 100}%`;
  }

  /** @param {Coverage} coverage */
  #drawSpans({ spans }) {
    this.#spans.replaceChildren(...spans.map((span) => {
      const element = make("div", { class: "span" });
      this.#place(element, span);
      return element;
    }));
  }

  /**
   * Keeps the elements of known gaps, so that focus and pointer stay where they are.
   * @param {Coverage} coverage
   */
  #drawGaps({ gaps }) {
    const known = new Map([...this.#gaps.children].map((element) => [element.getAttribute("data-start"), element]));
    const longest = new Set([...gaps].sort((one, other) => other.missing_s - one.missing_s).slice(0, gapsInTabOrder));
    for (const gap of gaps) {
      const old = known.get(gap.start);
      known.delete(gap.start);
      const element = old instanceof HTMLElement ? old : this.#makeGap(gap.start);
      const times = `${clockTime(Date.parse(gap.start))}–${clockTime(Date.parse(gap.end))}`;
      element.dataset.words = words("coverage.missing", { times, length: length(gap.missing_s), reason: gap.detail || gap.reason });
      mark(element, "aria-label", element.dataset.words);
      // Short losses that are told together: most of that time is there. The times' last digits are cut off.
      element.toggleAttribute("data-partial", gap.missing_s < seconds(gap) - 0.01);
      element.tabIndex = longest.has(gap) ? 0 : -1;
      this.#place(element, gap);
    }
    for (const element of known.values()) element.remove();
  }

  /** @param {string} start */
  #makeGap(start) {
    const element = make("button", { type: "button", class: "gap", "data-start": start });
    const show = () => this.#showTip(element.dataset.words ?? "", element.offsetLeft + element.offsetWidth / 2, true);
    for (const event of ["pointerenter", "focus", "click"]) element.addEventListener(event, show);
    for (const event of ["pointerleave", "blur"]) element.addEventListener(event, () => this.#unpoint());
    this.#gaps.append(element);
    return element;
  }

  #drawRuler() {
    const range = (this.#to - this.#from) / 1000;
    const most = Math.max(3, Math.floor(this.clientWidth / 72));
    const step = (tickSteps.find((candidate) => range / candidate <= most) ?? range) * 1000;
    const midnight = startOfDay(this.#from);
    const ticks = [];
    for (let time = midnight + Math.ceil((this.#from - midnight) / step) * step; time <= this.#to; time += step) {
      const tick = make("span", {}, minuteTime(time));
      tick.style.left = this.#percent(time);
      const place = ((time - this.#from) / (this.#to - this.#from)) * this.clientWidth;
      tick.dataset.end = place < 20 ? "left" : place > this.clientWidth - 20 ? "right" : "";
      ticks.push(tick);
    }
    this.#ruler.replaceChildren(...ticks);
  }

  /** @param {Coverage} coverage */
  #summaryWords({ spans, gaps, recorded_ratio: ratio }) {
    const range = this.#to - this.#from > 2 * 3_600_000 ? words("coverage.last-day") : words("coverage.last-hour");
    if (spans.length === 0 && gaps.length === 0) return words("coverage.nothing", { range });
    const longest = gaps.reduce((best, gap) => (!best || gap.missing_s > best.missing_s ? gap : best), gaps[0]);
    let missing = words("coverage.no-gaps");
    if (longest) {
      const lasted = length(longest.missing_s);
      const longestWords = gaps.length > 1 ? words("coverage.longest", { length: lasted }) : lasted;
      missing = sentence(`${countedWords("coverage.gaps", gaps.length)}, ${longestWords}: ${longest.detail || longest.reason}`);
    }
    return `${words("coverage.recorded", { percent: percent(ratio), range })} ${missing}`;
  }

  /** @param {number} x */
  #timeAt(x) {
    const box = this.#track.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (x - box.left) / box.width));
    return this.#from + share * (this.#to - this.#from);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (this.#coverage) this.#aimAt(this.#timeAt(event.clientX));
  }

  /** @param {number} time */
  #aimAt(time) {
    this.#cursor = time;
    const told = `${dayName(time, serverNow())}, ${clockTime(time)}`;
    this.#aim.hidden = false;
    this.#aim.style.left = this.#percent(time);
    this.#showTip(told, ((time - this.#from) / (this.#to - this.#from)) * this.#track.clientWidth, false);
    mark(this.#track, "aria-valuenow", String(Math.round((time - this.#from) / 1000)));
    mark(this.#track, "aria-valuetext", told);
  }

  #unpoint() {
    this.#tip.hidden = true;
    this.#aim.hidden = true;
  }

  /** @param {string} words @param {number} x @param {boolean} trouble */
  #showTip(words, x, trouble) {
    say(this.#tip, words);
    this.#tip.hidden = false;
    this.#tip.toggleAttribute("data-trouble", trouble);
    const half = this.#tip.offsetWidth / 2;
    const room = this.#track.clientWidth;
    this.#tip.style.left = `${Math.min(Math.max(x, half), Math.max(half, room - half))}px`;
  }

  /** @param {number} time */
  #choose(time) {
    if (this.#coverage) this.dispatchEvent(new CustomEvent("moment", { bubbles: true, detail: time }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = (this.#to - this.#from) / (event.shiftKey ? 20 : 200);
    const from = this.#cursor || this.#to;
    /** @type {Record<string, number>} */
    const moves = { ArrowLeft: from - step, ArrowRight: from + step, Home: this.#from, End: this.#to };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.#aimAt(Math.min(this.#to, Math.max(this.#from, to)));
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose(from);
    }
  }
}

/** @param {{start: string, end: string}} part @returns {number} */
function seconds(part) {
  return (Date.parse(part.end) - Date.parse(part.start)) / 1000;
}

customElements.define("nj-coverage", CoverageBar);
