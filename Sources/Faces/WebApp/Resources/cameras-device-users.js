// @ts-check
// The accounts of a camera itself. It is asked when somebody opens the card.

import { addDeviceUser, changeDeviceUser, deviceUsers, removeDeviceUser } from "./devices-api.js";
import { make } from "./dom.js";
import { formOf, passwordInput } from "./settings-forms.js";
import { button, card, choice, confirmed, emptyWords, labelled, tag } from "./system-bits.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").DeviceUser} DeviceUser */
/** @typedef {import("./system-part.js").Part} Part */

const levels = ["user", "operator", "administrator"];
const levelWords = (/** @type {string} */ level) => wordsOf(`device.level.${level}`, level);

export class DeviceUsersCard {
  #part;
  #id;
  #own;
  #box = make("div", { class: "stack" });
  #details = make("details", { "data-part": "users" }, make("summary", {}, words("device.users-open")), this.#box);
  element = card(words("device.users"), this.#details);

  /** @param {Part} part @param {string} id of the camera @param {string} own the account with which the recorder asks it */
  constructor(part, id, own) {
    this.#part = part;
    this.#id = id;
    this.#own = own;
    this.#details.addEventListener("toggle", () => {
      if (this.#details.open) void this.#ask();
    });
  }

  async #ask() {
    if (!this.#box.firstChild) this.#box.append(make("p", { class: "muted", role: "status" }, words("device.asking")));
    const done = await this.#part.act(null, async () => this.#show((await deviceUsers(this.#id)).items));
    if (!done) this.#details.open = false;
  }

  /** @param {DeviceUser[]} users */
  #show(users) {
    const rows = users.map((user) => this.#row(user));
    this.#box.replaceChildren(rows.length > 0 ? make("ul", { class: "rows" }, ...rows) : emptyWords(words("device.users-none")), this.#addForm());
  }

  /** @param {DeviceUser} user */
  #row({ name, level }) {
    const isOwn = name === this.#own;
    const change = button(words("device.user-password"), () => {
      form.hidden = !form.hidden;
      if (!form.hidden) form.querySelector("input")?.focus();
    });
    const remove = button(words("device.user-remove"), () => void this.#remove(remove, name), "danger");
    change.setAttribute("aria-label", `${name}: ${words("device.user-password")}`);
    remove.setAttribute("aria-label", `${name}: ${words("device.user-remove")}`);
    const password = passwordInput("new-password");
    const form = formOf({ "data-form": "device-password" }, [labelled(words("camera.password"), password, isOwn ? words("device.user-own-hint") : "")], words("settings.save"), async () => {
      await changeDeviceUser(this.#id, name, { password: password.value });
      this.#part.note(words("settings.saved"));
      await this.#ask();
    });
    form.hidden = true;
    const marks = [tag(levelWords(level)), ...(isOwn ? [tag(words("device.user-own"), "good")] : [])];
    return make("li", { class: "row", "data-user": name }, make("span", { class: "name grow" }, name), ...marks, change, ...(isOwn ? [] : [remove]), form);
  }

  #addForm() {
    const name = make("input", { name: "name", required: true, maxlength: 256, autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    const password = passwordInput("new-password");
    const level = choice({ name: "level" }, levels.map((each) => [each, levelWords(each)]), "user");
    return formOf(
      { "data-form": "device-user" },
      [
        make("h4", {}, words("device.user-add")),
        make("div", { class: "fields" }, labelled(words("camera.user"), name), labelled(words("camera.password"), password), labelled(words("device.level"), level)),
      ],
      words("device.user-add-press"),
      async () => {
        await addDeviceUser(this.#id, { name: name.value.trim(), password: password.value, level: level.value });
        this.#part.note(words("settings.saved"));
        await this.#ask();
      },
    );
  }

  /** @param {HTMLButtonElement} pressed @param {string} name */
  async #remove(pressed, name) {
    const question = { title: words("device.user-remove-title"), words: words("device.user-remove-words", { name }), yes: words("device.user-remove") };
    if (!await confirmed(question)) return;
    if (await this.#part.act(pressed, () => removeDeviceUser(this.#id, name), words("settings.saved"))) await this.#ask();
  }
}
