// @ts-check
// How a camera makes its picture, with the bounds that the camera itself names: what is moved here is seen in the live picture
// beside it, as it is moved.

import { focusField } from "./cameras-focus.js";
import { imaging, setImaging } from "./devices-api.js";
import { make, mark, say } from "./dom.js";
import { button, card, choice, labelled } from "./system-bits.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").Imaging} Imaging */
/** @typedef {import("./devices-types.js").ImagingChoice} ImagingChoice */
/** @typedef {import("./devices-types.js").ImagingNumber} ImagingNumber */
/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./system-part.js").Part} Part */

/** In this order; what a camera does not have is left out. */
const order = [
  "brightness", "contrast", "saturation", "sharpness", "infrared_filter", "wide_dynamic_range", "wide_dynamic_range_level", "backlight",
  "backlight_level", "exposure", "exposure_time", "gain", "iris", "white_balance", "red_gain", "blue_gain", "focus",
];
/** Steps of a slider whose bounds are no whole numbers. */
const fineSteps = 100;

export class PictureSide {
  #part;
  #id = "";
  #isAsked = false;
  /** @type {Record<string, number | string>} as it was when somebody came */ #first = {};
  /** @type {Record<string, number | string>} what is still to be sent */ #wish = {};
  #isSending = false;
  #fields = make("div", { class: "stack", "data-part": "imaging" });
  #back = button(words("imaging.back"), () => this.#putBack());
  element = card(words("cameras.part.picture"), make("p", { class: "muted" }, words("imaging.hint")), this.#fields, make("div", { class: "form-row" }, this.#back));

  /** @param {Part} part */
  constructor(part) {
    this.#part = part;
    this.#back.hidden = true;
    this.#back.dataset.action = "picture-back";
  }

  /** @param {WholeCamera} camera */
  show(camera) {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#id = camera.id;
    void this.#ask();
  }

  async #ask() {
    say(this.#fields, words("device.asking"));
    const done = await this.#part.act(null, async () => this.#draw(await imaging(this.#id)));
    if (done) return;
    const again = button(words("device.again"), () => void this.#ask());
    this.#fields.replaceChildren(again);
  }

  /** @param {Imaging} found */
  #draw(found) {
    const rows = order.flatMap((name) => {
      const one = found[name];
      return one ? ["choices" in one ? this.#choice(name, one) : this.#slider(name, one)] : [];
    });
    this.#fields.replaceChildren(...(rows.length > 0 ? rows : [make("p", { class: "muted" }, words("imaging.none"))]));
    this.#first = valuesOf(found);
    this.#back.hidden = rows.length === 0;
    this.#back.disabled = true;
    if (found.focus) void focusField(this.#part, this.#id).then((field) => this.#fields.append(...(field ? [field] : [])));
  }

  /** @param {string} name @param {ImagingNumber} number */
  #slider(name, { value, min, max }) {
    const isWhole = Number.isInteger(min) && Number.isInteger(max) && max - min >= 2;
    const slider = make("input", { type: "range", name, min, max, step: isWhole ? 1 : (max - min) / fineSteps || 1 });
    slider.value = String(value ?? (min + max) / 2);
    const shown = make("output", {}, value === null || value === undefined ? "–" : numberWords(value));
    slider.addEventListener("input", () => {
      say(shown, numberWords(Number(slider.value)));
      this.#set(name, Number(slider.value));
    });
    const label = make("span", { class: "label" }, nameOf(name), " ", shown);
    return make("label", { class: "field slider" }, label, slider, make("span", { class: "hint bounds" }, make("span", {}, numberWords(min)), make("span", {}, numberWords(max))));
  }

  /** @param {string} name @param {ImagingChoice} found */
  #choice(name, { value, choices }) {
    const known = value && !choices.includes(value) ? [value, ...choices] : choices;
    const select = choice({ name }, known.map((each) => [each, wordsOf(`imaging.value.${each.replaceAll("_", "-")}`, each)]), value ?? "");
    select.addEventListener("change", () => this.#set(name, select.value));
    return labelled(nameOf(name), select);
  }

  /** @param {string} name @param {number | string} value */
  #set(name, value) {
    this.#wish[name] = value;
    this.#back.disabled = false;
    void this.#send();
  }

  /** One change after the other: what the slider has passed meanwhile is not sent. */
  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (Object.keys(this.#wish).length > 0) {
        const change = this.#wish;
        this.#wish = {};
        mark(this.#fields, "data-state", "sending");
        this.#take(await setImaging(this.#id, change));
        this.#part.complain(null);
      }
      mark(this.#fields, "data-state", "sent");
    } catch (error) {
      this.#wish = {};
      mark(this.#fields, "data-state", "failed");
      this.#part.complain(error);
      // As it is, and not as somebody wished.
      await imaging(this.#id).then((found) => this.#take(found, true), () => {});
    } finally {
      this.#isSending = false;
    }
  }

  /**
   * What the camera made of it, where nobody has moved on.
   * @param {Imaging} found @param {boolean} [isAll] also what somebody holds just now
   */
  #take(found, isAll = false) {
    for (const [name, value] of Object.entries(valuesOf(found))) {
      const control = this.#fields.querySelector(`[name="${name}"]`);
      if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) continue;
      if (name in this.#wish || (!isAll && control === document.activeElement)) continue;
      control.value = String(value);
      const shown = control.closest("label")?.querySelector("output");
      if (shown && typeof value === "number") say(shown, numberWords(value));
    }
  }

  #putBack() {
    const first = this.#first;
    for (const [name, value] of Object.entries(first)) {
      const control = this.#fields.querySelector(`[name="${name}"]`);
      if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement) || control.value === String(value)) continue;
      this.#wish[name] = value;
    }
    this.#back.disabled = true;
    void this.#send();
  }
}

/** @param {Imaging} found @returns {Record<string, number | string>} */
const valuesOf = (found) => Object.fromEntries(Object.entries(found).flatMap(([name, one]) => (one && one.value !== null && one.value !== undefined ? [[name, one.value]] : [])));

/** @param {string} name */
const nameOf = (name) => wordsOf(`imaging.${name.replaceAll("_", "-")}`, name);

/** @param {number} value */
const numberWords = (value) => String(Math.round(value * 100) / 100);
