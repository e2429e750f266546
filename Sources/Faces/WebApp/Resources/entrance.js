// @ts-check
// What stands before the page while nobody is logged in: the first run, logging in, and the second factor.
//
// For tests and style sheets its dialog says data-step: "setup", "log-in", "code", or "first" for the rest of the first run.

import { cameras, logIn, logInWithCode, needsSetup, ProblemError, setUp, who } from "./api.js";
import { make, mark, say } from "./dom.js";
import { CameraWizard, steps } from "./camera-wizard.js";
import { field, showProblem } from "./forms.js";
import { session } from "./session.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").LogIn} LogIn */

const askSetupEvery = 3000;

const nameTraits = { required: true, autocapitalize: "off", spellcheck: "false", autocomplete: "username" };

export class Entrance extends HTMLElement {
  #form = make("form", { novalidate: true, "aria-labelledby": "entrance-title" });
  #problem = make("p", { class: "problem", role: "alert" });
  #press = make("button", { type: "submit", class: "primary" });
  #dialog = make("dialog", { class: "entrance", "aria-labelledby": "entrance-title" }, this.#form);
  /** @type {() => Promise<LogIn>} */ #send = async () => Promise.reject(new Error(words("problem.nobody")));
  /** What the button says when it may be pressed. */
  #label = "";
  #waiting = 0;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#dialog);
    // There is nothing behind it to go back to.
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.#dialog.addEventListener("close", () => {
      if (session.who === null) this.#dialog.showModal();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#press.disabled) void this.#submit();
    });
  }

  /** Whoever comes first: there may be no account yet. */
  async ask() {
    this.#cover();
    try {
      if (await needsSetup()) this.#setUp();
      else this.#logIn();
    } catch (error) {
      this.#form.replaceChildren(this.#problem);
      showProblem(this.#form, this.#problem, error);
      setTimeout(() => void this.ask(), askSetupEvery);
    }
  }

  /**
   * Somebody who was logged in and is not any more.
   * @param {string} reason in a sentence
   */
  askAgain(reason) {
    this.#cover();
    this.#logIn(reason);
  }

  /** Nothing of the page is seen from now on. */
  #cover() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  #setUp() {
    const code = make("input", { name: "code", required: true, autocomplete: "off", spellcheck: "false", maxlength: 100 });
    const name = make("input", { ...nameTraits, name: "username", maxlength: 64 });
    const password = passwordInput("new-password");
    this.#show("setup", words("setup.title"), words("setup.words"), words("setup.press"), [
      field(words("entrance.code"), code, words("setup.code-hint")),
      field(words("entrance.name"), name),
      passwordField(password, words("setup.password-hint")),
    ]);
    this.#send = () => setUp({ code: code.value.trim(), username: name.value.trim(), password: password.value });
  }

  /** @param {string} [reason] */
  #logIn(reason = "") {
    const name = make("input", { ...nameTraits, name: "username", maxlength: 256 });
    const password = passwordInput("current-password");
    const fields = [field(words("entrance.name"), name), passwordField(password)];
    this.#show("log-in", words("entrance.title"), reason, words("entrance.press"), fields);
    this.#send = () => logIn({ username: name.value.trim(), password: password.value });
  }

  /** @param {string} token of the log-in that owes the code */
  #askCode(token) {
    const code = make("input", {
      name: "code",
      required: true,
      autocomplete: "one-time-code",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: 100,
    });
    const back = make("button", { type: "button", "data-action": "back" }, words("entrance.back"));
    back.addEventListener("click", () => this.#logIn());
    this.#show("code", words("entrance.code-title"), words("entrance.code-words"), words("entrance.press"), [
      field(words("entrance.code"), code, words("entrance.code-hint")),
    ], back);
    this.#send = () => logInWithCode({ token, code: code.value.trim() });
  }

  /**
   * @param {"setup" | "log-in" | "code"} step @param {string} title @param {string} text @param {string} label
   * @param {HTMLElement[]} fields @param {HTMLElement[]} others buttons beside the one that goes on
   */
  #show(step, title, text, label, fields, ...others) {
    this.#release();
    this.#form.hidden = false;
    this.#dialog.querySelector("nj-camera-wizard")?.remove();
    mark(this.#dialog, "data-step", step);
    this.#label = label;
    say(this.#press, label);
    say(this.#problem, "");
    this.#form.replaceChildren(
      step === "setup" ? steps("account", true) : make("img", { src: "icon.svg", alt: "", width: 48, height: 48 }),
      make("h2", { id: "entrance-title" }, title),
      ...(text ? [make("p", { class: "muted" }, text)] : []),
      ...fields,
      this.#problem,
      make("div", { class: "actions" }, ...others, make("span", { class: "spring" }), this.#press),
    );
    this.#form.querySelector("input")?.focus();
  }

  async #submit() {
    const empty = [...this.#form.querySelectorAll("input")].find((input) => input.required && input.value === "");
    if (empty) return empty.focus();
    showProblem(this.#form, this.#problem, null);
    this.#press.disabled = true;
    try {
      const answer = await this.#send();
      if (answer.state === "second_factor_needed" && answer.second_factor) this.#askCode(answer.second_factor.token);
      else await this.#enter();
    } catch (error) {
      showProblem(this.#form, this.#problem, error);
      if (error instanceof ProblemError && error.wait > 0) return this.#hold(error.wait);
      const secret = this.#form.querySelector("input[name=password], input[name=code]");
      if (secret instanceof HTMLInputElement && this.#dialog.dataset.step !== "setup") secret.select();
    }
    if (!this.#waiting) this.#press.disabled = false;
  }

  async #enter() {
    const isFirstRun = this.#dialog.dataset.step === "setup";
    session.begin(await who());
    // No password stays in the page.
    this.#form.replaceChildren();
    // Whoever has named cameras in the configuration, or looks at the demonstration, has pictures to see already.
    const isWithout = isFirstRun && (await cameras().catch(() => [])).length === 0;
    if (isWithout) this.#goOn();
    else this.#dialog.close();
  }

  /** The account is made; now the first camera. */
  #goOn() {
    mark(this.#dialog, "data-step", "first");
    const first = new CameraWizard();
    first.isFirst = true;
    first.addEventListener("done", () => {
      first.remove();
      this.#dialog.close();
      this.#form.hidden = false;
    });
    this.#form.hidden = true;
    this.#dialog.append(first);
    first.begin();
  }

  /**
   * Nothing is tried for so long, and the button says so.
   * @param {number} seconds
   */
  #hold(seconds) {
    clearInterval(this.#waiting);
    const end = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left <= 0) {
        say(this.#problem, "");
        return this.#release();
      }
      this.#press.disabled = true;
      say(this.#press, left > 90 ? words("entrance.wait-minutes", { minutes: Math.ceil(left / 60) }) : words("entrance.wait", { seconds: left }));
    };
    this.#waiting = setInterval(tick, 500);
    tick();
  }

  #release() {
    clearInterval(this.#waiting);
    this.#waiting = 0;
    this.#press.disabled = false;
    say(this.#press, this.#label);
  }
}

/** @param {"current-password" | "new-password"} purpose */
function passwordInput(purpose) {
  return make("input", { name: "password", type: "password", required: true, autocomplete: purpose, maxlength: 1024 });
}

/**
 * With a way to see what was typed.
 * @param {HTMLInputElement} input @param {string} [hint]
 */
function passwordField(input, hint) {
  const shown = make("input", { type: "checkbox" });
  shown.addEventListener("change", () => {
    input.type = shown.checked ? "text" : "password";
  });
  const checks = make("div", { class: "checks" }, make("label", {}, shown, words("entrance.show-password")));
  return make("div", { class: "password" }, field(words("entrance.password"), input, hint), checks);
}

customElements.define("nj-entrance", Entrance);
