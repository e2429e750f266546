// @ts-check
// Moments in words, by the clock on the wall of one time zone.

import { day, minute, utcOf } from "./timeline-scale.js";

/** @typedef {import("./timeline-scale.js").Tick} Tick */

export class Zone {
  /** @type {Map<number, number>} */ #offsets = new Map();
  /** @type {Map<string, Intl.DateTimeFormat>} */ #formats = new Map();

  /** @param {string} name "Europe/Berlin" @param {string} [locale] */
  constructor(name, locale) {
    this.name = name;
    this.locale = locale;
    this.#format("probe", {}); // Throws where there is no such zone.
  }

  /**
   * What the clock on the wall is ahead of UTC then, ms.
   * @type {(time: number) => number}
   */
  offsetAt = (time) => {
    const slot = Math.floor(time / (15 * minute));
    const known = this.#offsets.get(slot);
    if (known !== undefined) return known;
    const start = slot * 15 * minute;
    /** @type {Record<string, number>} */
    const parts = {};
    for (const { type, value } of this.#format("parts", wholeDate).formatToParts(start)) parts[type] = Number(value);
    const { year = 1970, month = 1, day: date = 1, hour = 0, minute: minutes = 0, second = 0 } = parts;
    const offset = Date.UTC(year, month - 1, date, hour, minutes, second) - start;
    if (this.#offsets.size > 20_000) this.#offsets.clear();
    this.#offsets.set(slot, offset);
    return offset;
  };

  /**
   * "14:03:12"
   * @param {number} time
   */
  clock(time) {
    return this.#format("clock", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(time);
  }

  /**
   * "14:03"
   * @param {number} time
   */
  minute(time) {
    return this.#format("minute", { hour: "2-digit", minute: "2-digit" }).format(time);
  }

  /**
   * "14:03:12.480"
   * @param {number} time
   */
  exact(time) {
    // Cut, not rounded: a picture is not said to be later than it is.
    const whole = Math.floor(time);
    return `${this.clock(whole)}.${String(((whole % 1000) + 1000) % 1000).padStart(3, "0")}`;
  }

  /**
   * "Tue, 24 Nov" with the year where it is another one.
   * @param {number} time @param {number} now
   */
  day(time, now) {
    const isThisYear = new Date(time + this.offsetAt(time)).getUTCFullYear() === new Date(now + this.offsetAt(now)).getUTCFullYear();
    const parts = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short" });
    return isThisYear ? this.#format("day", parts).format(time) : this.#format("dayOfYear", { ...parts, year: "numeric" }).format(time);
  }

  /**
   * "Tue, 24 Nov 14:03:12"
   * @param {number} time @param {number} now
   */
  moment(time, now) {
    return `${this.day(time, now)} ${this.clock(time)}`;
  }

  /**
   * "Tue, 24 Nov 14:00–16:20", both days where they differ.
   * @param {number} from @param {number} to @param {number} now
   */
  stretch(from, to, now) {
    const clock = (/** @type {number} */ time) => (to - from < 10 * minute ? this.clock(time) : this.minute(time));
    const isOneDay = this.#midnight(from) === this.#midnight(to);
    return `${this.day(from, now)} ${clock(from)}–${isOneDay ? "" : `${this.day(to, now)} `}${clock(to)}`;
  }

  /**
   * What the ruler says at a mark.
   * @param {Tick} tick
   */
  tick({ time, unit }) {
    switch (unit) {
      case "millisecond":
        return time % 1000 === 0 ? this.clock(time) : `.${String(((Math.round(time) % 1000) + 1000) % 1000).padStart(3, "0")}`;
      case "second":
        return this.clock(time);
      case "minute":
        return this.minute(time);
      case "day":
        return this.#format("dayMark", { weekday: "short", day: "numeric", month: "short" }).format(time);
      case "month":
        return this.#format("month", { month: "short" }).format(time);
      case "year":
        return this.#format("year", { year: "numeric" }).format(time);
    }
  }

  /**
   * For a field of the kind datetime-local.
   * @param {number} time
   */
  field(time) {
    return new Date(Math.floor(time) + this.offsetAt(time)).toISOString().slice(0, 23);
  }

  /**
   * What such a field says; NaN: nothing.
   * @param {string} text
   */
  fromField(text) {
    const local = Date.parse(`${text}Z`);
    return Number.isNaN(local) ? Number.NaN : utcOf(local, this.offsetAt);
  }

  /** @param {number} time */
  #midnight(time) {
    return Math.floor((time + this.offsetAt(time)) / day);
  }

  /** @param {string} name @param {Intl.DateTimeFormatOptions} options */
  #format(name, options) {
    const known = this.#formats.get(name);
    if (known) return known;
    const made = new Intl.DateTimeFormat(name === "parts" ? "en-US" : this.locale, {
      timeZone: this.name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      ...options,
    });
    this.#formats.set(name, made);
    return made;
  }
}

/**
 * RFC 3339 with all its digits: pictures are told apart by less than a millisecond, which is as far as a Date goes.
 * @param {string} text
 */
export function momentOf(text) {
  const finer = /\.\d{3}(\d+)/.exec(text)?.[1] ?? "";
  return Date.parse(text) + Number(`0.${finer || "0"}`);
}

/** @param {number} time */
export const textOf = (time) => new Date(time).toISOString();

/** @type {Intl.DateTimeFormatOptions} */
const wholeDate = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };

/**
 * The browser's own.
 * @param {string} [locale]
 */
export const ownZone = (locale) => new Zone(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC", locale);
