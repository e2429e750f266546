// @ts-check
// How a camera stands at a moment, in words.

import { nameWords } from "./events-words.js";
import { length } from "./format.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-lanes.js").Standing} Standing */

/** @param {import("./timeline-lanes.js").Mark} mark of events */
export const markWords = ({ name, count }) => (count > 1 ? `${nameWords(name)} (${count})` : nameWords(name));

/**
 * In a list of several cameras.
 * @param {Standing} standing
 */
export function standingWords({ kind, gap }) {
  if (gap && gap.count > 1) return words("timeline.losses", { count: gap.count, length: length(gap.missing), reason: gap.detail || gap.reason });
  if (gap) return words("timeline.gap", { length: length(gap.missing), reason: gap.detail || gap.reason });
  return words(`timeline.${kind === "gap" ? "nothing" : kind}`);
}

/**
 * Where the picture would be.
 * @param {Standing} standing
 */
export function reasonWords({ kind, gap }) {
  if (gap) return words("timeline.nothingBecause", { reason: gap.detail || gap.reason, length: length((gap.end - gap.start) / 1000) });
  return words(kind === "future" ? "timeline.future" : "timeline.nothingRecorded");
}
