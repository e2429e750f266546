// @ts-check
// Finding cameras: those in the network are listed as they answer; the ticked ones are asked what they are, shown, and added.
//
// Says data-step: "find" or "check". Sends "found-address" with the address of one that has no ONVIF, "found-back" when somebody
// would rather type an address, and "found-added" with the cameras that were added.

import { discovery } from "./devices-api.js";
import { make, mark, say } from "./dom.js";
import { FinderCard } from "./finder-card.js";
import { FinderSearch } from "./finder-search.js";
import { field } from "./forms.js";
import { countedWords, words } from "./words.js";

/** @typedef {import("./finder-search.js").Finding} Finding */

/** Cameras that are asked at the same time: the recorder looks at no more pictures at once. */
const atOnce = 3;
const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

export class CameraFinder extends HTMLElement {
  #search = new FinderSearch(() => this.#render());
  /** @type {Map<string, Row>} */ #rows = new Map();
  /** @type {FinderCard[]} */ #cards = [];
  #networks = make("datalist", { id: "finder-networks" });
  #range = make("input", { ...plain, name: "range", maxlength: 64, placeholder: "192.168.1.0/24", list: "finder-networks" });
  #ports = make("input", { ...plain, name: "ports", maxlength: 100, placeholder: "8001, 9000" });
  #user = make("input", { ...plain, name: "find_username", maxlength: 256, placeholder: "admin" });
  #password = make("input", { name: "find_password", type: "password", maxlength: 1024, autocomplete: "new-password" });
  #begin = make("button", { type: "submit", "data-action": "search" });
  #bar = make("progress", { max: 1, value: 0, "aria-label": words("finder.progress") });
  #status = make("p", { role: "status" });
  #all = make("button", { type: "button", "data-action": "tick-all", hidden: true });
  #list = make("ul", { class: "found" });
  #problem = make("p", { class: "problem", role: "alert" });
  #next = make("button", { type: "button", class: "primary", "data-action": "check" });
  #checked = make("ul", { class: "found" });
  #add = make("button", { type: "button", class: "primary", "data-action": "add-found" });

  connectedCallback() {
    if (this.firstChild) return;
    this.#next.addEventListener("click", () => void this.#check());
    this.#add.addEventListener("click", () => void this.#addAll());
    this.#list.addEventListener("change", () => this.#render());
    this.#all.addEventListener("click", () => this.#tickAll());
    this.#checked.addEventListener("signed-in", (event) => void this.#tryOthers(/** @type {CustomEvent} */ (event).detail));
    this.#find();
    void this.#start();
  }

  disconnectedCallback() {
    this.stop();
  }

