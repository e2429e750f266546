// @ts-check
// Draws the time line: a ruler, and below it a lane for each camera. What it draws with is asked of the style sheet once.

import { make } from "./dom.js";
import { drawMark, kindOf } from "./timeline-marks.js";
import { clusters, lengthOf, runs, shows, ticks, xOf } from "./timeline-scale.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./timeline-lanes.js").Lane} Lane */

/**
 * @typedef {object} Scene
 * @property {View} view
 * @property {number} now
 * @property {number} time the moment that is shown
 * @property {boolean} isLive
 * @property {number | null} pointer the moment under the pointer
 * @property {View | null} selection
 * @property {string[]} cameras a lane each
 * @property {string} current the camera that the keys speak of
 * @property {Map<string, Lane>} lanes
 * @property {View} known of which time anything is known
 * @property {import("./timeline-time.js").Zone} zone
 */

const colourNames = /** @type {const} */ ([
  ...["ground", "raised", "line", "text", "muted", "live", "recorded", "gap", "bad"],
  ...["event-person", "event-vehicle", "event-animal", "event-motion", "event-sound"],
]);

export const rulerHeight = 28;
const labelRoom = 76;
const leastGap = 2;

export class Painter {
  /** @type {Record<string, string>} */ #colours = {};
  /** @type {CanvasPattern | string} */ #hatch = "";
  #font = "";
  /** @type {number[]} */ #runs = [];

  /**
   * Asks the style sheet; again when it has changed.
   * @param {Element} element @param {number} ratio pixels of the screen in one of the page
   */
  dress(element, ratio) {
    const style = getComputedStyle(element);
    for (const name of colourNames) this.#colours[name] = style.getPropertyValue(`--${name}`).trim() || "#888888";
    this.#font = `12px ${style.fontFamily}`;
    this.#hatch = this.#makeHatch(Math.max(1, Math.round(ratio)));
  }

