// @ts-check
// What the forms of a camera share: what was typed is sent only where it differs, and stays while the camera is asked about again.

import { change } from "./cameras-api.js";
import { make } from "./dom.js";
import { formOf } from "./settings-forms.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").CameraChange} CameraChange */
/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./system-part.js").Part} Part */

export class CameraForm {
  /** @type {Part} */ part;
  /**
   * As it was when the form was filled in.
   * @type {WholeCamera | null}
   */
  camera = null;
  element = make("div", { class: "stack" });

  /** @param {Part} part */
  constructor(part) {
    this.part = part;
  }

  /**
   * Puts the form's fields together, filled in.
   * @param {WholeCamera} _camera @returns {(Node | string)[]}
   */
  fields(_camera) {
    return [];
  }

  /**
   * What was typed, all of it.
   * @returns {CameraChange}
   */
  values() {
    return {};
  }

  /**
   * Buttons beside the one that saves.
   * @returns {HTMLElement[]}
   */
  others() {
    return [];
  }

  /** The words over it. */
  get title() {
    return "";
  }

  /** @param {WholeCamera} camera */
  show(camera) {
    if (this.camera) return;
    this.camera = camera;
    const form = formOf(
      { class: "form card", "data-form": "camera" },
      [make("h3", {}, this.title), ...this.fields(camera)],
      words("settings.save"),
      () => this.#save(camera.id),
      ...this.others(),
    );
    this.element.replaceChildren(form);
  }

  /**
   * Of what was typed what differs from how the camera is.
   * @returns {CameraChange}
   */
  changes() {
    const before = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this.camera ?? {}));
    const differs = (/** @type {string} */ member, /** @type {unknown} */ value) =>
      JSON.stringify(value ?? null) !== JSON.stringify(before[member] ?? null);
    return Object.fromEntries(Object.entries(this.values()).filter(([member, value]) => differs(member, value)));
  }

  /** @param {string} id */
  async #save(id) {
    const draft = this.changes();
    if (Object.keys(draft).length === 0) return this.part.note(words("settings.nothing-changed"));
    const saved = await change(id, draft);
    this.camera = null;
    this.show(saved);
    this.part.note(words("settings.saved"));
    this.part.again();
    this.part.dispatchEvent(new CustomEvent("cameras-changed", { bubbles: true }));
  }
}

/**
 * A number that may be left out.
 * @param {string} name @param {number | null | undefined} value @param {{min: number, max?: number, step?: string}} bounds
 */
export function numberInput(name, value, { min, max, step = "1" }) {
  const input = make("input", { name, type: "number", inputmode: "decimal", min, max, step, autocomplete: "off" });
  input.value = value === null || value === undefined ? "" : String(value);
  return input;
}

/** @param {HTMLInputElement} input @returns {number | null} */
export const numberOf = (input) => (input.value.trim() === "" ? null : Number(input.value));
