// @ts-check
// How a camera does, and what can be done with it: tried, connected anew, switched off, removed.

import { testCamera } from "./api.js";
import { reportWords } from "./camera-report.js";
import * as api from "./cameras-api.js";
import { RemoveDialog } from "./cameras-remove.js";
import { reasonOf, streamOf } from "./cameras-words.js";
import { make, mark, say } from "./dom.js";
import { sentence } from "./format.js";
import { button, card, facts, moment } from "./system-bits.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./types.js").StreamStatus} StreamStatus */
/** @typedef {import("./system-part.js").Part} Part */

export class Overview {
  #part;
  /** @type {WholeCamera | null} */ #camera = null;
  #reason = make("p", { class: "trouble", role: "status" });
  #facts = make("div");
  #shown = "";
  #report = make("div", { class: "report", role: "status" });
  #test = button(words("cameras.test"), () => void this.#try());
  #again = button(words("cameras.reconnect"), () => void this.#act(this.#again, api.reconnect, words("cameras.reconnecting")));
  #switch = button("", () => void this.#act(this.#switch, (id) => api.change(id, { enabled: !this.#camera?.enabled })));
  #remove = button(words("cameras.remove"), () => void this.#askRemove(), "danger");
  #dialog = new RemoveDialog();
  #tools = make("div", { class: "form-row" }, this.#test, this.#again, this.#switch, this.#remove);
  #look = make("div", { class: "form-row" });
  element = card(words("cameras.part.overview"), this.#reason, this.#facts, this.#look, this.#tools, this.#report, this.#dialog.element);

  /** @param {Part} part */
  constructor(part) {
    this.#part = part;
    this.#test.dataset.action = "test";
    this.#remove.dataset.action = "remove";
  }

  /** @param {WholeCamera} camera */
  show(camera) {
    this.#camera = camera;
    const reason = reasonOf(camera);
    say(this.#reason, reason);
    this.#reason.hidden = reason === "";
    const may = (/** @type {string} */ action) => camera.permissions.includes(action);
    this.#tools.hidden = !may("manage-camera");
    this.#again.hidden = !camera.enabled;
    say(this.#switch, words(camera.enabled ? "cameras.switch-off" : "cameras.switch-on"));
    const shown = JSON.stringify([camera.name, camera.status, camera.mode, camera.enabled]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#facts.replaceChildren(facts(factsOf(camera)));
    const coverage = make("a", { class: "button", href: `#timeline?cameras=${encodeURIComponent(camera.id)}` }, words("cameras.timeline"));
    this.#look.replaceChildren(...(may("play-recordings") ? [coverage] : []));
  }

  async #try() {
    const camera = this.#camera;
    if (!camera) return;
    mark(this.#report, "data-tone", "quiet");
    say(this.#report, words("cameras.testing"));
    const done = await this.#part.act(this.#test, async () => {
      const report = await testCamera(camera.id, {});
      mark(this.#report, "data-tone", report.ok ? "good" : "bad");
      this.#report.replaceChildren(...reportWords(report));
    });
    if (!done) this.#report.replaceChildren();
  }

  /** @param {HTMLButtonElement} pressed @param {(id: string) => Promise<unknown>} work @param {string} [done] */
  async #act(pressed, work, done) {
    const id = this.#camera?.id;
    if (id !== undefined) await this.#part.act(pressed, () => work(id), done);
  }

  async #askRemove() {
    const camera = this.#camera;
    const choice = camera && await this.#dialog.ask(camera);
    if (!camera || !choice) return;
    // It is not there to be asked about any more.
    this.#part.here = false;
    try {
      await api.remove(camera.id, choice);
    } catch (error) {
      this.#part.here = true;
      return this.#part.complain(error);
    }
    document.dispatchEvent(new CustomEvent("cameras-changed"));
    location.hash = "#cameras";
  }
}

/** @param {WholeCamera} camera @returns {[string, string][]} */
function factsOf({ status, mode, sub_mode: subMode }) {
  const { main, sub } = status.streams;
  /** @type {[string, string][]} */
  const pairs = [[words("cameras.since"), moment(status.since)]];
  for (const [name, stream, when] of /** @type {const} */ ([["main", main, mode], ["sub", sub, subMode]])) {
    if (!stream) continue;
    pairs.push([words(`cameras.stream.${name}`), streamOf(stream) || sentence(stream.reason) || "–"]);
    pairs.push([words(`cameras.recorded.${name}`), wordsOf(`cameras.mode.${when}`, when)]);
    if (stream.lost_packets > 0) pairs.push([words("cameras.lost"), String(stream.lost_packets)]);
    const remarks = /** @type {StreamStatus & {remarks?: string[]}} */ (stream).remarks ?? [];
    if (remarks.length > 0) pairs.push([words("cameras.remarks"), remarks.map(sentence).join(" ")]);
  }
  return pairs;
}
