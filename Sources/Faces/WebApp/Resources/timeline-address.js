// @ts-check
// What the time line shows, in its address: the moment, the cameras, how much of time, what is selected. None of it needs a page.

import { clamp, hour, longest, shortest } from "./timeline-scale.js";

/** @typedef {import("./timeline-scale.js").View} View */

/**
 * @typedef {object} Looking
 * @property {number | null} at ms since 1970; null: live
 * @property {string[]} cameras whose pictures are shown; none: the first ones
 * @property {number} span how much of time is seen, ms
 * @property {View | null} selection
 * @property {boolean} isPlaying
 */

export const usualSpan = hour;

/** @param {URLSearchParams} address @returns {Looking} what makes no sense is as if it were not there */
export function lookingAt(address) {
  const at = Date.parse(address.get("at") ?? "");
  const span = Number(address.get("span")) * 1000;
  const [start, end] = [Date.parse(address.get("from") ?? ""), Date.parse(address.get("to") ?? "")];
  return {
    at: Number.isNaN(at) ? null : at,
    cameras: (address.get("cameras") ?? "").split(",").filter((id) => id !== ""),
    span: span > 0 ? clamp(span, shortest, longest) : usualSpan,
    selection: start < end ? { start, end } : null,
    isPlaying: address.get("play") === "1",
  };
}

/** @param {Omit<Looking, "isPlaying">} looking a link shows a moment, it does not run away from it @returns {URLSearchParams} */
export function addressOf({ at, cameras, span, selection }) {
  const address = new URLSearchParams();
  if (at !== null) address.set("at", new Date(at).toISOString());
  if (cameras.length > 0) address.set("cameras", cameras.join(","));
  if (Math.abs(span - usualSpan) > 1) address.set("span", String(Math.round(span) / 1000));
  if (selection) {
    address.set("from", new Date(selection.start).toISOString());
    address.set("to", new Date(selection.end).toISOString());
  }
  return address;
}
