// @ts-check
// What happened, in words.

import { words } from "./words.js";

/** Kinds and labels that are known; others are told as they are. */
const known = /** @type {const} */ (["motion", "object", "line", "manual", "person", "vehicle", "car", "animal", "dog", "cat", "sound", "tamper", "zone"]);

/** @param {string} name */
export function nameWords(name) {
  const key = known.find((one) => one === name.toLowerCase());
  return key ? words(`events.kind.${key}`) : name.replaceAll("_", " ");
}

/** @param {{kind: string, label: string, score?: number | null}} event "Person, 87 %" */
export function kindWords({ kind, label, score }) {
  const name = nameWords(label || kind);
  return typeof score === "number" ? `${name}, ${Math.round(score * 100)} %` : name;
}
/** @param {number} count @param {number} fresh of which nobody has taken note */
export function counted(count, fresh) {
  if (count === 0) return words("events.none");
  const all = count === 1 ? words("events.one") : words("events.many", { count });
  if (fresh === 0) return `${all}, ${words("events.allSeen")}`;
  return `${all}, ${words("events.fresh", { count: fresh })}`;
}
