// @ts-check
// Numbers and times in words. Times are the recorder's, in its own zone, wherever the browser is.

import { locale, words } from "./words.js";

/** @type {string | undefined} the browser's own as long as none was told */
let zone;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {string} name
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(name, options) {
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat(name === "parts" ? "en-US" : locale, { ...options, timeZone: zone });
  formats.set(name, made);
  return made;
}

/**
 * From now on times are those of this zone.
 * @param {string | undefined} name in the tz database; one that the browser does not know is passed over
 */
export function useZone(name) {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: name });
    zone = name;
    formats.clear();
  } catch {
    // As before.
  }
}

/**
 * The zone as people write it: "CET", "GMT+1".
 * @param {number} time milliseconds
 */
export const zoneWords = (time) =>
  format("zone", { timeZoneName: "short" }).formatToParts(time).find((part) => part.type === "timeZoneName")?.value ?? "";

/**
 * What a clock beside the browser shows; empty where it is the same as the recorder's.
 * @param {number} time milliseconds
 */
export function ownTime(time) {
  const own = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
  return own === minuteTime(time) ? "" : own;
}

/**
 * @param {number} time milliseconds
 * @returns {string} "14:03:12"
 */
export const clockTime = (time) =>
  format("clock", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(time);

/**
 * @param {number} time milliseconds
 * @returns {string} "14:03"
 */
export const minuteTime = (time) =>
  format("minute", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);

/**
 * The year, the month from 1, the day, the hour, the minute and the second of a moment.
 * @param {number} time milliseconds
 */
function parts(time) {
  const found = format("parts", {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(time);
  /** @param {string} type */
  const number = (type) => Number(found.find((part) => part.type === type)?.value ?? 0);
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    seconds: number("hour") * 3600 + number("minute") * 60 + number("second"),
  };
}

/**
 * When the day began in which this moment is.
 * @param {number} time milliseconds
 * @returns {number} milliseconds
 */
export function startOfDay(time) {
  const wanted = parts(time);
  const guess = time - wanted.seconds * 1000 - (((time % 1000) + 1000) % 1000);
  // Where the clocks were changed since, midnight was an hour before or after.
  const there = parts(guess);
  const off = there.seconds > 43_200 ? there.seconds - 86_400 : there.seconds;
  return guess - off * 1000;
}

/**
 * "2026-11-22 14-03-12", for names of files.
 * @param {number} time milliseconds
 */
export function stamp(time) {
  const { year, month, day } = parts(time);
  /** @param {number} number */
  const two = (number) => String(number).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${clockTime(time).replaceAll(":", "-")}`;
}

/**
 * @param {number} time milliseconds
 * @param {number} now milliseconds
 * @returns {string} "Today", "Yesterday", "Fri, 20 November"
 */
export function dayName(time, now) {
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (days === 0) return words("time.today");
  if (days === 1) return words("time.yesterday");
  const isThisYear = parts(time).year === parts(now).year;
  return format(isThisYear ? "day" : "dayOfYear", {
    weekday: "short",
    day: "numeric",
    month: "long",
    ...(isThisYear ? {} : { year: "numeric" }),
  }).format(time);
}

/**
 * @param {number} seconds
 * @returns {string} "3 min 12 s", never more than two units
 */
export function length(seconds) {
  if (seconds < 9.95) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const units = /** @type {const} */ ([[86_400, "d"], [3600, "h"], [60, "min"], [1, "s"]]);
  const parts = [];
  let left = whole;
  for (const [size, name] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (parts.length === 1 && count === 0) break;
    if (count > 0) parts.push(`${count} ${name}`);
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/**
 * @param {number} bytes
 * @returns {string} "24.1 MB"
 */
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/**
 * @param {number} bits a second
 * @returns {string} "4.1 Mbit/s"
 */
export function rate(bits) {
  /** @param {number} value */
  const plain = (value) => String(Math.round(value * 10) / 10);
  return bits >= 1e6 ? `${plain(bits / 1e6)} Mbit/s` : `${plain(bits / 1e3)} kbit/s`;
}

/**
 * Never says 100 % when something is missing.
 * @param {number} ratio 0…1
 * @returns {string} "99.98 %"
 */
export function percent(ratio) {
  if (ratio >= 1) return "100 %";
  if (ratio <= 0) return "0 %";
  const digits = ratio > 0.99 ? 2 : ratio > 0.1 ? 1 : 2;
  const scale = 10 ** digits;
  return `${(Math.floor(ratio * 100 * scale) / scale).toFixed(digits)} %`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 * @returns {string} "1 gap", "4 gaps"
 */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/**
 * A sentence with its full stop.
 * @param {string} text
 */
export function sentence(text) {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
