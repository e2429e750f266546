// @ts-check
// API keys: for programs, each with what it may do; shown once.

import { cameras } from "./api.js";
import { make } from "./dom.js";
import { session } from "./session.js";
import { addKey, keys, people, revokeKey } from "./settings-api.js";
import { formOf, shownOnce } from "./settings-forms.js";
import { button, card, check, checkbox, choice, confirmed, emptyWords, labelled, moment, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { countOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Key} Key */
/** @typedef {import("./settings-types.js").KeyDraft} KeyDraft */

const day = 86_400_000;

export class KeysPart extends Part {
  #list = make("div");
  #once = make("div");
  #cameras = make("div", { class: "checks" });
  #all = checkbox("all", false);

  /** @override */
  build() {
    const everybody = check(words("settings.keys.all"), this.#all);
    everybody.hidden = !session.may("manage-users");
    this.#all.addEventListener("change", () => this.again());
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("settings.keys.title")), everybody),
      this.#once,
      this.#list,
      this.#newKey(),
    );
  }

  /** @override */
  async refresh() {
    const all = this.#all.checked;
    const [{ items }, known, accounts] = await Promise.all([keys(all), cameras(), all ? people() : { items: [] }]);
    const owners = new Map(accounts.items.map((person) => [person.id, person.username]));
    this.#list.replaceChildren(
      items.length === 0
        ? emptyWords(words("settings.keys.empty"))
        : make("ul", { class: "rows" }, ...items.map((key) => this.#row(key, owners))),
    );
    const chosen = new Set(this.#chosenCameras());
    this.#cameras.replaceChildren(
      ...known.map((camera) => check(camera.name, checkbox("cameras", chosen.has(camera.id), camera.id))),
    );
  }

  /** @param {Key} key @param {Map<number, string>} owners */
  #row(key, owners) {
    const revoke = button(words("settings.keys.revoke"), () => void this.#revoke(revoke, key), "danger");
    const reach = key.cameras ? countOf("settings.cameras", key.cameras.length) : words("settings.keys.whole");
    const used = key.last_used_at ? words("settings.keys.used", { time: moment(key.last_used_at) }) : words("settings.keys.unused");
    const ends = key.expires_at ? words("settings.keys.until", { time: moment(key.expires_at) }) : words("settings.keys.for-ever");
    return make(
      "li",
      { class: "row", "data-key": key.id },
      make("strong", { class: "name" }, key.name),
      make("code", {}, `${key.prefix}…`),
      ...(owners.has(key.user) ? [make("span", {}, owners.get(key.user) ?? "")] : []),
      tag(words(key.read_only ? "settings.keys.reads" : "settings.keys.writes")),
      make("span", { class: "muted grow" }, [reach, used, ends].join(" · ")),
      revoke,
    );
  }

  #newKey() {
    const name = make("input", { name: "name", required: true, maxlength: 64, autocomplete: "off", placeholder: "Home Assistant" });
    const reads = checkbox("read_only", true);
    const ends = choice({ name: "expires_at" }, [
      ["0", words("settings.keys.for-ever")],
      ["30", words("settings.days", { days: 30 })],
      ["365", words("settings.days", { days: 365 })],
    ], "0");
    const reach = choice({ name: "reach" }, [["whole", words("settings.keys.whole")], ["some", words("settings.keys.some")]], "whole");
    const cameras = this.#cameras;
    cameras.hidden = true;
    reach.addEventListener("change", () => (cameras.hidden = reach.value === "whole"));
    return card(
      words("settings.keys.new"),
      formOf(
        { "data-form": "key" },
        [
          make(
            "div",
            { class: "fields" },
            labelled(words("settings.keys.name"), name, words("settings.keys.name-hint")),
            labelled(words("settings.keys.reach"), reach),
            labelled(words("settings.keys.ends"), ends),
          ),
          cameras,
          check(words("settings.keys.read-only"), reads),
        ],
        words("settings.keys.make"),
        async (form) => {
          /** @type {KeyDraft} */
          const draft = { name: name.value.trim(), read_only: reads.checked };
          if (reach.value === "some") draft.cameras = this.#chosenCameras();
          if (ends.value !== "0") draft.expires_at = new Date(Date.now() + Number(ends.value) * day).toISOString();
          const made = await addKey(draft);
          const title = words("settings.keys.yours", { name: made.name });
          this.#once.replaceChildren(shownOnce(title, [made.key ?? ""], words("settings.once")));
          this.#once.scrollIntoView({ block: "nearest" });
          form.reset();
          cameras.hidden = true;
          this.again();
        },
      ),
    );
  }

  #chosenCameras() {
    return [...this.#cameras.querySelectorAll("input")].filter((input) => input.checked).map((input) => input.value);
  }

  /** @param {HTMLButtonElement} pressed @param {Key} key */
  async #revoke(pressed, key) {
    const question = {
      title: words("settings.keys.sure", { name: key.name }),
      words: words("settings.keys.sure-words"),
      yes: words("settings.keys.revoke"),
    };
    if (await confirmed(question)) await this.act(pressed, () => revokeKey(key.id), words("settings.keys.revoked", { name: key.name }));
  }

  /** @override */
  left() {
    this.#once.replaceChildren();
  }
}

customElements.define("nj-settings-keys", KeysPart);
