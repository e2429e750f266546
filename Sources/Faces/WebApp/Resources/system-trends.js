// @ts-check
// What was written and deleted on each of the last days, and what there was at its end.

import { make } from "./dom.js";
import { dayName, size } from "./format.js";
import { serverNow } from "./server-clock.js";
import { words } from "./words.js";

/** @typedef {import("./system-types.js").StorageDay} StorageDay */

const told = 7;

/**
 * A strip of what was written, and below it the last days in words, the newest first.
 * @param {StorageDay[]} days the oldest first
 * @returns {Node[]}
 */
export function trendWords(days) {
  const most = Math.max(1, ...days.map((day) => day.written_bytes));
  const bars = days.map((day) => {
    const bar = make("span");
    bar.style.height = `${Math.round((day.written_bytes / most) * 100)}%`;
    return bar;
  });
  return [
    make("div", { class: "strip", "aria-hidden": "true" }, ...bars),
    make("ol", { class: "rows" }, ...days.slice(-told).reverse().map(rowOf)),
  ];
}

/** @param {StorageDay} day */
function rowOf({ day, written_bytes: written, deleted_bytes: deleted, held_bytes: held }) {
  return make(
    "li",
    { class: "row", "data-day": day },
    make("strong", { class: "name" }, dayName(Date.parse(day), serverNow())),
    make("span", {}, words("system.trends.written", { size: size(written) })),
    make("span", { class: "grow" }, deleted > 0 ? words("system.trends.deleted", { size: size(deleted) }) : ""),
    make("span", { class: "muted" }, words("system.trends.held", { size: size(held) })),
  );
}
