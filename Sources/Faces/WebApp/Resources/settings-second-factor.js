// @ts-check
// The second factor: scan the code, say the first number, keep the recovery codes.

import { make } from "./dom.js";
import { who } from "./api.js";
import { session } from "./session.js";
import * as api from "./settings-api.js";
import { formOf, passwordInput, shownOnce } from "./settings-forms.js";
import { button, card, labelled, tag } from "./system-bits.js";
import { countOf } from "./system-words.js";
import { words } from "./words.js";

export class SecondFactorCard {
  #state = make("p");
  #box = make("div", { class: "stack" });
  #complain;
  #note;
  /** A step is being taken, which an answer from elsewhere does not take away. */
  #isBusy = false;
  element = card(words("settings.factor"), make("p", { class: "muted" }, words("settings.factor.hint")), this.#state, this.#box);

  /** @param {(error: unknown) => void} complain @param {(text: string) => void} note */
  constructor(complain, note) {
    this.#complain = complain;
    this.#note = note;
    this.element.dataset.card = "second-factor";
  }

  async refresh() {
    if (this.#isBusy) return;
    const { active, recovery_codes_left: left } = await api.secondFactor();
    this.#state.replaceChildren(
      tag(words(active ? "settings.factor.on" : "settings.factor.off"), active ? "good" : "plain"),
      ...(active ? [" ", countOf("settings.factor.codes", left)] : []),
    );
    if (!active) return this.#box.replaceChildren(button(words("settings.factor.begin"), () => this.#askPassword(), "primary"));
    this.#box.replaceChildren(make(
      "div",
      { class: "form-row" },
      button(words("settings.factor.renew"), () => this.#prove(words("settings.factor.renew"), (proof) => this.#renew(proof))),
      button(words("settings.factor.remove"), () => this.#prove(words("settings.factor.remove"), (proof) => this.#remove(proof)), "danger"),
    ));
  }

  /** Takes away what is shown once. */
  forget() {
    this.#isBusy = false;
    this.#box.replaceChildren();
  }

  #back() {
    return button(words("settings.cancel"), () => this.#done());
  }

  #done() {
    this.#isBusy = false;
    this.refresh().catch(this.#complain);
  }

  /** @param {...Node} children */
  #step(...children) {
    this.#isBusy = true;
    this.#box.replaceChildren(...children);
    this.#box.querySelector("input")?.focus();
  }

  #askPassword() {
    const password = passwordInput("current-password");
    this.#step(formOf(
      { "data-form": "factor-password" },
      [labelled(words("settings.password.current"), password)],
      words("settings.next"),
      async () => this.#scan(await api.beginSecondFactor(password.value)),
      this.#back(),
    ));
  }

  /** @param {{secret: string, uri: string, svg: string}} offer */
  #scan({ secret, svg }) {
    const picture = make("img", { class: "qr", alt: words("settings.factor.qr"), src: `data:image/svg+xml,${encodeURIComponent(svg)}` });
    const code = make("input", { name: "code", required: true, autocomplete: "one-time-code", inputmode: "numeric", maxlength: 100 });
    this.#step(
      make("p", {}, words("settings.factor.scan")),
      picture,
      make("p", { class: "muted" }, words("settings.factor.by-hand")),
      make("output", { class: "secret" }, make("code", {}, secret)),
      formOf(
        { "data-form": "factor-code" },
        [labelled(words("settings.factor.code"), code, words("settings.factor.code-hint"))],
        words("settings.factor.activate"),
        async () => {
          const { recovery_codes: codes } = await api.activateSecondFactor(code.value.trim());
          this.#showCodes(codes);
          session.begin(await who());
        },
        this.#back(),
      ),
    );
  }

  /** @param {string[]} codes */
  #showCodes(codes) {
    this.#step(
      shownOnce(words("settings.factor.your-codes"), codes, words("settings.factor.codes-hint")),
      button(words("settings.factor.kept"), () => this.#done(), "primary"),
    );
  }

  /** @param {string} what @param {(proof: api.Proof) => Promise<void>} work */
  #prove(what, work) {
    const code = make("input", { name: "code", required: true, autocomplete: "one-time-code", maxlength: 100 });
    this.#step(formOf(
      { "data-form": "factor-proof" },
      [labelled(words("settings.factor.code"), code, words("settings.factor.proof-hint"))],
      what,
      () => work({ code: code.value.trim() }),
      this.#back(),
    ));
  }

  /** @param {api.Proof} proof */
  async #renew(proof) {
    this.#showCodes((await api.renewRecoveryCodes(proof)).recovery_codes);
  }

  /** @param {api.Proof} proof */
  async #remove(proof) {
    await api.removeSecondFactor(proof);
    session.begin(await who());
    this.#note(words("settings.factor.removed"));
    this.#done();
  }
}
