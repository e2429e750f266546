// @ts-check
// The arithmetic of the time line: which part of time is seen, where in it a moment lies, what its ruler says. It knows no page
// and no clock, so that it can be tested by itself. Times are milliseconds since 1970.

/** @typedef {{start: number, end: number}} View */
/** @typedef {{time: number, isMajor: boolean, unit: "millisecond" | "second" | "minute" | "day" | "month" | "year"}} Tick */

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** What is seen at once. */
export const shortest = 100;
export const longest = 366 * day;

/** @param {number} value @param {number} least @param {number} most */
export const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** @param {View} view */
export const lengthOf = (view) => view.end - view.start;

/** @param {View} view @param {number} time @param {number} width */
export const xOf = (view, time, width) => ((time - view.start) / lengthOf(view)) * width;

/** @param {View} view @param {number} x @param {number} width */
export const timeAt = (view, x, width) => view.start + (x / width) * lengthOf(view);

/**
 * More (a factor above 1) or less of time; the anchor keeps its place.
 * @param {View} view @param {number} factor @param {number} anchor a moment
 * @returns {View}
 */
export function zoomed(view, factor, anchor) {
  const length = clamp(lengthOf(view) * factor, shortest, longest);
  const start = anchor - ((anchor - view.start) / lengthOf(view)) * length;
  return { start, end: start + length };
}

/** @param {View} view @param {number} by @returns {View} */
export const panned = (view, by) => ({ start: view.start + by, end: view.end + by });

/**
 * @param {number} time @param {number} length @param {number} [share] where in it the time lies
 * @returns {View}
 */
export function around(time, length, share = 0.5) {
  const wanted = clamp(length, shortest, longest);
  return { start: time - wanted * share, end: time + wanted * (1 - share) };
}

/**
 * Nobody is lost where nothing can be: a tenth of what is seen lies within the limits.
 * @param {View} view @param {View} limits @returns {View}
 */
export function bounded(view, limits) {
  const room = lengthOf(view) * 0.9;
  if (view.end > limits.end + room) return panned(view, limits.end + room - view.end);
  if (view.start < limits.start - room) return panned(view, Math.min(limits.start - room - view.start, limits.end + room - view.end));
  return view;
}

/** @param {View} view @param {number} time */
export const shows = (view, time) => time >= view.start && time <= view.end;

/**
 * Of a sorted array the first place whose value is greater.
 * @param {ArrayLike<number>} values @param {number} value
 */
export function firstAfter(values, value) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (values[middle]) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Stretches of time as pixels, [from, to, from, to, …]: what touches is one, and none is narrower than `least`.
 * @param {ArrayLike<number>} starts sorted @param {ArrayLike<number>} ends sorted
 * @param {View} view @param {number} width @param {number} least @param {number[]} [out] is filled, so that a frame makes no garbage
 */
export function runs(starts, ends, view, width, least, out = []) {
  out.length = 0;
  const scale = width / lengthOf(view);
  for (let i = firstAfter(ends, view.start); i < starts.length; i += 1) {
    const start = /** @type {number} */ (starts[i]);
    if (start >= view.end) break;
    let from = Math.max(0, (start - view.start) * scale);
    let to = Math.min(width, (/** @type {number} */ (ends[i]) - view.start) * scale);
    if (to - from < least) {
      from = clamp((from + to - least) / 2, 0, Math.max(0, width - least));
      to = from + least;
    }
    const last = out.length - 1;
    if (last > 0 && from <= /** @type {number} */ (out[last]) + 0.5) out[last] = Math.max(/** @type {number} */ (out[last]), to);
    else out.push(from, to);
  }
  return out;
}

/**
 * Marks that would touch each other are one, which knows how many they are: [x, number of its first, how many, …].
 * @param {ArrayLike<number>} times sorted @param {ArrayLike<number>} counts how many each stands for
 * @param {View} view @param {number} width @param {number} near pixels @param {number[]} [out] is filled, so that a frame makes no garbage
 */
