// @ts-check
// The lower edge of Live: the last half hour of the cameras that are shown. Pulling it to the left takes all their pictures back together;
// letting go goes on from there on the time line, and at the right edge it is live as before. It is loaded after the first pictures.

import * as api from "./api.js";
import { every, make, say } from "./dom.js";
import { clockTime, length } from "./format.js";
import { serverNow } from "./server-clock.js";
import { Lane } from "./timeline-lanes.js";
import { clamp, minute, runs, timeAt } from "./timeline-scale.js";
import { Sketch } from "./timeline-sketch.js";
import { Storyboards } from "./timeline-storyboard.js";
import { textOf } from "./timeline-time.js";
import { words } from "./words.js";

/** @typedef {import("./camera-tile.js").CameraTile} CameraTile */

const shownLength = 30 * minute;
const height = 24;
const askEvery = 10_000;
/** Seconds between the small pictures that are shown while it is pulled. */
const interval = 10;
/** So near to the right edge it is live, pixels. */
const liveReach = 8;

export class LiveStrip extends HTMLElement {
  #canvas = make("canvas", { "aria-hidden": "true" });
  #moment = make("span", { class: "strip-moment", hidden: true });
  #link = make("a", { href: "#timeline", draggable: "false", title: words("strip.hint"), "aria-label": words("strip.label") }, this.#canvas, this.#moment);
  /** @type {() => CameraTile[]} */ #tiles;
  /** @type {Lane[]} */ #lanes = [];
  #storyboards = new Storyboards(api);
  /** @type {Map<CameraTile, Sketch>} */ #sketches = new Map();
  /** @type {number | null} The moment that is pulled to; null: none is. */ #time = null;
  #start = 0;
  #hasMoved = false;
  #frame = 0;
  #width = 0;
  /** @type {string[]} */ #asked = [];
  /** @type {{stop: () => void, now: () => void} | null} */ #round = null;
  #resized = new ResizeObserver(() => {
    this.#width = this.clientWidth;
    this.#draw();
  });

  /** @param {() => CameraTile[]} tiles those that are seen */
  constructor(tiles) {
    super();
    this.#tiles = tiles;
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#link);
    this.#resized.observe(this);
    this.#link.addEventListener("pointerdown", (event) => this.#down(event));
    this.#link.addEventListener("pointermove", (event) => this.#move(event));
    this.#link.addEventListener("pointerup", (event) => this.#up(event));
    this.#link.addEventListener("pointercancel", () => this.#end());
    this.#link.addEventListener("click", (event) => {
      // A press of the hand is done with already; what is left is one of a key.
      if (event.detail > 0) event.preventDefault();
    });
  }

  /** @param {boolean} isHere */
  set here(isHere) {
    this.#round?.stop();
    this.#round = isHere ? every(askEvery, () => this.#ask()) : null;
    if (!isHere) this.#end();
  }

  /** Whose recordings may be played. */
  get #playable() {
    return this.#tiles().filter((tile) => tile.camera?.permissions.includes("play-recordings"));
  }

  async #ask() {
    const cameras = this.#playable.map((tile) => tile.camera?.id ?? "").slice(0, 64);
    this.hidden = cameras.length === 0;
    if (cameras.length === 0) return;
    const [from, to] = [serverNow() - shownLength - minute, serverNow()];
    const range = { from: textOf(from), to: textOf(to) };
    try {
      const answer = await api.timeline({ cameras, ...range, resolution_ms: 2000, events: "true", losses: "true" });
      this.#lanes = answer.cameras.map((line) => {
        const lane = new Lane();
        lane.take(line, Date.parse(answer.from));
        return lane;
      });
      this.#asked = cameras;
    } catch {
      // What is known stays; that the recorder is away is said elsewhere.
    }
    this.#draw();
  }

  get #view() {
    const now = serverNow();
    return { start: now - shownLength, end: now };
  }

  #draw() {
    const [width, ratio] = [this.#width, devicePixelRatio];
    const pen = this.#canvas.getContext("2d");
    if (!pen || width === 0) return;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    pen.scale(ratio, ratio);
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    const view = this.#view;
    pen.fillStyle = colour("raised");
    pen.fillRect(0, 0, width, height);
    for (const lane of this.#lanes) fill(pen, runs(lane.starts, lane.ends, view, width, 1), colour("recorded"), 8, height - 12);
    for (const lane of this.#lanes) {
      fill(pen, runs(lane.gapStarts, lane.gapEnds, view, width, 2), colour("bad"), 4, 4);
      fill(pen, runs(lane.lossStarts, lane.lossEnds, view, width, 2), colour("bad"), 4, 4);
      for (const event of lane.events) {
        pen.fillStyle = colour(`event-${event.kind}`);
        pen.fillRect(((event.time - view.start) / shownLength) * width - 1, height - 8, 3, 6);
      }
    }
    pen.fillStyle = colour("live");
    const at = this.#time === null ? width - 2 : clamp(((this.#time - view.start) / shownLength) * width - 1, 0, width - 2);
    pen.fillRect(at, 0, 2, height);
  }

  /** @param {PointerEvent} event */
  #timeOf(event) {
    const box = this.getBoundingClientRect();
    return timeAt(this.#view, clamp(event.clientX - box.left, 0, box.width), box.width);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    this.#link.setPointerCapture(event.pointerId);
    [this.#start, this.#hasMoved] = [event.clientX, false];
    this.#time = this.#timeOf(event);
    this.#show();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.#time === null) return;
    this.#hasMoved ||= Math.abs(event.clientX - this.#start) > 3;
    this.#time = this.#timeOf(event);
    this.#show();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (this.#time === null) return;
    const isLive = event.clientX >= this.getBoundingClientRect().right - liveReach;
    const cameras = this.#playable.map((tile) => tile.camera?.id ?? "");
    const time = this.#timeOf(event);
    this.#end();
    if (isLive && this.#hasMoved) return;
    const address = new URLSearchParams({ at: textOf(time), cameras: cameras.slice(0, 16).join(","), span: "1800", play: "1" });
    location.hash = isLive ? "timeline" : `timeline?${address}`;
  }

  #end() {
    if (this.#time === null) return;
    this.#time = null;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const tile of this.#sketches.keys()) tile.querySelector(".rewound")?.remove();
    this.#sketches.clear();
    this.#moment.hidden = true;
    this.#draw();
  }

  /** The moment, and of each camera what there is of it; with each frame, as pictures come. */
  #show() {
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#showNow());
  }

  #showNow() {
    this.#frame = 0;
    const time = this.#time;
    if (time === null) return;
    this.#draw();
    this.#moment.hidden = false;
    say(this.#moment, words("strip.moment", { time: clockTime(time), length: length((serverNow() - time) / 1000) }));
    this.#moment.style.left = `${clamp(((time - this.#view.start) / shownLength) * this.#width, 80, Math.max(80, this.#width - 80))}px`;
    for (const tile of this.#playable) this.#rewind(tile, time);
    this.#show();
  }

  /** @param {CameraTile} tile @param {number} time */
  #rewind(tile, time) {
    const camera = tile.camera?.id ?? "";
    let sketch = this.#sketches.get(tile);
    if (!sketch) {
      const canvas = make("canvas", { class: "rewound", "aria-hidden": "true" });
      tile.querySelector(".picture")?.append(canvas);
      sketch = new Sketch(canvas);
      sketch.open(camera);
      this.#sketches.set(tile, sketch);
    }
    const lane = this.#lanes[this.#asked.indexOf(camera)];
    if (lane && !lane.isNear(time, 2000)) return;
    sketch.want(time, this.#storyboards, interval, tile.clientWidth, false, { still: 80, story: 0 });
  }
}

/** @param {CanvasRenderingContext2D} pen @param {number[]} pairs @param {string} colour @param {number} top @param {number} tall */
function fill(pen, pairs, colour, top, tall) {
  pen.fillStyle = colour;
  for (let i = 0; i < pairs.length; i += 2) {
    const from = /** @type {number} */ (pairs[i]);
    pen.fillRect(from, top, /** @type {number} */ (pairs[i + 1]) - from, tall);
  }
}

customElements.define("nj-live-strip", LiveStrip);
