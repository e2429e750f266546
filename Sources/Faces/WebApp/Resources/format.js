// @ts-check
// Numbers and times in words.

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** @param {number} time milliseconds @returns {string} "14:03:12" */
export const clockTime = (time) => clock.format(time);

/** @param {number} time milliseconds @returns {string} "14:03" */
export const minuteTime = (time) => minute.format(time);

/**
 * @param {number} time milliseconds @param {number} now milliseconds
 * @returns {string} "Today", "Yesterday", "Fri, 20 November"
 */
export function dayName(time, now) {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const other = new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight - other) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return (new Date(time).getFullYear() === new Date(now).getFullYear() ? day : dayOfYear).format(time);
}

/** @param {number} seconds @returns {string} "3 min 12 s", never more than two units */
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

/** @param {number} bytes @returns {string} "24.1 MB" */
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

/** Never says 100 % when something is missing. @param {number} ratio 0…1 @returns {string} "99.98 %" */
export function percent(ratio) {
  if (ratio >= 1) return "100 %";
  if (ratio <= 0) return "0 %";
  const digits = ratio > 0.99 ? 2 : ratio > 0.1 ? 1 : 2;
  const scale = 10 ** digits;
  return `${(Math.floor(ratio * 100 * scale) / scale).toFixed(digits)} %`;
}

/** @param {number} count @param {string} one @param {string} [many] @returns {string} "1 gap", "4 gaps" */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** A sentence with its full stop. @param {string} text */
export function sentence(text) {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
