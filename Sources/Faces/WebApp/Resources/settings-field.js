// @ts-check
// One setting: a field of its kind, what counts where nothing is set, and the way back to that.

import { make, say } from "./dom.js";
import { size } from "./format.js";
import { check, checkbox, choice, labelled } from "./system-bits.js";
import { wordsOf } from "./system-words.js";
import { language, words } from "./words.js";

/** @typedef {import("./settings-types.js").Setting} Setting */
/** @typedef {import("./settings-types.js").SettingValue} SettingValue */

export class SettingField {
  /** @type {Setting} */ #setting;
  /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ #control;
  #usual = make("span", { class: "hint" });
  #before = "";
  element;

  /** @param {Setting} setting */
  constructor(setting) {
    this.#setting = setting;
    this.#control = controlOf(setting);
    const label = wordsOf(`settings.of.${setting.key}`, setting.summary);
    // The server's own words are English; a page in another language has its labels.
    const hint = label === setting.summary || language !== "en" ? undefined : setting.summary;
    const field = setting.kind === "bool"
      ? make("div", { class: "field" }, check(label, /** @type {HTMLInputElement} */ (this.#control)))
      : labelled(withUnit(label, setting.unit), this.#control);
    if (hint) field.append(make("span", { class: "hint" }, hint.replaceAll("`", "")));
    field.append(this.#usual);
    this.element = field;
    this.show(setting);
  }

  get key() {
    return this.#setting.key;
  }

  /** @param {Setting | undefined} setting as it is now */
  show(setting) {
    if (!setting) return;
    this.#setting = setting;
    const { kind, value, usual } = setting;
    if (this.#control instanceof HTMLInputElement && kind === "bool") this.#control.checked = value === true;
    else this.#control.value = kind === "secret" ? "" : textOf(value);
    if (kind === "secret") this.#control.setAttribute("placeholder", setting.set ? words("settings.unchanged") : "");
    this.#before = this.#typed;
    const usually = usual === null || usual === undefined ? words("settings.none") : textOf(usual, setting.unit);
    say(this.#usual, kind === "secret" ? "" : setting.set ? words("settings.usual", { value: usually }) : "");
  }

  get isChanged() {
    return this.#typed !== this.#before;
  }

  get #typed() {
    const control = this.#control;
    return control instanceof HTMLInputElement && control.type === "checkbox" ? String(control.checked) : control.value.trim();
  }

  /**
   * What is to be kept: null takes away what was set.
   * @returns {SettingValue}
   */
  get value() {
    const text = this.#typed;
    switch (this.#setting.kind) {
      case "bool":
        return text === "true";
      case "integer":
      case "number":
        // What is no number is the server's to refuse, with its words.
        return text === "" ? null : Number.isNaN(Number(text)) ? text : Number(text);
      case "list":
        return text.split("\n").map((line) => line.trim()).filter(Boolean);
      default:
        return text === "" ? null : text;
    }
  }
}

/** @param {Setting} setting */
function controlOf({ key, kind, choices, minimum, maximum }) {
  const name = key;
  if (kind === "bool") return checkbox(name, false);
  if (choices) return choice({ name }, choices.map((value) => [value, value]), "");
  if (kind === "list") return make("textarea", { name, rows: 3, spellcheck: "false" });
  if (kind === "secret") return make("input", { name, type: "password", autocomplete: "new-password", maxlength: 1024 });
  if (kind === "integer" || kind === "number") {
    const step = kind === "integer" ? 1 : "any";
    return make("input", { name, type: "number", inputmode: "decimal", min: minimum, max: maximum, step, autocomplete: "off" });
  }
  return make("input", { name, maxlength: 1000, autocomplete: "off", spellcheck: "false" });
}

/** @param {string} label @param {string | null} unit */
const withUnit = (label, unit) => (unit ? `${label} (${wordsOf(`settings.unit.${unit}`, unit)})` : label);

/** @param {SettingValue | undefined} value @param {string | null} [unit] */
function textOf(value, unit) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return words(value ? "settings.yes" : "settings.no");
  if (unit === "bytes" && typeof value === "number") return size(value);
  return Array.isArray(value) ? value.join("\n") : String(value);
}
