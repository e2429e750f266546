// @ts-check
// All that there is, from the oldest recording to now, and which part of it the time line shows; pulling it looks elsewhere.

import * as api from "./api.js";
import { make } from "./dom.js";
import { around, bounded, clamp, lengthOf, minute, timeAt, xOf } from "./timeline-scale.js";
import { textOf } from "./timeline-time.js";

/** @typedef {import("./timeline-scale.js").View} View */

const height = 28;
const parts = 240;

export class TimelineMap extends HTMLElement {
  /** @type {View} */ limits;
  #canvas = make("canvas", { "aria-hidden": "true" });
  /** @type {number[]} How much is recorded of each part, of the camera that has the most. */ #shares = [];
  /** @type {View} */ #known = { start: 0, end: 1 };
  /** @type {View} */ #view = { start: 0, end: 1 };
  #time = 0;
  #frame = 0;
  #width = 0;
  /** What does not change while somebody looks around. */
  #ground = make("canvas");
  #isGroundOld = true;
  /** @type {Record<string, string>} */ #colours = {};
  #now;
  #resized = new ResizeObserver(() => {
    this.#width = this.clientWidth;
    this.#redress();
  });
  #theme = matchMedia("(prefers-color-scheme: light)");
  #worn = new MutationObserver(() => this.#redress());
  #onTheme = () => this.#redress();
  #onFrame = () => this.#drawNow();

  /** @param {() => number} now */
  constructor(now) {
    super();
    this.#now = now;
    this.limits = { start: now() - 24 * 60 * minute, end: now() };
  }

  connectedCallback() {
    if (!this.firstChild) this.append(this.#canvas);
    this.#resized.observe(this);
    this.#theme.addEventListener("change", this.#onTheme);
    this.#worn.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#canvas.addEventListener("pointerdown", (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      this.#pull(event);
    });
    this.#canvas.addEventListener("pointermove", (event) => {
      if (this.#canvas.hasPointerCapture(event.pointerId)) this.#pull(event);
    });
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#theme.removeEventListener("change", this.#onTheme);
    this.#worn.disconnect();
  }

  /** Colours, size or pixels have changed. */
  #redress() {
    this.#colours = {};
    this.#isGroundOld = true;
    this.#draw();
  }

  /** @param {string} name */
  #colour(name) {
    return (this.#colours[name] ??= getComputedStyle(this).getPropertyValue(`--${name}`).trim());
  }

  /**
   * Asks what there is.
   * @param {string[]} cameras
   */
  async load(cameras) {
    if (cameras.length === 0) return;
    const oldest = await api.oldestRecording();
    const now = this.#now();
    // A recorder that has just begun has room, too.
    const start = Math.min(oldest ? Date.parse(oldest.start) : now, now - 10 * minute);
    this.limits = { start: start - (now - start) * 0.01, end: now };
    const known = { ...this.limits };
    const length = lengthOf(known);
    const answer = await api.timeline({
      cameras,
      from: textOf(known.start),
      to: textOf(known.end),
      resolution_ms: Math.max(1, Math.round(length / parts)),
      buckets: parts,
    });
    this.#known = known;
    this.#shares = Array.from({ length: parts }, (_, i) => Math.max(0, ...answer.cameras.map((line) => line.buckets?.[i] ?? 0)));
    this.#isGroundOld = true;
    this.#draw();
  }

  /** @param {View} view @param {number} time the moment that is shown */
  show(view, time) {
    this.#view = view;
    this.#time = time;
    this.limits = { start: this.limits.start, end: this.#now() };
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #pull(event) {
    const x = clamp(event.clientX - this.#canvas.getBoundingClientRect().left, 0, this.clientWidth);
    const time = timeAt(this.limits, x, Math.max(1, this.clientWidth));
    this.dispatchEvent(new CustomEvent("look", { detail: bounded(around(time, lengthOf(this.#view)), this.limits) }));
  }

  #draw() {
    if (!this.#frame) this.#frame = requestAnimationFrame(this.#onFrame);
  }

  /** @param {number} ratio */
  #drawGround(ratio) {
    this.#isGroundOld = false;
    this.#ground.width = Math.max(1, Math.round(this.#width * ratio));
    this.#ground.height = Math.round(height * ratio);
    const pen = this.#ground.getContext("2d");
    if (!pen) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = this.#colour("raised");
    pen.fillRect(0, 4, this.#width, height - 8);
    pen.fillStyle = this.#colour("recorded");
    const length = lengthOf(this.#known) / Math.max(1, this.#shares.length);
    this.#shares.forEach((share, number) => {
      if (share <= 0) return;
      const from = xOf(this.limits, this.#known.start + number * length, this.#width);
      const to = xOf(this.limits, this.#known.start + (number + 1) * length, this.#width);
      const high = Math.max(2, (height - 12) * share);
      pen.fillRect(from, height - 6 - high, Math.max(0.5, to - from + 0.5), high);
    });
  }

  #drawNow() {
    this.#frame = 0;
    const width = this.#width;
    const ratio = devicePixelRatio;
    const pen = this.#canvas.getContext("2d");
    if (!pen || width === 0) return;
    const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== wide || this.#canvas.height !== tall) [this.#canvas.width, this.#canvas.height] = [wide, tall];
    if (this.#isGroundOld) this.#drawGround(ratio);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, wide, tall);
    pen.drawImage(this.#ground, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const from = clamp(xOf(this.limits, this.#view.start, width), 0, width);
    const to = clamp(xOf(this.limits, this.#view.end, width), 0, width);
    // However little of it is seen, the frame can be seen, and taken hold of.
    const wideFrame = Math.max(8, to - from);
    pen.strokeStyle = this.#colour("text");
    pen.lineWidth = 2;
    pen.strokeRect(clamp(from - (wideFrame - (to - from)) / 2, 1, width - wideFrame - 1), 1, wideFrame, height - 2);
    pen.fillStyle = this.#colour("live");
    pen.fillRect(clamp(xOf(this.limits, this.#time, width) - 1, 0, width - 2), 4, 2, height - 8);
  }
}

customElements.define("nj-timeline-map", TimelineMap);
