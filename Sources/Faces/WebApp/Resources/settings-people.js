// @ts-check
// The accounts: who they are, what they may do; and one of them, to be changed.

import { cameras } from "./api.js";
import { make } from "./dom.js";
import { people } from "./settings-api.js";
import { PersonForm } from "./settings-person.js";
import { emptyWords, moment, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { countOf, wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Person} Person */

export const peopleAddress = "#settings?part=people";

export class PeoplePart extends Part {
  #box = make("div", { class: "stack" });
  /**
   * The form that is open, by the address's word for it; what was typed into it stays.
   * @type {{person: string, form: PersonForm} | null}
   */
  #open = null;

  /** @override */
  build() {
    this.append(this.#box);
  }

  /** @override */
  async refresh() {
    const wanted = this.address.get("person");
    if (wanted !== null && this.#open?.person === wanted) return;
    const [{ items }, known] = await Promise.all([people(), cameras()]);
    if (wanted !== this.address.get("person")) return;
    const person = items.find((each) => String(each.id) === wanted) ?? null;
    if (wanted !== null && (person || wanted === "new")) {
      const form = new PersonForm(this, person, known, () => this.#back());
      this.#open = { person: wanted, form };
      this.#box.replaceChildren(...form.elements);
      form.focus();
      return;
    }
    this.#open = null;
    this.#box.replaceChildren(
      make(
        "div",
        { class: "part-head" },
        make("h3", {}, words("settings.people.title")),
        make(
          "a",
          { class: "button primary", href: `${peopleAddress}&person=new`, "data-action": "add-person" },
          words("settings.people.add"),
        ),
      ),
      items.length === 0 ? emptyWords(words("settings.people.empty")) : make("ul", { class: "rows" }, ...items.map(rowOf)),
    );
  }

  #back() {
    this.#open = null;
    location.hash = peopleAddress;
  }

  /** @override */
  left() {
    this.#open = null;
  }
}

/** @param {Person} person */
function rowOf(person) {
  const name = person.display_name || person.username;
  const last = moment(person.last_login_at);
  const seen = last ? words("settings.people.seen", { time: last }) : words("settings.people.never");
  return make(
    "li",
    { class: "row", "data-person": person.id },
    make("a", { class: "name", href: `${peopleAddress}&person=${person.id}` }, name),
    make("span", {}, name === person.username ? "" : person.username),
    tag(wordsOf(`settings.role.${person.role}`, person.role)),
    make("span", { class: "muted grow" }, [reachOf(person), seen].join(" · ")),
    ...(person.has_second_factor ? [tag(words("settings.people.factor"), "good")] : []),
    ...(person.enabled ? [] : [tag(words("settings.people.off"), "bad")]),
  );
}

/** @param {Person} person */
function reachOf(person) {
  if (person.role === "administrator") return words("settings.people.everything");
  const listed = person.cameras.listed;
  return listed ? countOf("settings.cameras", Object.keys(listed).length) : words("settings.people.all-cameras");
}

customElements.define("nj-settings-people", PeoplePart);
