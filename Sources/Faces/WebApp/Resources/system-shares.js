// @ts-check
// How much is recorded of what should be: before a camera's first recording, and while it was not wanted, nothing is missing.

import { wordsOf } from "./system-words.js";

/** @typedef {import("./types.js").Coverage} Coverage */
/** @typedef {import("./system-types.js").Gap} Gap */

const wanted = new Set(["not-wanted", "disabled"]);

/**
 * Whether something was to be recorded then.
 * @param {Gap} gap
 */
export const isLoss = (gap) => !wanted.has(gap.reason);

/**
 * Those of which the most is missing, the worst first.
 * @param {Gap[]} gaps
 * @param {number} count
 * @returns {Gap[]}
 */
export const worstOf = (gaps, count) => [...gaps].sort((one, other) => other.missing_s - one.missing_s).slice(0, count);

/**
 * @param {Gap} gap
 * @returns {string} "the camera could not be reached"
 */
export const reasonOf = ({ reason, detail }) => (reason === "other" && detail ? detail : wordsOf(`system.reason.${reason}`, detail || reason));

/**
 * When the first of which anything is known began, in ms; null where nothing is.
 * @param {Coverage} coverage
 * @returns {number | null}
 */
export function firstOf({ spans, gaps }) {
  const starts = [...spans, ...gaps].map(({ start }) => Date.parse(start));
  return starts.length > 0 ? starts.reduce((one, other) => Math.min(one, other)) : null;
}

/**
 * The share of what should be recorded that is; null where nothing should be. It is 1 only where nothing is missing.
 * @param {Coverage} coverage
 * @returns {number | null}
 */
export function shareOf({ spans, gaps }) {
  const recorded = spans.reduce((sum, { start, end }) => sum + (Date.parse(end) - Date.parse(start)) / 1000, 0);
  const lost = gaps.filter(isLoss).reduce((sum, gap) => sum + gap.missing_s, 0);
  return recorded + lost > 0 ? recorded / (recorded + lost) : null;
}

/**
 * How much is recorded of each of so many equal parts of the time, 0 to 1.
 * @param {Coverage} coverage
 * @param {number} count
 * @returns {number[]}
 */
export function bucketsOf({ from, to, spans }, count) {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const length = (last - first) / count;
  /** @type {number[]} */
  const buckets = Array(count).fill(0);
  for (const span of spans) {
    const [start, end] = [Math.max(first, Date.parse(span.start)), Math.min(last, Date.parse(span.end))];
    for (let at = Math.floor((start - first) / length); at < count && first + at * length < end; at += 1) {
      const part = Math.min(end, first + (at + 1) * length) - Math.max(start, first + at * length);
      buckets[at] = Math.min(1, (buckets[at] ?? 0) + part / length);
    }
  }
  return buckets;
}
