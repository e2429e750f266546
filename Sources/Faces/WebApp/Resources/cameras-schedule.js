// @ts-check
// A weekly schedule: entries of days, times and a mode, and the week that they make.

import { entryOf, entryText, minuteOf, stretchesOf, timeText } from "./cameras-week.js";
import { make, mark } from "./dom.js";
import { button, choice } from "./system-bits.js";
import { wordsOf } from "./system-words.js";
import { language, words } from "./words.js";

/** @typedef {import("./cameras-types.js").Entry} Entry */

const modes = /** @type {const} */ (["continuous", "event", "off"]);
const dayLength = 1440;
/** A Monday. */
const monday = Date.UTC(2024, 0, 1, 12);
const short = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
const long = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
const week = [0, 1, 2, 3, 4, 5, 6].map((day) => new Date(monday + day * 86_400_000));

export class ScheduleEditor {
  /** @type {Entry[]} */ #entries = [];
  /**
   * What this page cannot read stays as it is.
   * @type {string[]}
   */
  #others = [];
  #rows = make("div", { class: "stack" });
  #week = make("div", { class: "week", role: "img" });
  element;

  /** @param {string} name of the member @param {string} title */
  constructor(name, title) {
    const add = button(words("cameras.schedule.add"), () => {
      this.#entries.push({ days: [0, 1, 2, 3, 4], start: 8 * 60, end: 18 * 60, mode: "continuous" });
      this.#render();
      const boxes = this.#rows.lastElementChild?.querySelector("input");
      if (boxes instanceof HTMLElement) boxes.focus();
    });
    add.dataset.action = "add-entry";
    this.element = make(
      "fieldset",
      { class: "schedule", "data-member": name },
      make("legend", { class: "label" }, title),
      this.#week,
      this.#rows,
      make("p", { class: "hint" }, words("cameras.schedule.hint")),
      add,
    );
  }

  /**
   * As the recorder writes them.
   * @returns {string[]}
   */
  get value() {
    return [...this.#others, ...this.#entries.map(entryText)];
  }

  set value(texts) {
    const read = texts.map((text) => ({ text, entry: entryOf(text) }));
    this.#others = read.filter(({ entry }) => entry === null).map(({ text }) => text);
    this.#entries = read.flatMap(({ entry }) => (entry ? [entry] : []));
    this.#render();
  }

  #render() {
    this.#rows.replaceChildren(...this.#entries.map((entry, at) => this.#row(entry, at)));
    this.#draw();
  }

  /** @param {Entry} entry @param {number} at */
  #row(entry, at) {
    const days = week.map((date, day) => {
      const input = make("input", { type: "checkbox", "aria-label": long.format(date) });
      input.checked = entry.days.includes(day);
      input.addEventListener("change", () => {
        entry.days = week.map((_, other) => other).filter((other) => (other === day ? input.checked : entry.days.includes(other)));
        // One without a day is none.
        if (entry.days.length === 0) entry.days = [day];
        input.checked = entry.days.includes(day);
        this.#draw();
      });
      return make("label", { class: "day-box" }, input, make("span", { "aria-hidden": "true" }, short.format(date)));
    });
    const mode = choice({ "aria-label": words("cameras.mode") }, modes.map((each) => [each, words(`cameras.mode.${each}`)]), entry.mode);
    mode.addEventListener("change", () => {
      entry.mode = mode.value;
      this.#draw();
    });
    const remove = button(words("settings.remove"), () => {
      this.#entries.splice(at, 1);
      this.#render();
    });
    return make(
      "div",
      { class: "entry", role: "group", "aria-label": words("cameras.schedule.entry", { number: at + 1 }) },
      make("div", { class: "days" }, ...days),
      this.#time(words("cameras.schedule.from"), entry, "start"),
      this.#time(words("cameras.schedule.to"), entry, "end"),
      mode,
      remove,
    );
  }

  /** @param {string} label @param {Entry} entry @param {"start" | "end"} member */
  #time(label, entry, member) {
    // Not a browser's own field of time, which shows twelve hours or twenty-four as it likes, and knows no 24:00.
    const input = make("input", { "aria-label": label, inputmode: "numeric", maxlength: 5, autocomplete: "off", placeholder: "08:00" });
    input.value = timeText(entry[member]);
    input.addEventListener("input", () => {
      const minute = minuteOf(input.value.trim());
      const isTime = !Number.isNaN(minute) && (member === "end" || minute < dayLength);
      if (isTime) input.removeAttribute("aria-invalid");
      else mark(input, "aria-invalid", "true");
      if (!isTime) return;
      entry[member] = member === "end" && minute === 0 ? dayLength : minute;
      this.#draw();
    });
    return input;
  }

  #draw() {
    mark(this.#week, "aria-label", this.value.join("; ") || words("cameras.schedule.none"));
    const hours = make("div", { class: "week-hours" }, ...[0, 6, 12, 18, 24].map((hour) => make("span", {}, String(hour))));
    this.#week.replaceChildren(make("div", { class: "week-day" }, make("span"), hours), ...week.map((date, day) => {
      const bar = make("div", { class: "week-bar" });
      for (const { start, end, mode } of stretchesOf(this.#entries, day)) {
        const part = make("span", {
          "data-mode": mode,
          title: `${long.format(date)} ${timeText(start)}–${timeText(end)}: ${wordsOf(`cameras.mode.${mode}`, mode)}`,
        });
        part.style.flexGrow = String(end - start);
        bar.append(part);
      }
      return make("div", { class: "week-day" }, make("span", {}, short.format(date)), bar);
    }));
  }
}
