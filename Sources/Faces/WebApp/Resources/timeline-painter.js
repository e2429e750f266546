// @ts-check
// Draws the time line: a ruler, and below it a lane for each camera. What it draws with is asked of the style sheet once.

import { make } from "./dom.js";
import { Layer } from "./timeline-layer.js";
import { drawLock, drawMark } from "./timeline-marks.js";
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
 * @property {number} version of what is known: another one when that is something else
 * @property {import("./timeline-time.js").Zone} zone
 */

const colourNames = /** @type {const} */ ([
  ...["ground", "raised", "line", "text", "muted", "live", "recorded", "protected", "bad"],
  ...["event-person", "event-vehicle", "event-animal", "event-motion", "event-sound"],
]);

export const rulerHeight = 28;
const labelRoom = 76;
const leastGap = 2;
/** Losses that touch each other are no wider to be drawn over what is recorded. */
const widestLoss = 6;
const lossEdge = 4;

export class Painter {
  /** @type {Record<string, string>} */ #colours = {};
  /** @type {CanvasPattern | string} */ #hatch = "";
  #font = "";
  #ratio = 1;
  #layer = new Layer();
  /** @type {import("./timeline-scale.js").Tick[]} Of the view that is drawn. */ #ticks = [];
  /** @type {number[]} */ #runs = [];
  /** @type {number[]} */ #clusters = [];

  /**
   * Asks the style sheet; again when it has changed.
   * @param {Element} element @param {number} ratio pixels of the screen in one of the page
   */
  dress(element, ratio) {
    const style = getComputedStyle(element);
    for (const name of colourNames) this.#colours[name] = style.getPropertyValue(`--${name}`).trim() || "#888888";
    this.#font = `12px ${style.fontFamily}`;
    this.#ratio = ratio;
    this.#layer.forget();
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

  /** @type {(name: string) => string} */
  colour = (name) => this.#colours[name] ?? "#888888";

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {number} width */
  drawRuler(pen, scene, width) {
    pen.clearRect(0, 0, width, rulerHeight);
    pen.font = this.#font;
    pen.textBaseline = "middle";
    const marks = ticks(scene.view, width, labelRoom, scene.zone.offsetAt);
    this.#ticks = marks;
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

  /**
   * After the ruler, whose marks go on here.
   * @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {number} width @param {number} height of a lane
   */
  drawLanes(pen, scene, width, height) {
    const whole = height * scene.cameras.length;
    pen.clearRect(0, 0, width, whole);
    const end = Math.min(width, xOf(scene.view, scene.now, width));
    pen.fillStyle = this.colour("raised");
    for (let top = 0; top < whole; top += height) pen.fillRect(0, top + 2, Math.max(0, end), height - 4);
    this.#layer.prepare(scene, height, this.#ratio, this.colour);
    this.#layer.draw(pen, scene.view, width, whole);
    pen.font = this.#font;
    pen.textBaseline = "middle";
    scene.cameras.forEach((camera, number) => {
      const lane = scene.lanes.get(camera);
      if (lane) this.#drawLane(pen, scene.view, lane, width, number * height + 2, height - 4);
    });
    this.#drawGrid(pen, scene, width, whole);
    this.#drawOver(pen, scene, width, height);
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {Lane} lane @param {number} width @param {number} top @param {number} height */
  #drawLane(pen, view, lane, width, top, height) {
    const out = this.#runs;
    if (lane.buckets.length === 0) {
      pen.fillStyle = this.colour("recorded");
      this.#fill(pen, runs(lane.starts, lane.ends, view, width, 1, out), top, height);
    }
    this.#drawGaps(pen, lane, view, width, top, height);
    this.#drawLosses(pen, runs(lane.lossStarts, lane.lossEnds, view, width, leastGap, out), top, height);
    if (lane.protectedStarts.length > 0) this.#drawProtected(pen, runs(lane.protectedStarts, lane.protectedEnds, view, width, 3, out), top, height);
    if (!lane.isDense) this.#drawEvents(pen, view, lane, width, top, height);
  }

  /** @param {CanvasRenderingContext2D} pen @param {Lane} lane @param {View} view @param {number} width @param {number} top @param {number} height */
  #drawGaps(pen, lane, view, width, top, height) {
    const pairs = runs(lane.gapStarts, lane.gapEnds, view, width, leastGap, this.#runs);
    for (let i = 0; i < pairs.length; i += 2) {
      const from = /** @type {number} */ (pairs[i]);
      const wide = /** @type {number} */ (pairs[i + 1]) - from;
      // Of a thin one hatching would leave nothing to be seen.
      pen.fillStyle = wide < 8 ? this.colour("bad") : this.#hatch;
      pen.fillRect(from, top, wide, height);
    }
  }

  /**
   * One by itself is as high as the lane; where they are side by side, they are its edge, and what is recorded between them is seen.
   * @param {CanvasRenderingContext2D} pen @param {number[]} pairs @param {number} top @param {number} height
   */
  #drawLosses(pen, pairs, top, height) {
    pen.fillStyle = this.colour("bad");
    for (let i = 0; i < pairs.length; i += 2) {
      const from = /** @type {number} */ (pairs[i]);
      const wide = /** @type {number} */ (pairs[i + 1]) - from;
      pen.fillRect(from, top, wide, wide > widestLoss ? lossEdge : height);
    }
  }

  /**
   * A line along the upper edge, and a padlock where there is room for one.
   * @param {CanvasRenderingContext2D} pen @param {number[]} pairs @param {number} top @param {number} height
   */
  #drawProtected(pen, pairs, top, height) {
    for (let i = 0; i < pairs.length; i += 2) {
      const from = /** @type {number} */ (pairs[i]);
      const wide = /** @type {number} */ (pairs[i + 1]) - from;
      pen.fillStyle = this.colour("protected");
      pen.fillRect(from, top, wide, 3);
      if (wide >= 16) drawLock(pen, from + 9, top + height / 2 + 1, this.colour("protected"), this.colour("ground"));
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {number[]} pairs @param {number} top @param {number} height */
  #fill(pen, pairs, top, height) {
    for (let i = 0; i < pairs.length; i += 2) {
      const from = /** @type {number} */ (pairs[i]);
      pen.fillRect(from, top, /** @type {number} */ (pairs[i + 1]) - from, height);
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {View} view @param {Lane} lane @param {number} width @param {number} top @param {number} height */
  #drawEvents(pen, view, lane, width, top, height) {
    const found = clusters(lane.eventTimes, lane.eventCounts, view, width, 18, this.#clusters);
    for (let i = 0; i < found.length; i += 3) {
      const [x, first, count] = /** @type {[number, number, number]} */ ([found[i], found[i + 1], found[i + 2]]);
      const event = lane.events[first];
      if (!event) continue;
      const until = xOf(view, event.end, width);
      pen.fillStyle = this.colour(`event-${event.kind}`);
      if (count === 1 && until - x > 2) pen.fillRect(x, top + height - 4, until - x, 4);
      drawMark(pen, event.kind, x, top + height / 2, 6, this.colour("ground"));
      if (count === 1) continue;
      const label = count > 99 ? "99+" : String(count);
      pen.fillStyle = this.colour("ground");
      const room = label.length * 7;
      pen.fillRect(x + 7, top + height / 2 - 7, room + 4, 14);
      pen.fillStyle = this.colour(`event-${event.kind}`);
      pen.fillText(label, x + 9, top + height / 2 + 0.5);
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {number} width @param {number} height */
  #drawGrid(pen, scene, width, height) {
    pen.fillStyle = this.colour("text");
    pen.globalAlpha = 0.08;
    for (const tick of this.#ticks) {
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
