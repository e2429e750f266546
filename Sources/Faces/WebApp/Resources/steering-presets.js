// @ts-check
// The places that a camera keeps: gone to, kept, and forgotten. They are asked for when the list is opened.

import { goToPreset, keepPreset, presets, removePreset } from "./devices-api.js";
import { iconButton, make, say } from "./dom.js";
import { confirmed } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").Preset} Preset */

export class PresetList {
  #camera;
  #act;
  /** @type {Preset[]} */ #items = [];
  #at = -1;
  #list = make("ul");
  #empty = make("p", { role: "status" });
  #name = make("input", { maxlength: 60, autocomplete: "off", "aria-label": words("ptz.preset-name"), placeholder: words("ptz.preset-name") });
  #keep = make("button", { type: "submit", "data-action": "keep-preset" }, words("ptz.preset-keep"));
  #form = make("form", { class: "keep-preset" }, this.#name, this.#keep);
  element = make("div", { class: "presets", hidden: true }, this.#list, this.#empty, this.#form);

  /**
   * @param {string} camera
   * @param {(work: () => Promise<unknown>, done?: string) => Promise<boolean>} act does it, and says what went wrong
   */
  constructor(camera, act) {
    this.#camera = camera;
    this.#act = act;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {boolean} isOpen */
  async open(isOpen) {
    this.element.hidden = !isOpen;
    if (isOpen) await this.#ask();
  }

  /**
   * To the one after, or the one before.
   * @param {1 | -1} step
   */
  async step(step) {
    if (this.#items.length === 0) await this.#ask();
    const count = this.#items.length;
    if (count === 0) return;
    this.#at = this.#at < 0 ? (step > 0 ? 0 : count - 1) : (this.#at + step + count) % count;
    const preset = this.#items[this.#at];
    if (preset) await this.#go(preset);
  }

  async #ask() {
    if (this.#items.length === 0) say(this.#empty, words("ptz.presets-asking"));
    await this.#act(async () => {
      this.#items = (await presets(this.#camera)).items;
    });
    this.#show();
  }

  #show() {
    const focused = document.activeElement instanceof HTMLElement && this.#list.contains(document.activeElement);
    this.#list.replaceChildren(...this.#items.map((preset) => this.#row(preset)));
    say(this.#empty, this.#items.length === 0 ? words("ptz.presets-none") : "");
    if (focused) (this.#list.querySelector("button") ?? this.#name).focus();
  }

  /** @param {Preset} preset */
  #row(preset) {
    const go = make("button", { type: "button", class: "preset", "data-preset": preset.token }, preset.name);
    go.addEventListener("click", () => void this.#go(preset));
    const remove = iconButton("trash", words("ptz.preset-remove", { name: preset.name }), () => void this.#remove(preset));
    return make("li", {}, go, remove);
  }

  /** @param {Preset} preset */
  #go(preset) {
    this.#at = this.#items.indexOf(preset);
    return this.#act(() => goToPreset(this.#camera, preset.token), words("ptz.preset-going", { name: preset.name }));
  }

  /** @param {Preset} preset */
  async #remove(preset) {
    const question = { title: words("ptz.preset-remove-title"), words: words("ptz.preset-remove-words", { name: preset.name }), yes: words("ptz.preset-remove-yes") };
    if (!await confirmed(question)) return;
    if (await this.#act(() => removePreset(this.#camera, preset.token))) await this.#ask();
  }

  async #save() {
    const name = this.#name.value.trim();
    if (name === "") return this.#name.focus();
    this.#keep.disabled = true;
    if (await this.#act(() => keepPreset(this.#camera, name), words("ptz.preset-kept", { name }))) {
      this.#name.value = "";
      await this.#ask();
    }
    this.#keep.disabled = false;
  }
}
