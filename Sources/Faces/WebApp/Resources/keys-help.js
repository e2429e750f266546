// @ts-check
// The list of keys of a place.

import { make } from "./dom.js";
import { words } from "./words.js";

/** @typedef {{keys: string[], what: string}} KeyLine */

export class KeysHelp extends HTMLElement {
  #list = make("dl", { class: "keys" });
  #close = make("button", { type: "submit", class: "primary", autofocus: true }, words("keys.close"));
  #dialog = make(
    "dialog",
    { "aria-label": words("keys.title") },
    make(
      "form",
      { method: "dialog" },
      make("h2", {}, words("keys.title")),
      this.#list,
      make("div", { class: "actions" }, make("span", { class: "spring" }), this.#close),
    ),
  );

  connectedCallback() {
    if (!this.firstChild) this.append(this.#dialog);
  }

  /** @param {KeyLine[]} lines */
  show(lines) {
    this.#list.replaceChildren(...lines.flatMap(({ keys, what }) => [
      make("dt", {}, ...keys.map((key) => make("kbd", {}, key))),
      make("dd", {}, what),
    ]));
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    // The button at the end has the focus; the list is read from its beginning.
    this.#dialog.scrollTop = 0;
  }
}

customElements.define("nj-keys-help", KeysHelp);
