// @ts-check
// The dot that answers "is everything all right?", with its words; pressing it says what is wrong.

import { make, mark, say } from "./dom.js";
import { length } from "./format.js";
import { spokenHealth } from "./spoken.js";
import { countedWords, words } from "./words.js";

/** @typedef {import("./types.js").Health} Health */
/** @typedef {import("./types.js").PublicHealth} PublicHealth */

export class HealthBadge extends HTMLElement {
  #words = make("span", { class: "words" }, words("state.connecting"));
  #button = make(
    "button",
    { type: "button", class: "health", popovertarget: "health-details" },
    make("span", { class: "dot", "aria-hidden": "true" }),
    this.#words,
  );
  #details = make("div", { id: "health-details", class: "popover", popover: true });
  /** @type {import("./types.js").Camera[]} */ #cameras = [];
  /** @type {Health | null} as it was told last */ #health = null;

  connectedCallback() {
    if (this.firstChild) return;
    mark(this, "data-health", "unknown");
    this.append(this.#button, this.#details);
    this.#list(words("state.connecting"), [words("health.asking")], "");
  }

  /**
   * Those that the reader may see, for their names.
   * @param {import("./types.js").Camera[]} cameras
   */
  set cameras(cameras) {
    this.#cameras = cameras;
    if (this.#health) this.#tellAll(this.#health);
  }

  /** @param {Health | PublicHealth} health */
  set health(health) {
    this.#health = "cameras" in health ? health : null;
    if ("cameras" in health) this.#tellAll(health);
    else this.#tellLittle(health.status === "ok");
  }

  /** @param {boolean} isGood */
  #tellLittle(isGood) {
    mark(this, "data-health", isGood ? "good" : "fair");
    this.#list(
      words(isGood ? "health.well" : "health.unwell"),
      [words(isGood ? "health.nothing" : "health.ask-others")],
      "",
    );
  }

  /** @param {Health} health */
  #tellAll(health) {
    const { total, recording } = health.cameras;
    const problems = spokenHealth(health.problems, this.#cameras);
    const everything = total === 1 ? words("health.one-records") : words("health.all-record", { total });
    const some = total === 0 ? words("health.ready") : words("health.some-record", { recording, total });
    const told = total > 0 && recording === total && problems.length === 0 ? everything : some;
    mark(
      this,
      "data-health",
      health.status === "ok" && problems.length === 0 ? "good" : recording === 0 && total > 0 ? "bad" : "fair",
    );
    this.#list(
      problems.length > 0 ? `${told} · ${countedWords("health.problems", problems.length)}` : told,
      problems.length > 0 ? problems : [words("health.nothing")],
      words("health.version", { version: health.version, uptime: length(health.uptime_s) }),
    );
  }

  /** @param {string} reason */
  set failure(reason) {
    this.#health = null;
    mark(this, "data-health", "bad");
    this.#list(words("health.silent"), [reason], words("health.silent-why"));
  }

  /**
   * @param {string} head
   * @param {string[]} sentences
   * @param {string} foot
   */
  #list(head, sentences, foot) {
    say(this.#words, head);
    this.#button.title = head;
    const text = [head, ...sentences, foot].join("\n");
    if (this.#details.dataset.text === text) return;
    this.#details.dataset.text = text;
    this.#details.replaceChildren(
      make("h2", {}, head),
      make("ul", {}, ...sentences.map((sentence) => make("li", {}, sentence))),
      make("p", { class: "muted" }, foot),
    );
  }
}

customElements.define("nj-health", HealthBadge);
