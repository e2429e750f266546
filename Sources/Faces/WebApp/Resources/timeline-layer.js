// @ts-check
// What does not change while somebody looks around: how much is recorded of each part of the time, and how much happened. It is drawn
// once, and with each frame laid below the rest, as wide as it is to be then.

import { make } from "./dom.js";
import { lengthOf } from "./timeline-scale.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./timeline-lanes.js").Lane} Lane */

/** Pixels of the strip of events, at the foot of a lane. */
export const heatHeight = 5;
/** Of the picture of all lanes. */
const most = 2048;

export class Layer {
  #canvas = make("canvas");
  /** @type {Map<string, Lane> | null} */ #lanes = null;
  #version = -1;
  #shape = "";
  /** @type {View} */ #known = { start: 0, end: 1 };
  #isEmpty = true;

  /** Colours, or pixels, are others now. */
  forget() {
    this.#version = -1;
  }

  /**
   * Draws what is known, unless it is that already.
   * @param {{lanes: Map<string, Lane>, cameras: string[], known: View, version: number}} scene @param {number} height of a lane @param {number} ratio
   * @param {(name: string) => string} colour
   */
  prepare({ lanes, cameras, known, version }, height, ratio, colour) {
    const shape = `${cameras.length} ${height} ${ratio}`;
    if (this.#lanes === lanes && this.#version === version && this.#shape === shape) return;
    [this.#lanes, this.#version, this.#shape] = [lanes, version, shape];
    this.#known = { ...known };
    let parts = 0;
    let isDense = false;
    for (const lane of lanes.values()) {
      parts = Math.max(parts, lane.buckets.length);
      isDense ||= lane.isDense;
    }
    this.#isEmpty = parts === 0 && !isDense;
    if (this.#isEmpty) return;
    const canvas = this.#canvas;
    canvas.width = Math.min(most, isDense ? most : parts);
    canvas.height = Math.max(1, Math.round(height * cameras.length * ratio));
    const pen = canvas.getContext("2d");
    if (!pen) return;
    const tall = Math.round(height * ratio);
    const edge = Math.round(2 * ratio);
    cameras.forEach((camera, number) => {
      const lane = lanes.get(camera);
      if (!lane) return;
      const heat = lane.isDense ? Math.round(heatHeight * ratio) : 0;
      const top = number * tall + edge;
      pen.fillStyle = colour("recorded");
      drawShares(pen, lane, canvas.width, top, tall - 2 * edge - heat);
      if (heat > 0) drawHeat(pen, lane, this.#known, canvas.width, top + tall - 2 * edge - heat, heat, colour);
    });
  }

  /**
   * @param {CanvasRenderingContext2D} pen @param {View} view @param {number} width @param {number} height of all lanes
   */
  draw(pen, view, width, height) {
    if (this.#isEmpty) return;
    const scale = width / lengthOf(view);
    const left = (this.#known.start - view.start) * scale;
    const room = lengthOf(this.#known) * scale;
    // Only what is in sight: what is stretched far beyond it would be reckoned too.
    const from = Math.max(0, -left);
    const to = Math.min(room, width - left);
    if (to <= from) return;
    const share = this.#canvas.width / room;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.#canvas, from * share, 0, (to - from) * share, this.#canvas.height, left + from, 0, to - from, height);
  }
}

/**
 * How much of each part is recorded, as its height: parts that are equally high are one.
 * @param {CanvasRenderingContext2D} pen @param {Lane} lane @param {number} width @param {number} top @param {number} height
 */
function drawShares(pen, { buckets }, width, top, height) {
  const step = width / Math.max(1, buckets.length);
  let since = 0;
  let before = 0;
  for (let i = 0; i <= buckets.length; i += 1) {
    const share = i < buckets.length ? Math.min(1, /** @type {number} */ (buckets[i])) : 0;
    const tall = share <= 0 ? 0 : Math.max(3, Math.round(height * share));
    if (tall === before && i < buckets.length) continue;
    if (before > 0) pen.fillRect(since * step, top + height - before, (i - since) * step, before);
    [since, before] = [i, tall];
  }
}

/**
 * @param {CanvasRenderingContext2D} pen @param {Lane} lane @param {View} known @param {number} width @param {number} top @param {number} height
 * @param {(name: string) => string} colour
 */
function drawHeat(pen, lane, known, width, top, height, colour) {
  const most = lane.eventCounts.reduce((best, count) => Math.max(best, count), 1);
  const scale = width / lengthOf(known);
  // What matters more is drawn over the rest.
  for (const kind of ["sound", "motion", "animal", "vehicle", "person"]) {
    pen.fillStyle = colour(`event-${kind}`);
    for (const event of lane.events) {
      if (event.kind !== kind) continue;
      pen.globalAlpha = 0.35 + 0.65 * (event.count / most);
      pen.fillRect((event.time - known.start) * scale, top, Math.max(1, (event.end - event.time) * scale), height);
    }
  }
  pen.globalAlpha = 1;
}
