// @ts-check
// The dot that answers "is everything all right?", with its words; pressing it says what is wrong.

import { make, mark, say } from "./dom.js";
import { counted, length, sentence } from "./format.js";

/** @import {Health, PublicHealth} from "./types.js" */

export class HealthBadge extends HTMLElement {
  #words = make("span", { class: "words" }, "Connecting…");
  #button = make(
    "button",
    { type: "button", class: "health", popovertarget: "health-details" },
    make("span", { class: "dot", "aria-hidden": "true" }),
    this.#words,
  );
  #details = make("div", { id: "health-details", class: "popover", popover: true });

  connectedCallback() {
    if (this.firstChild) return;
    mark(this, "data-health", "unknown");
    this.append(this.#button, this.#details);
    this.#list(["Asking Nightjar how it is."], "");
  }

  /** @param {Health | PublicHealth} health */
  set health(health) {
    if ("cameras" in health) return this.#tellAll(health);
    const isGood = health.status === "ok";
    mark(this, "data-health", isGood ? "good" : "fair");
    say(this.#words, isGood ? "Nightjar is well" : "Something is wrong");
    this.#list([isGood ? "Nothing is wrong." : "Whoever looks after this recorder can see what it is."], "");
  }

  /** @param {Health} health */
  #tellAll(health) {
    const { total, recording } = health.cameras;
    const problems = health.problems.map((problem) => sentence(problem.what));
    const everything = total === 1 ? "The camera is recording" : `All ${total} cameras are recording`;
    const some = total === 0 ? "Ready for the first camera" : `${recording} of ${total} recording`;
    const words = total > 0 && recording === total && problems.length === 0 ? everything : some;
    mark(
      this,
      "data-health",
      health.status === "ok" && problems.length === 0 ? "good" : recording === 0 && total > 0 ? "bad" : "fair",
    );
    say(this.#words, problems.length > 0 ? `${words} · ${counted(problems.length, "problem")}` : words);
    this.#list(
      problems.length > 0 ? problems : ["Nothing is wrong."],
      `Nightjar ${health.version}, running for ${length(health.uptime_s)}.`,
    );
  }

  /** @param {string} words */
  set failure(words) {
    mark(this, "data-health", "bad");
    say(this.#words, "Nightjar does not answer");
    this.#list([words], "What you see may be old. The page tries again by itself.");
  }

  /** @param {string[]} sentences @param {string} foot */
  #list(sentences, foot) {
    const text = [...sentences, foot].join("\n");
    if (this.#details.dataset.text === text) return;
    this.#details.dataset.text = text;
    this.#details.replaceChildren(
      make("ul", {}, ...sentences.map((words) => make("li", {}, words))),
      make("p", { class: "muted" }, foot),
    );
  }
}

customElements.define("nj-health", HealthBadge);
