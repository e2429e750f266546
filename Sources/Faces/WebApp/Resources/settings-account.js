// @ts-check
// One's own account: password, second factor, and the password for streams.

import { who as whoAsks } from "./api.js";
import { make } from "./dom.js";
import { session } from "./session.js";
import { changePassword, makeStreamPassword, removeStreamPassword } from "./settings-api.js";
import { formOf, passwordInput, shownOnce } from "./settings-forms.js";
import { SecondFactorCard } from "./settings-second-factor.js";
import { button, card, confirmed, facts, labelled, moment } from "./system-bits.js";
import { Part } from "./system-part.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Person} Person */

/** The server's answer went along with a new cookie, whose session has a token of its own. */
export const continueSession = async () => session.begin(await whoAsks());

export class AccountPart extends Part {
  #facts = make("div");
  #stream = make("div", { class: "stack" });
  #once = make("div");
  #factor = new SecondFactorCard((error) => this.complain(error), (text) => this.note(text));

  /** @override */
  build() {
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("settings.account.title"))),
      make(
        "div",
        { class: "cards" },
        card(words("settings.account.you"), this.#facts),
        this.#passwordCard(),
        this.#factor.element,
        this.#streamCard(),
      ),
    );
  }

  /** @override */
  async refresh() {
    const who = await whoAsks();
    const user = /** @type {Person | null} */ (/** @type {unknown} */ (who.user));
    if (!user) return;
    this.#facts.replaceChildren(facts([
      [words("settings.person.username"), user.username],
      [words("settings.person.name"), user.display_name || "–"],
      [words("settings.person.role"), wordsOf(`settings.role.${user.role}`, user.role)],
      [words("settings.person.seen"), moment(user.last_login_at) || "–"],
    ]));
    this.#renderStream(user);
    await this.#factor.refresh();
  }

  #passwordCard() {
    const old = passwordInput("current-password", "current");
    const fresh = passwordInput("new-password", "new");
    return card(
      words("settings.password"),
      formOf(
        { "data-form": "password" },
        [
          labelled(words("settings.password.current"), old),
          labelled(words("settings.password.new"), fresh, words("settings.password.hint")),
        ],
        words("settings.password.change"),
        async (form) => {
          await changePassword({ current: old.value, new: fresh.value });
          form.reset();
          await continueSession();
          this.note(words("settings.password.changed"));
        },
      ),
    );
  }

  #streamCard() {
    return card(words("settings.stream"), make("p", { class: "muted" }, words("settings.stream.hint")), this.#stream, this.#once);
  }

  /** @param {Person} user */
  #renderStream(user) {
    const create = button(words(user.has_stream_password ? "settings.stream.renew" : "settings.stream.make"), () =>
      void this.act(create, async () => {
        const { password } = await makeStreamPassword();
        this.#once.replaceChildren(shownOnce(words("settings.stream.yours"), [password], words("settings.once")));
      }));
    const remove = button(words("settings.stream.remove"), () => void this.#removeStream(remove), "danger");
    remove.hidden = !user.has_stream_password;
    this.#stream.replaceChildren(make("div", { class: "form-row" }, create, remove));
  }

  /** @param {HTMLButtonElement} pressed */
  async #removeStream(pressed) {
    const question = {
      title: words("settings.stream.sure"),
      words: words("settings.stream.sure-words"),
      yes: words("settings.stream.remove"),
    };
    if (!await confirmed(question)) return;
    this.#once.replaceChildren();
    await this.act(pressed, removeStreamPassword, words("settings.stream.removed"));
  }

  /** @override */
  left() {
    // What is shown once is not there for the next who looks.
    this.#once.replaceChildren();
    this.#factor.forget();
  }
}

customElements.define("nj-settings-account", AccountPart);
