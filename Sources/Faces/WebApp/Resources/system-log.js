// @ts-check
// The log as it is written: filtered, followed, and paged back. The filter stands in the address.

import { make, mark } from "./dom.js";
import { clockTime } from "./format.js";
import { PlaceMoved } from "./router.js";
import { log } from "./system-api.js";
import { button, check, checkbox, choice, emptyWords, labelled } from "./system-bits.js";
import { Part } from "./system-part.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./system-types.js").LogLine} LogLine */

const levels = ["debug", "info", "notice", "warning", "error"];
const page = 200;
/** Lines that stay in the page, the newest. */
const most = 2000;

export class LogPart extends Part {
  #level = choice({ name: "level" }, levels.map((level) => [level, wordsOf(`system.level.${level}`, level)]), "info");
  #text = make("input", { name: "text", type: "search", maxlength: 200, autocomplete: "off" });
  #follow = checkbox("follow", true);
  #older = button(words("system.logs.older"), () => void this.act(this.#older, () => this.#pageBack()));
  #lines = make("ol", { class: "log", tabindex: 0 });
  #empty = emptyWords(words("system.logs.empty"));
  #newest = 0;
  #oldest = 0;
  #typing = 0;
  #shown = "";

  /** @override */
  get period() {
    return 2000;
  }

  /** @override */
  build() {
    mark(this.#lines, "aria-label", words("system.logs"));
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("system.logs.title"))),
      make(
        "div",
        { class: "form-row" },
        labelled(words("system.logs.level"), this.#level),
        labelled(words("system.logs.text"), this.#text),
        check(words("system.logs.follow"), this.#follow),
      ),
      this.#older,
      make("div", { role: "log" }, this.#lines),
      this.#empty,
    );
    this.#level.addEventListener("change", () => this.#filtered());
    this.#text.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#filtered(), 300);
    });
  }

  #filtered() {
    const parameters = new URLSearchParams({ part: "logs", level: this.#level.value });
    if (this.#text.value) parameters.set("text", this.#text.value);
    this.dispatchEvent(new PlaceMoved(parameters));
    this.address = parameters;
  }

  get #filter() {
    const level = this.address.get("level") ?? "info";
    return { level: levels.includes(level) ? level : "info", text: this.address.get("text") };
  }

  /** @override */
  async refresh() {
    const filter = this.#filter;
    const key = JSON.stringify(filter);
    if (key !== this.#shown) {
      this.#shown = key;
      this.#newest = 0;
      this.#lines.replaceChildren();
      this.#level.value = filter.level;
      if (document.activeElement !== this.#text) this.#text.value = filter.text ?? "";
    }
    if (this.#newest > 0 && !this.#follow.checked) return;
    const first = this.#newest === 0;
    const answer = await log({ ...filter, limit: page, after: first ? null : this.#newest });
    if (key !== this.#shown) return;
    if (first) {
      this.#oldest = answer.items[0]?.sequence ?? 0;
      this.#older.hidden = !answer.has_more;
    }
    if (answer.has_gap) this.#lines.append(make("li", { class: "muted" }, words("system.logs.gap")));
    this.#newest = answer.newest;
    this.#lines.append(...answer.items.map(lineOf));
    while (this.#lines.children.length > most) this.#lines.firstElementChild?.remove();
    this.#empty.hidden = this.#lines.children.length > 0;
    if (answer.items.length > 0 && this.#follow.checked) this.#lines.scrollTop = this.#lines.scrollHeight;
  }

  async #pageBack() {
    const answer = await log({ ...this.#filter, limit: page, before: this.#oldest });
    this.#oldest = answer.items[0]?.sequence ?? this.#oldest;
    this.#older.hidden = !answer.has_more || answer.items.length === 0;
    const below = this.#lines.scrollHeight - this.#lines.scrollTop;
    this.#follow.checked = false;
    this.#lines.prepend(...answer.items.map(lineOf));
    this.#lines.scrollTop = this.#lines.scrollHeight - below;
  }
}

/** @param {LogLine} line */
function lineOf(line) {
  const fields = Object.entries(line.fields).map(([name, value]) => `${name}=${value}`).join(" ");
  return make(
    "li",
    { "data-level": line.level },
    make("time", { datetime: line.time, title: line.time }, clockTime(Date.parse(line.time))),
    make("span", { class: "level" }, wordsOf(`system.level.${line.level}`, line.level)),
    make("span", { class: "text" }, line.message, " ", make("span", { class: "muted" }, fields)),
  );
}

customElements.define("nj-system-log", LogPart);
