// @ts-check
// Moments as people type them: "14:30", "yesterday 14:30:05", "22 Nov 9:15", "5 min ago", or as programs write them. It knows no page.

import { day, hour, minute, second, utcOf } from "./timeline-scale.js";

/** @typedef {import("./timeline-time.js").Zone} Zone */

/**
 * Words of the two languages of the app, whichever is chosen: days before today, and units.
 * @type {Record<string, number>}
 */
const daysBefore = { today: 0, heute: 0, yesterday: 1, gestern: 1, vorgestern: 2 };
/** @type {Record<string, number>} */
const units = {
  ...Object.fromEntries(["s", "sec", "second", "seconds", "sek", "sekunde", "sekunden"].map((name) => [name, second])),
  ...Object.fromEntries(["m", "min", "minute", "minutes", "minuten"].map((name) => [name, minute])),
  ...Object.fromEntries(["h", "hour", "hours", "std", "stunde", "stunden"].map((name) => [name, hour])),
  ...Object.fromEntries(["d", "day", "days", "tag", "tage", "tagen"].map((name) => [name, day])),
};
/** @type {readonly string[]} */
const nows = ["now", "live", "jetzt"];

/**
 * @param {string} text @param {{zone: Zone, time: number, now: number}} around the moment that is shown, and now
 * @returns {number} NaN: it is no moment
 */
export function momentIn(text, { zone, time, now }) {
  const wanted = text.trim().toLowerCase().replace(/\s+/g, " ");
  if (nows.includes(wanted)) return now;
  const exact = /^\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:?\d\d)$/.test(wanted) ? Date.parse(text.trim()) : Number.NaN;
  if (!Number.isNaN(exact)) return exact;
  const passed = agoIn(wanted);
  if (!Number.isNaN(passed)) return now - passed;
  const clock = /(?:^|[ t,])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)? ?(am|pm|uhr)?$/.exec(wanted);
  const date = (clock ? wanted.slice(0, clock.index) : wanted).replace(/[ ,]+$/, "");
  const ofDay = clock ? clockOf(clock) : 0;
  if (Number.isNaN(ofDay) || (!clock && date === "")) return Number.NaN;
  const wall = (/** @type {number} */ moment) => moment + zone.offsetAt(moment);
  const midnight = (/** @type {number} */ moment) => Math.floor(wall(moment) / day) * day;
  if (date === "") {
    // Of the day that is shown; where that has not come yet, of the day before.
    const there = utcOf(midnight(time) + ofDay, zone.offsetAt);
    return there > now ? utcOf(midnight(time) - day + ofDay, zone.offsetAt) : there;
  }
  const local = dayIn(date, midnight(now), zone.locale);
  return Number.isNaN(local) ? Number.NaN : utcOf(local + ofDay, zone.offsetAt);
}

/** @param {string} text "5 min ago", "-5 min", "vor 5 min" @returns {number} ms */
function agoIn(text) {
  const found = /^(?:(-)|(vor ))? ?(\d+(?:[.,]\d+)?) ?([a-z]+)( ago)?$/.exec(text);
  const unit = units[found?.[4] ?? ""];
  if (!found || !unit || !(found[1] || found[2] || found[5])) return Number.NaN;
  return Number((found[3] ?? "").replace(",", ".")) * unit;
}

/** @param {RegExpExecArray} found @returns {number} ms of the day; NaN: no clock shows that */
function clockOf([, hours, minutes, seconds = "0", part = "", half]) {
  let shown = Number(hours);
  if (half === "am" || half === "pm") {
    if (shown < 1 || shown > 12) return Number.NaN;
    shown = (shown % 12) + (half === "pm" ? 12 : 0);
  }
  if (shown > 23 || Number(minutes) > 59 || Number(seconds) > 59) return Number.NaN;
  return shown * hour + Number(minutes) * minute + Number(seconds) * second + Number(part.padEnd(3, "0"));
}

/**
 * The midnight of a day, as if the wall's clock were UTC.
 * @param {string} text @param {number} today such a midnight @param {string | undefined} locale
 */
function dayIn(text, today, locale) {
  const before = daysBefore[text];
  if (before !== undefined) return today - before * day;
  const written = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (written) return dateOf(Number(written[1]), Number(written[2]), Number(written[3]));
  const year = new Date(today).getUTCFullYear();
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(text);
  if (dotted) return lastOf(Number(dotted[2]), Number(dotted[1]), dotted[3] ? Number(dotted[3]) : null, today, year);
  const names = text.replace(/[.,]/g, " ").split(" ").filter((word) => word !== "");
  const month = names.map((name) => nameAt(name, "month", locale)).find((found) => found >= 0);
  const date = names.map(Number).find((number) => number >= 1 && number <= 31);
  const ofYear = names.map(Number).find((number) => number >= 1970 && number <= 9999);
  const isAll = names.every((name) => !Number.isNaN(Number(name)) || nameAt(name, "month", locale) >= 0 || nameAt(name, "weekday", locale) >= 0);
  if (month !== undefined && date !== undefined && isAll) return lastOf(month + 1, date, ofYear ?? null, today, year);
  const weekday = names.length === 1 ? nameAt(names[0] ?? "", "weekday", locale) : -1;
  if (weekday < 0) return Number.NaN;
  const passed = (new Date(today).getUTCDay() - weekday + 7) % 7;
  return today - passed * day;
}

/** @param {number} month from 1 @param {number} date @param {number | null} ofYear null: the last one that has been @param {number} today @param {number} year */
function lastOf(month, date, ofYear, today, year) {
  if (ofYear !== null) return dateOf(ofYear, month, date);
  const here = dateOf(year, month, date);
  return here > today ? dateOf(year - 1, month, date) : here;
}

/** @param {number} year @param {number} month from 1 @param {number} date @returns {number} NaN: there is no such day */
function dateOf(year, month, date) {
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date ? found.getTime() : Number.NaN;
}

/** @type {Map<string, string[][]>} */
const known = new Map();

/**
 * The number of a month (from 0) or of a weekday (Sunday is 0) by its name, or by three letters of it or more.
 * @param {string} name @param {"month" | "weekday"} kind @param {string | undefined} locale @returns {number} -1: none is called so
 */
function nameAt(name, kind, locale) {
  if (name.length < 2 || !Number.isNaN(Number(name))) return -1;
  for (const tag of new Set([locale ?? "en", "en", "de"])) {
    const key = `${kind} ${tag}`;
    if (!known.has(key)) {
      const count = kind === "month" ? 12 : 7;
      // The first of January 2023 was a Sunday.
      const moments = Array.from({ length: count }, (_, i) => (kind === "month" ? Date.UTC(2023, i, 15) : Date.UTC(2023, 0, 1 + i)));
      const format = (/** @type {"long" | "short"} */ form) => new Intl.DateTimeFormat(tag, { [kind]: form, timeZone: "UTC" });
      known.set(key, moments.map((at) => [format("long").format(at), format("short").format(at)].map((each) => each.toLowerCase().replace(/\.$/, ""))));
    }
    const found = (known.get(key) ?? []).findIndex((names) => names.some((each) => each === name || (name.length >= 3 && each.startsWith(name))));
    if (found >= 0) return found;
  }
  return -1;
}
