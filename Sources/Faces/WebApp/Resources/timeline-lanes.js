// @ts-check
// What is known of each camera's time: what is recorded, what is missing and why, what happened. Values without a page.

import { kindOf } from "./timeline-marks.js";
import { firstAfter } from "./timeline-scale.js";

/** @typedef {import("./types.js").TimelineLine} TimelineLine */
/** @typedef {import("./types.js").TimelineMarks} TimelineMarks */
/** @typedef {import("./timeline-marks.js").MarkKind} MarkKind */
/** @typedef {{start: number, end: number, missing: number, reason: string, detail: string, count: number}} Gap `missing` in seconds; `count` of losses near by */
/** @typedef {{time: number, end: number, count: number, kind: MarkKind, name: string, id: string}} Mark of events; `id`: of the first, empty where it is not told */
/** @typedef {{kind: "recorded" | "gap" | "nothing" | "unknown" | "future", gap: Gap | null}} Standing */

const none = new Float64Array();

/** One camera. */
export class Lane {
  starts = none;
  ends = none;
  /**
   * Those that are long enough to be seen, by their beginning.
   * @type {Gap[]}
   */
  gaps = [];
  gapStarts = none;
  gapEnds = none;
  /**
   * The longest losses among those that are shorter.
   * @type {Gap[]}
   */
  losses = [];
  lossStarts = none;
  lossEnds = none;
  protectedStarts = none;
  protectedEnds = none;
  /** Of equal parts of the time how much is recorded; empty where spans are exact enough. */
  buckets = none;
  ratio = 0;
  /**
   * Sorted by their beginning.
   * @type {Mark[]}
   */
  events = [];
  eventTimes = none;
  eventCounts = none;
  /** Each mark stands for an hour or more: a strip says how much there was. */
  isDense = false;
  /** @type {Gap[]} Of both sorts. */ #all = [];
  #allStarts = none;
  #allEnds = none;

  /** @param {TimelineLine} line @param {number} from the beginning of the time that it is about, ms */
  take(line, from) {
    this.starts = Float64Array.from(line.spans, (span) => Date.parse(span.start));
    this.ends = Float64Array.from(line.spans, (span) => Date.parse(span.end));
    this.buckets = Float64Array.from(line.buckets ?? []);
    this.ratio = line.recorded_ratio;
    this.gaps = sorted(line.gaps.map((gap) => ({
      start: Date.parse(gap.start),
      end: Date.parse(gap.end),
      missing: gap.missing_s,
      reason: gap.reason,
      detail: gap.detail,
      count: 1,
    })));
    this.losses = sorted((line.losses ?? []).flatMap((marks) => marks.at_ms.map((at, i) => ({
      start: from + at,
      end: from + at + (marks.length_ms[i] ?? 0),
      missing: (marks.missing_ms[i] ?? 0) / 1000,
      reason: marks.reason,
      detail: marks.detail,
      count: marks.counts[i] ?? 1,
    }))));
    [this.gapStarts, this.gapEnds] = edgesOf(this.gaps);
    [this.lossStarts, this.lossEnds] = edgesOf(this.losses);
    this.#all = this.losses.length > 0 ? sorted([...this.gaps, ...this.losses]) : this.gaps;
    [this.#allStarts, this.#allEnds] = edgesOf(this.#all);
    const kept = line.protected ?? [];
    this.protectedStarts = Float64Array.from(kept, (span) => Date.parse(span.start));
    this.protectedEnds = Float64Array.from(kept, (span) => Date.parse(span.end));
    this.#takeEvents(line.events ?? [], from);
  }

  /** @param {TimelineMarks[]} groups @param {number} from */
  #takeEvents(groups, from) {
    this.events = groups.flatMap((group) => group.at_ms.map((at, i) => ({
      time: from + at,
      end: from + at + (group.length_ms[i] ?? 0),
      count: group.counts[i] ?? 1,
      kind: kindOf(group),
      name: group.label || group.kind,
      id: group.ids?.[i] ?? "",
    }))).sort((one, other) => one.time - other.time);
    this.eventTimes = Float64Array.from(this.events, (event) => event.time);
    this.eventCounts = Float64Array.from(this.events, (event) => event.count);
    this.isDense = this.events.some((event) => event.id === "");
  }

  /** @param {number} time @param {number} near ms @returns {Mark | null} the nearest one that began so near, or lasts */
  eventAt(time, near) {
    /** @type {Mark | null} */
    let best = null;
    const last = firstAfter(this.eventTimes, time + near) - 1;
    for (let i = last; i >= 0 && i > last - 30; i -= 1) {
      const event = /** @type {Mark} */ (this.events[i]);
      if (event.end < time - near) continue;
      if (!best || Math.abs(event.time - time) < Math.abs(best.time - time)) best = event;
    }
    return best;
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
    for (let i = firstAfter(this.#allEnds, time - near - 1e-6); i < this.#all.length; i += 1) {
      const gap = /** @type {Gap} */ (this.#all[i]);
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
    const from = this.#beyond(time, 1);
    const i = firstAfter(this.ends, from);
    return i < this.starts.length ? Math.max(from, /** @type {number} */ (this.starts[i])) : null;
  }

  /**
   * When something was recorded last before the time; null: nothing that is known of.
   * @param {number} time
   */
  recordedBefore(time) {
    const until = this.#beyond(time, -1);
    if (until < time && this.isRecorded(until - 1)) return until;
    const i = firstAfter(this.ends, until) - 1;
    return i >= 0 ? /** @type {number} */ (this.ends[i]) : null;
  }

  /**
   * Where the gaps end, or begin, that lie there: spans that are told roughly swallow them.
   * @param {number} time @param {1 | -1} way
   */
  #beyond(time, way) {
    let at = time;
    for (let i = 0; i < 20; i += 1) {
      const gap = this.gapAt(at);
      if (!gap || !isWhole(gap) || (way > 0 ? gap.end <= at : gap.start >= at)) return at;
      at = way > 0 ? gap.end : gap.start;
    }
    return at;
  }

  /** @param {number} time @param {1 | -1} way @returns {Gap | undefined} */
  gapBeside(time, way) {
    if (way > 0) return this.#all[firstAfter(this.#allStarts, time)];
    return this.#all[firstAfter(this.#allStarts, time - 1) - 1];
  }
}

/** @param {Gap[]} gaps */
const sorted = (gaps) => gaps.sort((one, other) => one.start - other.start);

/**
 * Gaps of different reasons may lie in each other: what is searched for by its end must be sorted by it.
 * @param {Gap[]} gaps @returns {[Float64Array, Float64Array]}
 */
function edgesOf(gaps) {
  let latest = -Infinity;
  return [Float64Array.from(gaps, (gap) => gap.start), Float64Array.from(gaps, (gap) => (latest = Math.max(latest, gap.end)))];
}

/**
 * Whether nothing at all is recorded of it, however roughly the rest is known.
 * @param {Gap} gap
 */
const isWhole = (gap) => gap.missing * 1000 >= 0.9 * (gap.end - gap.start);

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
  if (gap && (near > 0 || isWhole(gap) || !lane.isRecorded(time))) return { kind: "gap", gap };
  if (lane.isRecorded(time)) return { kind: "recorded", gap: null };
  // What is told roughly may begin or end elsewhere; and the newest is still on its way.
  return { kind: time > sure || (resolution > 0 && lane.isNear(time, resolution)) ? "unknown" : "nothing", gap: null };
}
