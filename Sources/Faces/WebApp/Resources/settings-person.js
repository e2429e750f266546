// @ts-check
// One account, to be made or changed: role, rights by camera, and help for who has lost something.

import { make, say } from "./dom.js";
import { session } from "./session.js";
import { addPerson, changePerson, removePerson, resetOf } from "./settings-api.js";
import { formOf, passwordInput } from "./settings-forms.js";
import { RightsEditor } from "./settings-rights.js";
import { button, card, check, checkbox, choice, confirmed, labelled } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./settings-types.js").Person} Person */
/** @typedef {import("./settings-types.js").PersonDraft} PersonDraft */
/** @typedef {import("./settings-types.js").Role} Role */
/** @typedef {import("./system-part.js").Part} Part */

const roles = /** @type {const} */ (["viewer", "operator", "administrator"]);

export class PersonForm {
  #part;
  #person;
  #leave;
  #username = make("input", {
    name: "username",
    required: true,
    maxlength: 64,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  #name = make("input", { name: "display_name", maxlength: 100, autocomplete: "off" });
  #email = make("input", { name: "email", type: "email", maxlength: 254, autocomplete: "off" });
  #password = passwordInput("new-password");
  #role = choice({ name: "role" }, roles.map((role) => [role, words(`settings.role.${role}`)]), "viewer");
  #roleHint = make("p", { class: "muted" });
  #enabled;
  #unmasked;
  #locked;
  #rights;
  /** @type {HTMLElement[]} */ elements;

  /** @param {Part} part @param {Person | null} person null: a new one @param {Camera[]} cameras @param {() => void} leave */
  constructor(part, person, cameras, leave) {
    this.#part = part;
    this.#person = person;
    this.#leave = leave;
    this.#username.value = person?.username ?? "";
    this.#name.value = person?.display_name ?? "";
    this.#email.value = person?.email ?? "";
    this.#role.value = person?.role ?? "viewer";
    this.#enabled = checkbox("enabled", person?.enabled ?? true);
    this.#unmasked = checkbox("unmasked", person?.unmasked ?? false);
    this.#locked = checkbox("password_locked", person?.password_locked ?? false);
    this.#password.required = person === null;
    this.#rights = new RightsEditor(cameras, person?.cameras ?? { all: ["live", "playback"] });
    this.#role.addEventListener("change", () => this.#showRole());
    this.#showRole();
    this.elements = [this.#head(), this.#form(), ...(person ? [this.#help(person)] : [])];
  }

  focus() {
    if (!this.#person) this.#username.focus();
  }

  get #isOwn() {
    return this.#person !== null && this.#person.id === session.who?.user?.id;
  }

  #head() {
    const title = this.#person ? this.#person.display_name || this.#person.username : words("settings.people.add");
    return make("div", { class: "part-head" }, make("h3", {}, title), button(words("settings.back"), () => this.#leave()));
  }

  #showRole() {
    const role = /** @type {Role} */ (this.#role.value);
    say(this.#roleHint, words(`settings.role.${role}-hint`));
    this.#rights.element.hidden = role === "administrator";
  }

  #form() {
    const password = labelled(
      words("settings.password"),
      this.#password,
      this.#isOwn ? words("settings.person.own-password") : words(this.#person ? "settings.person.new-password" : "settings.password.hint"),
    );
    // The password of one's own account is changed where the present one is asked for.
    if (this.#isOwn) password.hidden = true;
    return formOf(
      { "data-form": "person", class: "form card" },
      [
        make(
          "div",
          { class: "fields" },
          labelled(words("settings.person.username"), this.#username),
          labelled(words("settings.person.name"), this.#name),
          labelled(words("settings.person.email"), this.#email),
          password,
          labelled(words("settings.person.role"), this.#role),
        ),
        this.#roleHint,
        this.#rights.element,
        make(
          "div",
          { class: "checks" },
          check(words("settings.person.enabled"), this.#enabled),
          check(words("settings.person.unmasked"), this.#unmasked),
          check(words("settings.person.locked"), this.#locked),
        ),
      ],
      words(this.#person ? "settings.save" : "settings.people.make"),
      async () => {
        const saved = this.#person ? await changePerson(this.#person.id, this.#draft()) : await addPerson(this.#draft());
        this.#part.note(words("settings.people.saved", { name: saved.display_name || saved.username }));
        this.#leave();
      },
    );
  }

  /** @returns {PersonDraft} of a known account what is not as it was */
  #draft() {
    const role = /** @type {Role} */ (this.#role.value);
    /** @type {PersonDraft} */
    const draft = {
      username: this.#username.value.trim(),
      display_name: this.#name.value.trim(),
      email: this.#email.value.trim() || null,
      role,
      enabled: this.#enabled.checked,
      unmasked: this.#unmasked.checked,
      password_locked: this.#locked.checked,
    };
    if (role !== "administrator") draft.cameras = this.#rights.value;
    const before = this.#person;
    if (before) {
      for (const member of /** @type {(keyof PersonDraft & keyof Person)[]} */ (Object.keys(draft))) {
        if (JSON.stringify(draft[member] ?? null) === JSON.stringify(before[member] ?? null)) delete draft[member];
      }
    } else {
      if (!draft.email) delete draft.email;
    }
    if (this.#password.value) draft.password = this.#password.value;
    return draft;
  }

  /** @param {Person} person */
  #help(person) {
    const reset = (/** @type {Parameters<typeof resetOf>[1]} */ what, /** @type {string} */ text, /** @type {string} */ done) => {
      const made = button(text, () => void this.#part.act(made, () => resetOf(person.id, what), done));
      return made;
    };
    const remove = button(words("settings.person.remove"), () => void this.#remove(remove, person), "danger");
    const buttons = [reset("lockout", words("settings.person.unlock"), words("settings.person.unlocked"))];
    if (person.has_second_factor) {
      buttons.push(reset("second-factor", words("settings.person.reset-factor"), words("settings.person.factor-reset")));
    }
    if (person.has_stream_password) {
      buttons.push(reset("stream-password", words("settings.stream.remove"), words("settings.stream.removed")));
    }
    if (!this.#isOwn) {
      buttons.push(reset("sessions", words("settings.person.log-out"), words("settings.person.logged-out")), remove);
    }
    return card(words("settings.person.help"), make("div", { class: "form-row" }, ...buttons));
  }

  /** @param {HTMLButtonElement} pressed @param {Person} person */
  async #remove(pressed, person) {
    const name = person.display_name || person.username;
    const question = {
      title: words("settings.person.sure", { name }),
      words: words("settings.person.sure-words"),
      yes: words("settings.person.remove-of", { name }),
    };
    if (!await confirmed(question)) return;
    const done = words("settings.person.removed", { name });
    if (await this.#part.act(pressed, () => removePerson(person.id), done)) this.#leave();
  }
}
