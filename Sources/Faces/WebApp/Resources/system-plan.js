// @ts-check
// A dry run of deleting, in words: how much would go for which reason, and which recordings first.

import { make } from "./dom.js";
import { minuteTime, size } from "./format.js";
import { moment } from "./system-bits.js";
import { countOf, wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./system-types.js").DeletionPlan} DeletionPlan */

const listed = 20;

/** @param {DeletionPlan} plan @param {Map<string, string>} names of cameras, by their ids @returns {Node[]} */
export function planWords(plan, names) {
  const off = plan.cleanup_enabled ? [] : [words("system.plan.off")];
  const troubles = [...off, ...plan.problems].map((text) => make("p", { class: "trouble" }, text));
  if (plan.items.length === 0) return [...troubles, make("p", {}, words("system.plan.nothing"))];
  const totals = plan.totals.map(({ reason, recordings, bytes }) =>
    make(
      "li",
      { class: "row", "data-reason": reason },
      make("strong", {}, `${countOf("system.recordings", recordings)}, ${size(bytes)}`),
      make("span", { class: "grow" }, wordsOf(`system.deleted.${reason}`, reason)),
    )
  );
  const items = plan.items.slice(0, listed).map((item) =>
    make(
      "li",
      { class: "row", "data-recording": item.recording },
      make("strong", { class: "name" }, names.get(item.camera) ?? item.camera),
      make("span", {}, `${moment(item.start)}–${minuteTime(Date.parse(item.end))}`),
      make("span", {}, size(item.bytes)),
      make("span", { class: "muted grow" }, words("system.plan.due", { time: moment(item.due_at) })),
    )
  );
  const rest = plan.totals.reduce((sum, each) => sum + each.recordings, 0) - items.length;
  return [
    ...troubles,
    make("ul", { class: "rows" }, ...totals),
    make("h4", {}, words("system.plan.first")),
    make("ol", { class: "rows" }, ...items),
    ...(rest > 0 || !plan.complete
      ? [make("p", { class: "muted" }, plan.complete ? words("system.plan.more", { count: rest }) : words("system.plan.many"))]
      : []),
  ];
}
