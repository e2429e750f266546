// @ts-check
// How much is recorded of what should be: before a camera's first recording, and while it was not wanted, nothing is missing.

import { wordsOf } from "./system-words.js";

/** @typedef {import("./system-types.js").Gap} Gap */
/** @typedef {import("./system-types.js").TimelineLine} TimelineLine */

const wanted = new Set(["not-wanted", "disabled"]);

/**
 * Whether something was to be recorded then.
 * @param {Gap} gap
 */
export const isLoss = (gap) => !wanted.has(gap.reason);

/** @param {Gap[]} gaps @param {number} count @returns {Gap[]} those of which the most is missing, the worst first */
export const worstOf = (gaps, count) => [...gaps].sort((one, other) => other.missing_s - one.missing_s).slice(0, count);

/** @param {Gap} gap @returns {string} "camera did not answer" */
export const reasonOf = (gap) => wordsOf(`system.reason.${gap.reason}`, gap.detail || gap.reason);

/**
 * When the first of which anything is known began, in ms; null where nothing is.
 * @param {TimelineLine} line
 * @returns {number | null}
 */
export function firstOf({ spans, gaps }) {
  const starts = [...spans, ...gaps].map(({ start }) => Date.parse(start));
  return starts.length > 0 ? Math.min(...starts) : null;
}

/**
 * The share of what should be recorded that is; null where nothing should be.
 * @param {TimelineLine} line @param {number} span of the time asked for, in ms @returns {number | null}
 */
export function shareOf({ spans, gaps, recorded_ratio: ratio }, span) {
  const ends = [...spans, ...gaps].flatMap(({ start, end }) => [Date.parse(start), Date.parse(end)]);
  if (ends.length === 0) return null;
  const unwanted = gaps.filter((gap) => !isLoss(gap)).reduce((sum, gap) => sum + gap.missing_s * 1000, 0);
  const expected = Math.max(...ends) - Math.min(...ends) - unwanted;
  const recorded = ratio * span;
  if (expected <= 0) return recorded > 0 ? 1 : null;
  // What lies between two recordings without a gap is the rounding of the drawing.
  const share = Math.min(1, recorded / expected);
  return share > 0.999 && !gaps.some(isLoss) ? 1 : share;
}