export function clusters(times, counts, view, width, near, out = []) {
  out.length = 0;
  const margin = (near / width) * lengthOf(view);
  for (let i = firstAfter(times, view.start - margin); i < times.length; i += 1) {
    const time = /** @type {number} */ (times[i]);
    if (time > view.end + margin) break;
    const x = xOf(view, time, width);
    const count = /** @type {number} */ (counts[i]);
    const last = out.length - 3;
    if (last >= 0 && x - /** @type {number} */ (out[last]) < near) out[last + 2] = /** @type {number} */ (out[last + 2]) + count;
    else out.push(x, i, count);
  }
  return out;
}

const evenSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
];

/** @param {number} step @returns {Tick["unit"]} */
const unitOf = (step) => (step < second ? "millisecond" : step < minute ? "second" : "minute");

/**
 * What the ruler says: at most one mark for each `room` pixels, at times that people count in.
 * @param {View} view @param {number} width @param {number} room pixels that a label takes
 * @param {(time: number) => number} offsetAt what the clock on the wall is ahead of UTC then
 * @returns {Tick[]}
 */
export function ticks(view, width, room, offsetAt) {
  const wanted = (lengthOf(view) * room) / Math.max(width, 1);
  const step = evenSteps.find((candidate) => candidate >= wanted);
  if (step === undefined) return calendarTicks(view, wanted, offsetAt);
  /** @type {Tick[]} */
  const found = [];
  const unit = unitOf(step);
  // Steps that divide an hour are the same by any clock on the wall; those of hours begin at its midnight.
  const offset = offsetAt(view.start);
  for (let local = Math.ceil((view.start + offset) / step) * step; ; local += step) {
    const time = step < hour ? local - offset : utcOf(local, offsetAt);
    if (time > view.end || found.length > 1000) return found;
    const wall = time + offsetAt(time);
    // An hour that is left out in spring has no mark.
    if (step >= hour && wall !== local) continue;
    const isMidnight = ((wall % day) + day) % day === 0;
    found.push({ time, isMajor: isMidnight || (unit === "millisecond" && wall % second === 0), unit: isMidnight ? "day" : unit });
  }
}

/** @param {number} local as if the wall's clock were UTC @param {(time: number) => number} offsetAt */
export function utcOf(local, offsetAt) {
  const guess = local - offsetAt(local);
  return local - offsetAt(guess);
}

/** @param {View} view @param {number} wanted @param {(time: number) => number} offsetAt @returns {Tick[]} */
function calendarTicks(view, wanted, offsetAt) {
  const days = wanted / day;
  const from = new Date(view.start + offsetAt(view.start));
  /** @type {Tick[]} */
  const found = [];
  const [dayStep, monthStep] = days <= 1 ? [1, 0] : days <= 2 ? [2, 0] : days <= 7 ? [7, 0] : days <= 31 ? [0, 1] : days <= 92 ? [0, 3] : [0, 12];
  for (let i = 0; i < 1000; i += 1) {
    const local = monthStep > 0
      ? Date.UTC(from.getUTCFullYear(), Math.floor(from.getUTCMonth() / monthStep) * monthStep + i * monthStep, 1)
      : Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate() - ((from.getUTCDate() - 1) % dayStep) + i * dayStep);
    const time = utcOf(local, offsetAt);
    if (time > view.end) break;
    if (time < view.start) continue;
    const date = new Date(local);
    const isFirst = date.getUTCDate() === 1;
    const isNewYear = isFirst && date.getUTCMonth() === 0;
    found.push({ time, isMajor: isNewYear || (isFirst && monthStep === 0), unit: isNewYear ? "year" : isFirst ? "month" : "day" });
  }
  return found;
}

/**
 * How many pictures beside each other fill the room best.
 * @param {number} count @param {number} width @param {number} height @param {number} gap @param {number} [ratio] of a picture
 */
export function columnsFor(count, width, height, gap, ratio = 16 / 9) {
  let best = 1;
  let widest = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const picture = Math.min((width - gap * (columns - 1)) / columns, ((height - gap * (rows - 1)) / rows) * ratio);
    if (picture > widest + 0.5) [best, widest] = [columns, picture];
  }
  return best;
}

/** @param {number} view how much is seen, ms @returns {number} seconds between two pictures of a storyboard that suits it */
export function storyboardInterval(view) {
  const wanted = view / second / 120;
  return [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600].find((interval) => interval >= wanted) ?? 3600;
}
