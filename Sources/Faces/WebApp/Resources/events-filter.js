// @ts-check
// Which events are shown, as the address says it, and as the recorder is asked for it. It knows no page.

import { day, hour, minute } from "./timeline-scale.js";

/**
 * @typedef {object} Choice
 * @property {string} camera empty: all
 * @property {string} kind empty: all
 * @property {string} label empty: all
 * @property {"1" | "7" | "30" | "all" | "own"} days of the last so many; own: from and to
 * @property {number | null} from ms since 1970
 * @property {number | null} to
 * @property {"" | "false" | "true"} seen
 * @property {"grid" | "list"} view
 */

const periods = /** @type {const} */ (["1", "7", "30", "all"]);

/** @param {string | null} text */
const momentIn = (text) => {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : time;
};

/** @param {URLSearchParams} address @returns {Choice} what makes no sense is as if it were not there */
export function choiceOf(address) {
  const [from, to] = [momentIn(address.get("from")), momentIn(address.get("to"))];
  const seen = address.get("acknowledged");
  return {
    camera: address.get("camera") ?? "",
    kind: address.get("kind") ?? "",
    label: address.get("label") ?? "",
    days: from !== null || to !== null ? "own" : periods.find((period) => period === address.get("days")) ?? "1",
    from,
    to,
    seen: seen === "true" || seen === "false" ? seen : "",
    view: address.get("view") === "list" ? "list" : "grid",
  };
}

/** @param {Choice} choice @returns {URLSearchParams} */
export function addressOf({ camera, kind, label, days, from, to, seen, view }) {
  const address = new URLSearchParams();
  if (camera) address.set("camera", camera);
  if (kind) address.set("kind", kind);
  if (label) address.set("label", label);
  if (days === "own") {
    if (from !== null) address.set("from", new Date(from).toISOString());
    if (to !== null) address.set("to", new Date(to).toISOString());
  } else if (days !== "1") {
    address.set("days", days);
  }
  if (seen) address.set("acknowledged", seen);
  if (view === "list") address.set("view", view);
  return address;
}

/**
 * What the recorder is asked for.
 * @param {Choice} choice @param {number} now ms
 * @returns {import("./types.js").CameraEventFilter}
 */
export function filterOf(choice, now) {
  const { from, to } = timeOf(choice, now);
  return {
    camera: choice.camera || null,
    kind: choice.kind || null,
    label: choice.label || null,
    acknowledged: choice.seen || null,
    from: from === null ? null : new Date(from).toISOString(),
    to: to === null ? null : new Date(to).toISOString(),
  };
}

/** @param {Choice} choice @param {number} now @returns {{from: number | null, to: number | null}} */
export function timeOf({ days, from, to }, now) {
  if (days === "own") return { from, to };
  return { from: days === "all" ? null : now - Number(days) * day, to: null };
}

/**
 * Parts of the time for the strip.
 * @param {number} length ms @param {number} [most] so many of them at most @returns {number} seconds
 */
export function bucketOf(length, most = 48) {
  const steps = [minute, 5 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 12 * hour, day, 7 * day];
  return (steps.find((step) => length / step <= most) ?? 30 * day) / 1000;
}

/**
 * Where on the time line an event is looked at: a little before it began.
 * @param {{camera: string, start: string}} event
 */
export function timelineLink({ camera, start }) {
  const address = new URLSearchParams({ at: new Date(Date.parse(start) - 2000).toISOString(), cameras: camera, span: "600", play: "1" });
  return `#timeline?${address}`;
}
