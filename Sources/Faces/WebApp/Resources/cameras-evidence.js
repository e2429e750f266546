// @ts-check
// A camera's evidence chain: whether its recordings are sealed, how far the chain has come, and a check of it.

import { changeEvidence, checkEvidence, evidence } from "./cameras-api.js";
import { make } from "./dom.js";
import { button, card, facts, moment, tag } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").Evidence} Evidence */
/** @typedef {import("./system-part.js").Part} Part */

/** ms */
const askedEvery = 3000;

export class EvidenceCard {
  #part;
  #camera;
  #state = make("div", { class: "stack" });
  #jobs = make("a", { href: "#system?part=jobs", hidden: true }, words("evidence.jobs"));
  #isOn = false;
  #askedAt = -Infinity;
  #switch = button("", () => void this.#turn());
  #check = button(words("evidence.check"), () => void this.#begin());
  element = card(
    words("evidence.title"),
    make("p", { class: "muted" }, words("evidence.hint")),
    this.#state,
    make("div", { class: "actions" }, this.#switch, this.#check, this.#jobs),
  );

  /** @param {Part} part @param {string} camera its id */
  constructor(part, camera) {
    this.#part = part;
    this.#camera = camera;
    this.element.dataset.part = "evidence";
    this.#switch.dataset.action = "evidence-switch";
    this.#check.dataset.action = "evidence-check";
    this.#switch.hidden = this.#check.hidden = true;
  }

  /** Seals come as recordings end. */
  async look() {
    if (performance.now() - this.#askedAt < askedEvery) return;
    this.#askedAt = performance.now();
    try {
      this.#show(await evidence(this.#camera));
    } catch (error) {
      this.#part.complain(error);
    }
  }

  /** @param {Evidence} chain */
  #show({ enabled, since, entries, head, last_made_at: last }) {
    this.#isOn = enabled;
    /** @type {[string, Node | string][]} */
    const pairs = [[words("evidence.entries"), last ? words("evidence.last", { count: entries, time: moment(last) }) : String(entries)]];
    if (since) pairs.unshift([words("evidence.since"), moment(since)]);
    if (head) pairs.push([words("evidence.head"), make("code", {}, head)]);
    this.#state.replaceChildren(
      make("div", { class: "row-head" }, tag(words(enabled ? "evidence.on" : "evidence.off"), enabled ? "good" : "plain")),
      ...(enabled || entries > 0 ? [facts(pairs)] : []),
      ...(head ? [make("p", { class: "muted" }, words("evidence.head-hint"))] : []),
    );
    this.#switch.textContent = words(enabled ? "evidence.switch-off" : "evidence.switch-on");
    this.#switch.hidden = false;
    this.#check.hidden = entries === 0;
  }

  async #turn() {
    await this.#part.act(this.#switch, async () => this.#show(await changeEvidence(this.#camera, !this.#isOn)));
  }

  async #begin() {
    const isBegun = await this.#part.act(this.#check, () => checkEvidence(this.#camera), words("evidence.checking"));
    this.#jobs.hidden = !isBegun;
  }
}
