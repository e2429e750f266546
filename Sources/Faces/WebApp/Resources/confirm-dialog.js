// @ts-check
// Asks before something goes.

import { make, say } from "./dom.js";
import { words } from "./words.js";

export class ConfirmDialog extends HTMLElement {
  #title = make("h2", { id: "confirm-title" });
  #text = make("p");
  #yes = make("button", { type: "submit", value: "yes", class: "danger filled" });
  #no = make("button", { type: "submit", value: "no", autofocus: true }, words("dialog.cancel"));
  #dialog = make(
    "dialog",
    { "aria-labelledby": "confirm-title", class: "small" },
    make(
      "form",
      { method: "dialog" },
      this.#title,
      this.#text,
      make("div", { class: "actions" }, make("span", { class: "spring" }), this.#no, this.#yes),
    ),
  );

  connectedCallback() {
    if (!this.firstChild) this.append(this.#dialog);
  }

  /** @param {{title: string, words: string, yes: string}} question @returns {Promise<boolean>} */
  ask(question) {
    say(this.#title, question.title);
    say(this.#text, question.words);
    say(this.#yes, question.yes);
    this.#dialog.returnValue = "no";
    this.#dialog.showModal();
    return new Promise((answer) => {
      this.#dialog.addEventListener("close", () => answer(this.#dialog.returnValue === "yes"), { once: true });
    });
  }
}

customElements.define("nj-confirm", ConfirmDialog);
