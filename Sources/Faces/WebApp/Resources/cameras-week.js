// @ts-check
// Schedules as the recorder writes them ("mon-fri 08:00-18:00 event"), and what of a week they make.

/** @typedef {import("./cameras-types.js").Entry} Entry */

const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const dayLength = 1440;

/** @param {string} text @returns {Entry | null} null where it is none */
export function entryOf(text) {
  const [days = "", times = "", mode = "", ...rest] = text.trim().split(/ +/);
  const [start, end] = times.split("-").map(minuteOf);
  const known = daysOf(days);
  if (rest.length > 0 || known === null || start === undefined || end === undefined || Number.isNaN(start + end)) return null;
  return { days: known, start, end: end === 0 ? dayLength : end, mode };
}

/** @param {Entry} entry @returns {string} */
export function entryText({ days, start, end, mode }) {
  const sorted = [...days].sort((one, other) => one - other);
  const named = sorted.length === 7 ? "daily" : sorted.map((day) => names[day]).join(",");
  return `${named} ${timeText(start)}-${timeText(end)} ${mode}`;
}

/** @param {number} minute @returns {string} "08:00" */
export const timeText = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** @param {string} text "08:00" @returns {number} minutes of the day; NaN where it is no time */
export function minuteOf(text) {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= dayLength ? minute : NaN;
}

/** @param {string} text @returns {number[] | null} */
function daysOf(text) {
  if (text === "daily") return names.map((_, day) => day);
  /** @type {Set<number>} */
  const days = new Set();
  for (const part of text.split(",")) {
    const ends = part.split("-").map((name) => names.indexOf(name));
    const [first, last] = [ends[0] ?? -1, ends[ends.length - 1] ?? -1];
    if (ends.length > 2 || first < 0 || last < 0) return null;
    // From Saturday to Monday is three days.
    for (let step = 0; step <= (last - first + 7) % 7; step += 1) days.add((first + step) % 7);
  }
  return [...days];
}

/** @param {Entry} entry @param {number} day @param {number} minute */
function holds({ days, start, end }, day, minute) {
  if (start < end) return days.includes(day) && minute >= start && minute < end;
  // It goes on until the next day.
  return (days.includes(day) && minute >= start) || (days.includes((day + 6) % 7) && minute < end);
}

/**
 * What is recorded on a day: stretches of one mode, one after the other, from midnight to midnight.
 * @param {Entry[]} entries the last that holds counts @param {number} day Monday 0
 * @returns {{start: number, end: number, mode: string}[]}
 */
export function stretchesOf(entries, day) {
  const edges = [...new Set([0, dayLength, ...entries.flatMap(({ start, end }) => [start, end])])].sort((one, other) => one - other);
  /** @type {{start: number, end: number, mode: string}[]} */
  const stretches = [];
  edges.slice(0, -1).forEach((start, at) => {
    const mode = [...entries].reverse().find((entry) => holds(entry, day, start))?.mode ?? "off";
    const last = stretches[stretches.length - 1];
    const end = edges[at + 1] ?? dayLength;
    if (last && last.mode === mode) last.end = end;
    else stretches.push({ start, end, mode });
  });
  return stretches;
}
