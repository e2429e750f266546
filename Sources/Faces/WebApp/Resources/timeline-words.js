// @ts-check
// How a camera stands at a moment, in words.

import { nameWords } from "./events-words.js";
import { length, sentence } from "./format.js";
import { spokenGap, spokenStatus } from "./spoken.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-lanes.js").Standing} Standing */
/** @typedef {import("./types.js").Camera} Camera */

/** @param {import("./timeline-lanes.js").Mark} mark of events */
export const markWords = ({ name, count }) => (count > 1 ? `${nameWords(name)} (${count})` : nameWords(name));

/**
 * In a list of several cameras.
 * @param {Standing} standing
 */
export function standingWords({ kind, gap }) {
  if (gap && gap.count > 1) return words("timeline.losses", { count: gap.count, length: length(gap.missing), reason: spokenGap(gap) });
  if (gap) return words("timeline.gap", { length: length(gap.missing), reason: spokenGap(gap) });
  return words(`timeline.${kind === "gap" ? "nothing" : kind}`);
}

/**
 * Where the picture would be.
 * @param {Standing} standing
 */
export function reasonWords({ kind, gap }) {
  if (gap) return sentence(words("timeline.nothingBecause", { reason: spokenGap(gap), length: length((gap.end - gap.start) / 1000) }));
  return words(kind === "future" ? "timeline.future" : "timeline.nothingRecorded");
}

/**
 * Where its live picture would be.
 * @param {Camera} camera
 */
export function whyNotLive({ enabled, permissions, status }) {
  if (!enabled) return words("state.off-sentence");
  if (!permissions.includes("watch-live")) return words("state.may-not-watch");
  return (status.state === "waiting" && spokenStatus(status)) || words("timeline.connecting");
}