  /** @param {number} ratio */
  #makeHatch(ratio) {
    const size = 8 * ratio;
    const tile = make("canvas", { width: size, height: size });
    const pen = tile.getContext("2d");
    const bad = this.#colours.bad ?? "red";
    if (!pen) return bad;
    pen.fillStyle = this.#colours.ground ?? "black";
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = bad;
    pen.globalAlpha = 0.8;
    pen.lineWidth = 2.4 * ratio;
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift - ratio, size + ratio);
      pen.lineTo(shift + size + ratio, -ratio);
      pen.stroke();
    }
    const pattern = pen.createPattern(tile, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
    return pattern ?? bad;
  }

  /** @param {string} name */
  colour(name) {
    return this.#colours[name] ?? "#888888";
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {number} width */
  drawRuler(pen, scene, width) {
    pen.clearRect(0, 0, width, rulerHeight);
    pen.font = this.#font;
    pen.textBaseline = "middle";
    const marks = ticks(scene.view, width, labelRoom, scene.zone.offsetAt);
    const taken = this.#drawDay(pen, scene, marks);
    for (const tick of marks) {
      const x = Math.round(xOf(scene.view, tick.time, width));
      pen.fillStyle = this.colour(tick.isMajor ? "muted" : "line");
      pen.fillRect(x, rulerHeight - (tick.isMajor ? 8 : 5), 1, 8);
      const label = scene.zone.tick(tick);
      const half = pen.measureText(label).width / 2;
      pen.fillStyle = this.colour(tick.isMajor ? "text" : "muted");
      // A label that would be cut off is not drawn.
      if (x - half >= taken && x + half <= width) pen.fillText(label, x - half, 10);
    }
  }

  /**
   * Where all marks are times of one day, the day stands at the left.
   * @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {import("./timeline-scale.js").Tick[]} marks
   * @returns {number} the room that it takes
   */
  #drawDay(pen, scene, marks) {
    if (!marks.every((tick) => tick.unit === "minute" || tick.unit === "second" || tick.unit === "millisecond")) return 0;
    const label = scene.zone.day(scene.view.start + lengthOf(scene.view) / 2, scene.now);
    pen.fillStyle = this.colour("text");
    pen.fillText(label, 2, 10);
    return pen.measureText(label).width + 12;
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {number} width @param {number} height of a lane */
  drawLanes(pen, scene, width, height) {
    pen.clearRect(0, 0, width, height * scene.cameras.length);
    const end = Math.min(width, xOf(scene.view, scene.now, width));
    scene.cameras.forEach((camera, number) => {
      const top = number * height;
      pen.fillStyle = this.colour("raised");
      pen.fillRect(0, top + 2, Math.max(0, end), height - 4);
      const lane = scene.lanes.get(camera);
      if (lane) this.#drawLane(pen, scene, lane, width, top + 2, height - 4);
    });
    this.#drawGrid(pen, scene, width, height * scene.cameras.length);
    this.#drawOver(pen, scene, width, height);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {Lane} lane @param {number} width @param {number} top @param {number} height */
  #drawLane(pen, scene, lane, width, top, height) {
    const { view } = scene;
    const heat = lane.eventCounts.length > 0 || lane.events.length > 0 ? 5 : 0;
    pen.fillStyle = this.colour("recorded");
    if (lane.buckets.length > 0) this.#drawBuckets(pen, scene, lane, width, top, height - heat);
    else this.#fill(pen, runs(lane.starts, lane.ends, view, width, 1, this.#runs), top, height);
    this.#drawGaps(pen, runs(lane.gapStarts, lane.gapEnds, view, width, leastGap, this.#runs), top, height);
    if (lane.eventCounts.length > 0) this.#drawHeat(pen, scene, lane, width, top + height - heat, heat);
    else this.#drawEvents(pen, scene, lane, width, top, height);
  }

  /** @param {CanvasRenderingContext2D} pen @param {number[]} pairs @param {number} top @param {number} height */
  #drawGaps(pen, pairs, top, height) {
    for (let i = 0; i < pairs.length; i += 2) {
      const from = /** @type {number} */ (pairs[i]);
      const wide = /** @type {number} */ (pairs[i + 1]) - from;
      // Of a thin one hatching would leave nothing to be seen.
      pen.fillStyle = wide < 8 ? this.colour("bad") : this.#hatch;
      pen.fillRect(from, top, wide, height);
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {number[]} pairs @param {number} top @param {number} height */
  #fill(pen, pairs, top, height) {
    for (let i = 0; i < pairs.length; i += 2) {
      const from = /** @type {number} */ (pairs[i]);
      pen.fillRect(from, top, /** @type {number} */ (pairs[i + 1]) - from, height);
    }
  }

  /**
   * How much of each part is recorded, as its height; where a little is missing, that is marked.
   * @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {Lane} lane @param {number} width @param {number} top @param {number} height
   */
  #drawBuckets(pen, { view, known }, lane, width, top, height) {
    const length = lengthOf(known) / lane.buckets.length;
    const isSparse = lane.gaps.some((gap) => gap.reason === "not-wanted");
    const first = Math.max(0, Math.floor((view.start - known.start) / length));
    /** @type {number[]} */
    const missing = [];
    for (let i = first; i < lane.buckets.length; i += 1) {
      const start = known.start + i * length;
      if (start >= view.end) break;
      const share = /** @type {number} */ (lane.buckets[i]);
      if (share <= 0) continue;
      const x = xOf(view, start, width);
      const tall = Math.max(3, height * Math.min(1, share));
      pen.fillRect(x, top + height - tall, xOf(view, start + length, width) - x + 0.3, tall);
      if (share < 0.9999 && !isSparse) missing.push(x, Math.max(leastGap, xOf(view, start + length, width) - x));
    }
    pen.fillStyle = this.colour("bad");
    for (let i = 0; i < missing.length; i += 2) pen.fillRect(/** @type {number} */ (missing[i]), top, /** @type {number} */ (missing[i + 1]), 3);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {Lane} lane @param {number} width @param {number} top @param {number} height */
  #drawHeat(pen, { view }, lane, width, top, height) {
    const most = lane.eventCounts.reduce((best, part) => Math.max(best, part.count), 1);
    pen.fillStyle = this.colour("event-person");
    for (const part of lane.eventCounts) {
      if (part.end < view.start || part.start > view.end) continue;
      const x = xOf(view, part.start, width);
      pen.globalAlpha = 0.35 + 0.65 * (part.count / most);
      pen.fillRect(x, top, Math.max(2, xOf(view, part.end, width) - x), height);
    }
    pen.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {Lane} lane @param {number} width @param {number} top @param {number} height */
  #drawEvents(pen, { view }, lane, width, top, height) {
    pen.font = this.#font;
    pen.textBaseline = "middle";
    for (const { x, first, count } of clusters(lane.eventTimes, view, width, 18)) {
      const event = lane.events[first];
      if (!event) continue;
      const kind = kindOf(event);
      const until = event.end ? xOf(view, Date.parse(event.end), width) : x;
      pen.fillStyle = this.colour(`event-${kind}`);
      if (count === 1 && until - x > 2) pen.fillRect(x, top + height - 4, until - x, 4);
      drawMark(pen, kind, x, top + height / 2, 6, this.colour("ground"));
      if (count === 1) continue;
      const label = count > 99 ? "99+" : String(count);
      pen.fillStyle = this.colour("ground");
      const room = pen.measureText(label).width;
      pen.fillRect(x + 7, top + height / 2 - 7, room + 4, 14);
      pen.fillStyle = this.colour(`event-${kind}`);
      pen.fillText(label, x + 9, top + height / 2 + 0.5);
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {number} width @param {number} height */
  #drawGrid(pen, scene, width, height) {
    pen.fillStyle = this.colour("text");
    pen.globalAlpha = 0.08;
    for (const tick of ticks(scene.view, width, labelRoom, scene.zone.offsetAt)) {
      pen.fillRect(Math.round(xOf(scene.view, tick.time, width)), 0, 1, height);
    }
    pen.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {number} width @param {number} height of a lane */
  #drawOver(pen, scene, width, height) {
    const whole = height * scene.cameras.length;
    const { view } = scene;
    const x = (/** @type {number} */ time) => Math.round(xOf(view, time, width));
    if (scene.selection) {
      const [from, to] = [x(scene.selection.start), x(scene.selection.end)];
      pen.fillStyle = this.colour("text");
      pen.globalAlpha = 0.2;
      pen.fillRect(from, 0, to - from, whole);
      pen.globalAlpha = 1;
      for (const edge of [from, to]) pen.fillRect(edge - 1, 0, 2, whole);
    }
    if (shows(view, scene.now)) {
      pen.fillStyle = this.colour("live");
      pen.fillRect(x(scene.now), 0, 2, whole);
    }
    if (scene.pointer !== null && shows(view, scene.pointer)) {
      pen.fillStyle = this.colour("muted");
      pen.fillRect(x(scene.pointer), 0, 1, whole);
    }
    if (shows(view, scene.time)) {
      pen.fillStyle = this.colour("ground");
      pen.fillRect(x(scene.time) - 2, 0, 4, whole);
      pen.fillStyle = this.colour(scene.isLive ? "live" : "text");
      pen.fillRect(x(scene.time) - 1, 0, 2, whole);
    }
    const current = scene.cameras.indexOf(scene.current);
    if (current < 0) return;
    pen.strokeStyle = this.colour("recorded");
    pen.lineWidth = 2;
    pen.strokeRect(1, current * height + 1, width - 2, height - 2);
  }
}
