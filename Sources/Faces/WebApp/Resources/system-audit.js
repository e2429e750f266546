// @ts-check
// Who has done what. The filter stands in the address.

import { make, say } from "./dom.js";
import { PlaceMoved } from "./router.js";
import { audit } from "./system-api.js";
import { button, choice, emptyWords, labelled, tag, timeOf } from "./system-bits.js";
import { Part } from "./system-part.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./system-types.js").AuditRow} AuditRow */

const names = /** @type {const} */ (["actor", "action", "target", "outcome"]);
/** @type {Record<string, "good" | "bad" | "fair">} */
const tones = { done: "good", denied: "bad", failed: "fair" };

export class AuditPart extends Part {
  #actor = make("input", { name: "actor", type: "search", maxlength: 256, autocomplete: "off", placeholder: "admin" });
  #action = make("input", { name: "action", type: "search", maxlength: 256, autocomplete: "off", placeholder: "session" });
  #target = make("input", { name: "target", type: "search", maxlength: 256, autocomplete: "off", placeholder: "camera/gate" });
  #outcome = choice({ name: "outcome" }, [
    ["", words("system.audit.any")],
    ["done", words("system.audit.done")],
    ["denied", words("system.audit.denied")],
    ["failed", words("system.audit.failed")],
  ], "");
  #list = make("ol", { class: "rows audit" });
  #empty = emptyWords("");
  #more = button(words("system.audit.more"), () => void this.act(this.#more, () => this.#page(this.#cursor)));
  /** @type {string | null} */ #cursor = null;
  #isPaging = false;

  /** @override */
  build() {
    const form = make(
      "form",
      { class: "form-row" },
      labelled(words("system.audit.actor"), this.#actor),
      labelled(words("system.audit.action"), this.#action),
      labelled(words("system.audit.target"), this.#target),
      labelled(words("system.audit.outcome"), this.#outcome),
      make("button", { type: "submit" }, words("system.audit.filter")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#filtered();
    });
    this.#outcome.addEventListener("change", () => this.#filtered());
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("system.audit.title"))),
      form,
      this.#list,
      this.#empty,
      this.#more,
    );
  }

  #filtered() {
    const parameters = new URLSearchParams({ part: "audit" });
    for (const name of names) {
      const value = { actor: this.#actor, action: this.#action, target: this.#target, outcome: this.#outcome }[name].value.trim();
      if (value) parameters.set(name, value);
    }
    this.dispatchEvent(new PlaceMoved(parameters, true));
    this.address = parameters;
  }

  /** @override */
  async refresh() {
    // Asked again because a further page came: what is shown stays.
    if (this.#isPaging) return void (this.#isPaging = false);
    this.#actor.value = this.address.get("actor") ?? "";
    this.#action.value = this.address.get("action") ?? "";
    this.#target.value = this.address.get("target") ?? "";
    this.#outcome.value = this.address.get("outcome") ?? "";
    await this.#page(null);
    this.#isPaging = false;
  }

  /** @param {string | null} cursor null: the newest */
  async #page(cursor) {
    const key = this.address.toString();
    const filter = Object.fromEntries(names.map((name) => [name, this.address.get(name)]));
    const answer = await audit({ ...filter, limit: 100, cursor });
    if (key !== this.address.toString()) return;
    this.#isPaging = true;
    this.#cursor = answer.next_cursor ?? null;
    if (cursor === null) this.#list.replaceChildren();
    this.#list.append(...answer.items.map(rowOf));
    this.#more.hidden = this.#cursor === null;
    say(this.#empty, this.#list.children.length === 0 ? words("system.audit.empty") : "");
  }
}

/** @param {AuditRow} row */
function rowOf(row) {
  const who = row.actor.name || words("system.audit.nobody");
  return make(
    "li",
    { class: "row", "data-sequence": row.sequence, title: row.detail },
    timeOf(row.time, true),
    make("strong", { class: "name" }, who),
    make("span", {}, row.action),
    make("span", { class: "muted grow" }, [row.target, row.address].filter(Boolean).join(" · ")),
    tag(wordsOf(`system.audit.${row.outcome}`, row.outcome), tones[row.outcome]),
  );
}

customElements.define("nj-system-audit", AuditPart);
