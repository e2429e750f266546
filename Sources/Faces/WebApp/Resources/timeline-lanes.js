// @ts-check
// What is known of each camera's time: what is recorded, what is missing and why, what happened. Values without a page.

import { firstAfter } from "./timeline-scale.js";

/** @typedef {import("./types.js").TimelineLine} TimelineLine */
/** @typedef {import("./types.js").CameraEvent} CameraEvent */
/** @typedef {{start: number, end: number, missing: number, reason: string, detail: string}} Gap */
/** @typedef {{kind: "recorded" | "gap" | "nothing" | "unknown" | "future", gap: Gap | null}} Standing */

const none = new Float64Array();

/** One camera. */
export class Lane {
  starts = none;
  ends = none;
  gapStarts = none;
  gapEnds = none;
  /** @type {Gap[]} */ gaps = [];
  /** Of equal parts of the time how much is recorded; empty where spans are exact enough. */
  buckets = none;
  ratio = 0;
  /**
   * Sorted by their beginning.
   * @type {CameraEvent[]}
   */
  events = [];
  eventTimes = none;
  /**
   * Where there are too many events to have each.
   * @type {{start: number, end: number, count: number}[]}
   */
  eventCounts = [];

  /** @param {TimelineLine} line */
  take(line) {
    this.starts = Float64Array.from(line.spans, (span) => Date.parse(span.start));
    this.ends = Float64Array.from(line.spans, (span) => Date.parse(span.end));
    this.gaps = line.gaps.map((gap) => ({
      start: Date.parse(gap.start),
      end: Date.parse(gap.end),
      missing: gap.missing_s,
      reason: gap.reason,
      detail: gap.detail,
    })).sort((one, other) => one.start - other.start);
    this.gapStarts = Float64Array.from(this.gaps, (gap) => gap.start);
    // Gaps of different reasons may lie in each other: what is searched for by its end must be sorted by it.
    let latest = -Infinity;
    this.gapEnds = Float64Array.from(this.gaps, (gap) => (latest = Math.max(latest, gap.end)));
    this.buckets = Float64Array.from(line.buckets ?? []);
    this.ratio = line.recorded_ratio;
  }

  /** @param {CameraEvent[]} events of this camera */
  takeEvents(events) {
    this.events = [...events].sort((one, other) => Date.parse(one.start) - Date.parse(other.start));
    this.eventTimes = Float64Array.from(this.events, (event) => Date.parse(event.start));
    this.eventCounts = [];
  }

  /** @param {number} time */
  isRecorded(time) {
    const i = firstAfter(this.ends, time);
    return i < this.starts.length && /** @type {number} */ (this.starts[i]) <= time;
  }

  /** @param {number} time @param {number} [near] ms: a hand does not hit two pixels @returns {Gap | null} the shortest there */
  gapAt(time, near = 0) {
    /** @type {Gap | null} */
    let best = null;
    for (let i = firstAfter(this.gapEnds, time - near - 1e-6); i < this.gaps.length; i += 1) {
      const gap = /** @type {Gap} */ (this.gaps[i]);
      if (gap.start > time + near) break;
      if (gap.end >= time - near && (!best || gap.end - gap.start < best.end - best.start)) best = gap;
    }
    return best;
  }

  /**
   * Whether something is recorded so near, before or after.
   * @param {number} time @param {number} slack ms
   */
  isNear(time, slack) {
    const i = firstAfter(this.ends, time - slack);
    return i < this.starts.length && /** @type {number} */ (this.starts[i]) <= time + slack;
  }

  /**
   * When something is recorded at the time or next after it; null: nothing that is known of.
   * @param {number} time
   */
  recordedFrom(time) {
    const i = firstAfter(this.ends, time);
    return i < this.starts.length ? Math.max(time, /** @type {number} */ (this.starts[i])) : null;
  }

  /** @param {number} time @param {1 | -1} way @returns {Gap | undefined} */
  gapBeside(time, way) {
    if (way > 0) return this.gaps[firstAfter(this.gapStarts, time)];
    return this.gaps[firstAfter(this.gapStarts, time - 1) - 1];
  }
}

/**
 * Of which time anything is known, how exactly; and up to when it is sure that what is not told is not there.
 * @typedef {{from: number, to: number, now: number, near?: number, sure?: number, resolution?: number}} Known
 */

/**
 * What is to be said of a camera at a moment.
 * @param {Lane | undefined} lane @param {number} time @param {Known} known
 * @returns {Standing}
 */
export function standing(lane, time, { from, to, now, near = 0, sure = to, resolution = 0 }) {
  if (time > now) return { kind: "future", gap: null };
  if (!lane || time < from || time > to) return { kind: "unknown", gap: null };
  const gap = lane.gapAt(time, near);
  // A gap may lie within what is drawn as recorded: losses that are close together are told as one.
  if (gap && (near > 0 || !lane.isRecorded(time))) return { kind: "gap", gap };
  if (lane.isRecorded(time)) return { kind: "recorded", gap: null };
  // What is told roughly may begin or end elsewhere; and the newest is still on its way.
  return { kind: time > sure || (resolution > 0 && lane.isNear(time, resolution)) ? "unknown" : "nothing", gap: null };
}
