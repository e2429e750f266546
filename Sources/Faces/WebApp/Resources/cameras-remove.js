// @ts-check
// Asks what becomes of a camera's recordings when it is removed.

import { recordings } from "./api.js";
import { make, say } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {"keep" | "archive" | "erase"} Choice */

const choices = /** @type {const} */ (["keep", "archive", "erase"]);

export class RemoveDialog {
  #title = make("h2", { id: "cameras-remove-title" });
  #words = make("p");
  #options = choices.map((value) => {
    const input = make("input", { type: "radio", name: "recordings", value });
    const text = make("span", {}, make("strong", {}, words(`cameras.remove.${value}`)), " ", words(`cameras.remove.${value}-hint`));
    return { input, label: make("label", { class: "check option" }, input, text) };
  });
  #no = make("button", { type: "submit", value: "no" }, words("settings.cancel"));
  #yes = make("button", { type: "submit", value: "yes", class: "danger filled" });
  #dialog = make(
    "dialog",
    { "aria-labelledby": "cameras-remove-title", class: "small" },
    make(
      "form",
      { method: "dialog" },
      this.#title,
      this.#words,
      make(
        "div",
        { class: "stack", role: "radiogroup", "aria-labelledby": "cameras-remove-title" },
        ...this.#options.map(({ label }) => label),
      ),
      make("div", { class: "actions" }, make("span", { class: "spring" }), this.#no, this.#yes),
    ),
  );
  element = this.#dialog;

  /** @param {Camera} camera @returns {Promise<Choice | null>} null: it stays */
  async ask(camera) {
    const page = await recordings({ camera: camera.id, limit: 1 }).catch(() => null);
    say(this.#title, words("cameras.remove.title", { name: camera.name }));
    say(this.#words, words(page?.items.length === 0 ? "cameras.remove.none" : "cameras.remove.words"));
    say(this.#yes, words("cameras.remove.yes", { name: camera.name }));
    for (const { input } of this.#options) input.checked = input.value === "keep";
    this.#dialog.returnValue = "no";
    this.#dialog.showModal();
    return new Promise((answer) => {
      this.#dialog.addEventListener("close", () => answer(this.#dialog.returnValue === "yes" ? this.#chosen : null), { once: true });
    });
  }

  /** @returns {Choice} */
  get #chosen() {
    const value = this.#options.find(({ input }) => input.checked)?.input.value;
    return choices.find((choice) => choice === value) ?? "keep";
  }
}