  /** Nobody looks any more. */
  stop() {
    this.#search.stop();
    for (const card of this.#cards) card.forget();
    this.#cards = [];
  }

  /** The form around it was sent: by its button, or by the Enter key. */
  submit() {
    if (this.dataset.step !== "find") return;
    if (this.#search.isRunning) this.#search.stop();
    else this.#run();
  }

  /** The recorder's own network is looked through at once. */
  async #start() {
    try {
      const { networks = [], problem } = await discovery();
      this.#networks.replaceChildren(...networks.map((network) => make("option", { value: network })));
      if (this.#range.value === "") this.#range.value = networks[0] ?? "";
      if (problem && networks.length === 0) say(this.#problem, problem);
    } catch {
      // Whoever cannot be asked which networks there are is told by the search itself.
    }
    if (this.isConnected && !this.#search.isRunning) this.#run();
  }

  #run() {
    const ports = this.#ports.value.replaceAll(/[\s;]+/g, ",").replaceAll(/,+/g, ",").replaceAll(/^,|,$/g, "");
    void this.#search.run({ range: this.#range.value.trim(), ports, username: this.#user.value.trim(), password: this.#password.value });
  }

  // Finding.

  #find() {
    mark(this, "data-step", "find");
    const back = make("button", { type: "button", "data-action": "by-address" }, words("finder.by-address"));
    back.addEventListener("click", () => this.dispatchEvent(new CustomEvent("found-back")));
    this.replaceChildren(
      make("h2", { id: "wizard-title", tabindex: -1 }, words("finder.title")),
      make("p", { class: "muted" }, words("finder.words")),
      make("div", { class: "pair" }, field(words("camera.user"), this.#user), field(words("camera.password"), this.#password, words("finder.password-hint"))),
      make(
        "div",
        { class: "pair" },
        field(words("finder.range"), this.#range, words("finder.range-hint")),
        field(words("finder.ports"), this.#ports, words("finder.ports-hint")),
      ),
      this.#networks,
      make("div", { class: "row-head" }, this.#begin, this.#status, this.#all),
      this.#bar,
      this.#list,
      this.#problem,
      make("div", { class: "actions" }, back, make("span", { class: "spring" }), this.#next),
    );
    this.#render();
    this.querySelector("h2")?.focus();
  }

  #render() {
    if (this.dataset.step !== "find") return;
    const { findings, progress, isRunning, problem } = this.#search;
    // Nothing moves under the hand: what is found later stands below.
    for (const finding of findings.values()) {
      const row = this.#rows.get(finding.key);
      if (row) row.show(finding);
      else this.#addRow(finding);
    }
    say(this.#begin, words(isRunning ? "finder.stop" : "finder.search"));
    this.#bar.hidden = !isRunning;
    if (progress.total > 0) this.#bar.value = progress.done / progress.total;
    else this.#bar.removeAttribute("value");
    const found = countedWords("finder.found", findings.size);
    say(this.#status, isRunning ? words("finder.searching", { found }) : findings.size === 0 ? words("finder.nothing") : `${found}.`);
    mark(this, "data-running", String(isRunning));
    if (problem !== null) say(this.#problem, problem instanceof Error ? problem.message : String(problem));
    else if (isRunning) say(this.#problem, "");
    const count = this.#ticked().length;
    this.#all.hidden = this.#tickable.length < 2;
    say(this.#all, words(count < this.#tickable.length ? "finder.tick-all" : "finder.tick-none"));
    this.#next.disabled = count === 0;
    say(this.#next, count === 0 ? words("finder.next") : countedWords("finder.next", count));
  }

  /** @param {Finding} finding */
  #addRow(finding) {
    const row = new Row((address) => this.dispatchEvent(new CustomEvent("found-address", { detail: address })));
    row.show(finding);
    this.#rows.set(finding.key, row);
    this.#list.append(row.element);
  }

  get #tickable() {
    return [...this.#rows.values()].filter((row) => row.canBeTicked);
  }

  /** All of them, or none where they are. */
  #tickAll() {
    const rows = this.#tickable;
    const areTicked = rows.every((row) => row.isTicked);
    for (const row of rows) row.tick(!areTicked);
    this.#render();
  }

  #ticked() {
    return [...this.#search.findings.values()].filter(({ key }) => this.#rows.get(key)?.isTicked);
  }

  // Checking and adding.

  async #check() {
    const ticked = this.#ticked();
    if (ticked.length === 0) return;
    this.#search.stop();
    mark(this, "data-step", "check");
    const login = { username: this.#user.value.trim(), password: this.#password.value };
    this.#cards = ticked.map((finding) => new FinderCard(finding, login, () => this.#renderChecked()));
    this.#checked.replaceChildren(...this.#cards.map(({ element }) => element));
    const back = make("button", { type: "button", "data-action": "back" }, words("finder.back"));
    back.addEventListener("click", () => {
      this.stop();
      this.#find();
    });
    this.replaceChildren(
      make("h2", { id: "wizard-title", tabindex: -1 }, words("finder.check-title")),
      make("p", { class: "muted" }, words("finder.check-words")),
      this.#checked,
      make("div", { class: "actions" }, back, make("span", { class: "spring" }), this.#add),
    );
    this.querySelector("h2")?.focus();
    this.#renderChecked();
    await several(this.#cards, (card) => card.ask());
  }

  #renderChecked() {
    if (this.dataset.step !== "check") return;
    const ready = this.#cards.filter(({ state }) => state === "ready").length;
    this.#add.disabled = ready === 0 || this.#cards.some(({ state }) => state === "adding");
    say(this.#add, ready === 0 ? words("finder.add") : countedWords("finder.add", ready));
  }

  /**
   * A password that one of them takes may be the others' as well; each is shown it once.
   * @param {{username: string, password: string}} login
   */
  async #tryOthers(login) {
    const others = this.#cards.filter((card) => card.state === "locked" && card.login.password !== login.password);
    await several(others, (card) => {
      card.login = login;
      return card.ask();
    });
  }

  async #addAll() {
    for (const card of this.#cards.filter(({ state }) => state === "ready")) await card.add();
    const added = this.#cards.flatMap(({ camera }) => (camera ? [camera] : []));
    if (added.length === 0) return;
    this.dispatchEvent(new CustomEvent("cameras-changed", { bubbles: true }));
    // Where one was not taken, it says why, and can be tried again.
    if (this.#cards.every(({ state }) => state === "added")) this.dispatchEvent(new CustomEvent("found-added", { detail: added }));
  }
}

/** One that was found, to be ticked. */
class Row {
  #tick = make("input", { type: "checkbox" });
  #title = make("span", { class: "name" });
  #place = make("span", { class: "muted" });
  #locked = make("span", { class: "tag", "data-tone": "fair" }, words("finder.asks-password"));
  #known = make("span", { class: "tag", "data-tone": "good" }, words("finder.known"));
  #plain = make("span", { class: "tag" }, words("finder.no-onvif"));
  #address = make("button", { type: "button", "data-action": "its-address" }, words("finder.its-address"));
  #label = make("label", {}, this.#tick, make("span", { class: "words" }, this.#title, this.#place));
  element = make("li", {}, this.#label, this.#locked, this.#known, this.#plain, this.#address);
  #finding = "";

  /** @param {(address: string) => void} take the address of one that cannot be asked for its streams */
  constructor(take) {
    this.#address.addEventListener("click", () => take(this.#finding));
  }

  get canBeTicked() {
    return !this.#tick.disabled;
  }

  get isTicked() {
    return this.#tick.checked && this.canBeTicked;
  }

  /** @param {boolean} isTicked */
  tick(isTicked) {
    this.#tick.checked = isTicked;
  }

  /** @param {Finding} finding */
  show({ address, place, kind, title, isLocked, camera }) {
    this.#finding = address;
    mark(this.element, "data-place", place);
    mark(this.element, "data-kind", kind);
    say(this.#title, title || words("finder.unnamed"));
    say(this.#place, place);
    this.#tick.disabled = camera !== "" || kind === "rtsp";
    this.#locked.hidden = !isLocked || camera !== "";
    this.#known.hidden = camera === "";
    this.#plain.hidden = kind !== "rtsp";
    this.#address.hidden = kind !== "rtsp" || camera !== "";
    mark(this.#address, "aria-label", words("finder.its-address-of", { place }));
  }
}

/**
 * A few at a time.
 * @template T
 * @param {T[]} items @param {(item: T) => Promise<unknown>} work
 */
async function several(items, work) {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

customElements.define("nj-camera-finder", CameraFinder);
