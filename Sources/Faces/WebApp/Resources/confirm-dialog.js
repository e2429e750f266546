// @ts-check
// Asks before something goes.

import { make, say } from "./dom.js";

export class ConfirmDialog extends HTMLElement {
  #title = make("h2", { id: "confirm-title" });
  #words = make("p");
  #yes = make("button", { type: "submit", value: "yes", class: "danger filled" });
  #no = make("button", { type: "submit", value: "no", autofocus: true }, "Cancel");
  #dialog = make(
    "dialog",
    { "aria-labelledby": "confirm-title", class: "small" },
    make(
      "form",
      { method: "dialog" },
      this.#title,
      this.#words,
      make("div", { class: "actions" }, make("span", { class: "spring" }), this.#no, this.#yes),
    ),
  );

  connectedCallback() {
    if (!this.firstChild) this.append(this.#dialog);
  }

  /** @param {{title: string, words: string, yes: string}} question @returns {Promise<boolean>} */
  ask({ title, words, yes }) {
    say(this.#title, title);
    say(this.#words, words);
    say(this.#yes, yes);
    this.#dialog.returnValue = "no";
    this.#dialog.showModal();
    return new Promise((answer) => {
      this.#dialog.addEventListener("close", () => answer(this.#dialog.returnValue === "yes"), { once: true });
    });
  }
}

customElements.define("nj-confirm", ConfirmDialog);
