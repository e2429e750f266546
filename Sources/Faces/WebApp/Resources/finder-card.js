// @ts-check
// One camera that was found: asked what it is, with the password that it wants; its picture, and which of its streams are taken.
//
// For tests it says data-state: "asking", "locked", "failed", "ready", "adding" or "added".

import { ProblemError } from "./api.js";
import { addDevice, describe, preview } from "./devices-api.js";
import { make, mark, say } from "./dom.js";
import { field } from "./forms.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").DeviceDetails} DeviceDetails */
/** @typedef {import("./devices-types.js").DeviceProfile} DeviceProfile */
/** @typedef {import("./finder-search.js").Finding} Finding */
/** @typedef {{username: string, password: string}} Login */

const pictureWidth = 640;
const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
/** What a password may mend. */
const passwordProblem = "urn:nightjar:problem:camera-password";

export class FinderCard {
  finding;
  /** @type {Login} */ login;
  /** @type {import("./types.js").Camera | null} once it is added */ camera = null;
  #changed;
  /** @type {DeviceDetails | null} */ #details = null;
  #address = "";
  #asked = 0;
  #title = make("h3");
  #status = make("p", { role: "status" });
  #problem = make("p", { class: "problem", role: "alert" });
  #picture = make("img", { alt: "" });
  #noPicture = make("p", { class: "muted" });
  #box = make("div", { class: "poster-box", "data-empty": true }, this.#picture, this.#noPicture);
  #user = make("input", { ...plain, maxlength: 256 });
  #password = make("input", { type: "password", maxlength: 1024, autocomplete: "new-password" });
  #again = make("button", { type: "button", "data-action": "sign-in" }, words("finder.sign-in"));
  #lock = make(
    "div",
    { class: "sign-in", hidden: true },
    make("div", { class: "pair" }, field(words("camera.user"), this.#user), field(words("camera.password"), this.#password)),
    this.#again,
  );
  #name = make("input", { maxlength: 100, autocomplete: "off", "data-field": "name" });
  #main = make("select", { "data-field": "main" });
  #sub = make("select", { "data-field": "sub" });
  #events = make("input", { type: "checkbox", "data-field": "events" });
  #eventsLine = make("label", {}, this.#events, ` ${words("finder.events")}`);
  #choices = make(
    "div",
    { class: "choices", hidden: true },
    field(words("camera.name"), this.#name),
    make("div", { class: "pair" }, labelled(words("finder.main"), this.#main), labelled(words("finder.sub"), this.#sub)),
    make("div", { class: "checks" }, this.#eventsLine),
  );
  element = make("li", { class: "found-card" }, this.#title, this.#status, this.#box, this.#problem, this.#lock, this.#choices);

  /** @param {Finding} finding @param {Login} login @param {() => void} changed called when its state is another */
  constructor(finding, login, changed) {
    this.finding = finding;
    this.login = login;
    this.#changed = changed;
    mark(this.element, "data-place", finding.place);
    say(this.#title, finding.title || finding.place);
    this.#user.value = login.username;
    this.#again.addEventListener("click", () => void this.signIn());
    this.#main.addEventListener("change", () => void this.#look());
    this.#password.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // Not the whole form.
      event.preventDefault();
      void this.signIn();
    });
  }

  /** @returns {"asking" | "locked" | "failed" | "ready" | "adding" | "added"} */
  get state() {
    return /** @type {any} */ (this.element.dataset.state ?? "asking");
  }

  /** @param {"asking" | "locked" | "failed" | "ready" | "adding" | "added"} state */
  #turn(state) {
    mark(this.element, "data-state", state);
    this.#lock.hidden = state !== "locked";
    this.#choices.hidden = !["ready", "adding"].includes(state) || !this.#details;
    const told = { asking: words("finder.asking"), adding: words("finder.adding"), added: words("finder.added"), locked: "", failed: "", ready: "" }[state];
    say(this.#status, told);
    this.#changed();
  }

  /** With what was typed into it. */
  async signIn() {
    this.login = { username: this.#user.value.trim(), password: this.#password.value };
    await this.ask();
    if (this.state === "ready") this.element.dispatchEvent(new CustomEvent("signed-in", { bubbles: true, detail: this.login }));
  }

  /** Asks it what it is. */
  async ask() {
    const hadFocus = this.#lock.contains(document.activeElement);
    this.#turn("asking");
    say(this.#problem, "");
    try {
      this.#details = await describe(this.#with());
      this.#fill(this.#details);
    } catch (error) {
      return this.#fail(error);
    }
    this.#turn("ready");
    if (hadFocus) this.#name.focus();
    await this.#look();
  }

  #with() {
    const { username, password } = this.login;
    return { address: this.finding.address, username: username || null, password: username ? password : null };
  }

  /** @param {unknown} error */
  #fail(error) {
    const isLocked = error instanceof ProblemError && error.type === passwordProblem;
    // Who has not been given a password yet has done nothing wrong.
    const isFirst = isLocked && this.login.username === "";
    say(this.#problem, isFirst ? "" : error instanceof Error ? error.message : String(error));
    this.#turn(isLocked ? "locked" : "failed");
    if (isFirst) say(this.#status, words("finder.locked"));
  }

  /** @param {DeviceDetails} details */
  #fill({ facts, profiles, main_profile: main, sub_profile: sub }) {
    const title = [facts.manufacturer, facts.model].filter(Boolean).join(" ") || this.finding.place;
    say(this.#title, title);
    if (this.#name.value === "") this.#name.value = title.slice(0, 100);
    const usable = profiles.filter((profile) => profile.stream_url);
    const options = (/** @type {string | null | undefined} */ chosen) =>
      usable.map((profile) => make("option", { value: profile.token, selected: profile.token === chosen }, profileWords(profile)));
    this.#main.replaceChildren(...options(main));
    this.#sub.replaceChildren(make("option", { value: "" }, words("finder.no-sub")), ...options(sub));
    this.#eventsLine.hidden = !facts.events;
    if (usable.length === 0) throw new Error(words("finder.no-profile"));
  }

  /** Fetches a picture of what would be recorded. */
  async #look() {
    const profile = this.#details?.profiles.find(({ token }) => token === this.#main.value);
    const url = profile?.snapshot_url ?? profile?.stream_url;
    if (!url) return;
    const asked = ++this.#asked;
    mark(this.#box, "data-empty", "true");
    say(this.#noPicture, words("first.beginning"));
    const { username, password } = this.#with();
    try {
      const picture = await preview({ url, username, password, width: pictureWidth });
      if (asked !== this.#asked || !this.element.isConnected) return;
      this.forget();
      this.#address = URL.createObjectURL(picture);
      this.#picture.src = this.#address;
      this.#picture.alt = words("finder.picture", { name: this.#title.textContent ?? "" });
      this.#box.removeAttribute("data-empty");
      say(this.#noPicture, "");
    } catch (error) {
      if (asked === this.#asked) say(this.#noPicture, words("finder.no-picture", { reason: error instanceof Error ? error.message : "" }));
    }
  }

  /** Adds it as it is chosen; what went wrong is said on the card. */
  async add() {
    this.#turn("adding");
    say(this.#problem, "");
    try {
      this.camera = await addDevice({
        ...this.#with(),
        name: this.#name.value.trim() || words("first.name"),
        main_profile: this.#main.value,
        sub: this.#sub.value !== "",
        ...(this.#sub.value ? { sub_profile: this.#sub.value } : {}),
        events: this.#events.checked && !this.#eventsLine.hidden,
      });
      this.#turn("added");
    } catch (error) {
      say(this.#problem, error instanceof Error ? error.message : String(error));
      this.#turn("ready");
    }
  }

  /** Its picture is not wanted any more. */
  forget() {
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = "";
  }
}

/** @param {DeviceProfile} profile @returns {string} "H264, 1920 × 1080, 25 pictures/s: MainStream" */
export function profileWords({ name, token, encoding, width, height, fps }) {
  const parts = [encoding.replace(/^H(26[45])$/, "H.$1")];
  if (width && height) parts.push(`${width} × ${height}`);
  if (fps) parts.push(words("report.pictures", { count: Math.round(fps * 10) / 10 }));
  const sent = parts.filter(Boolean).join(", ");
  return sent ? `${sent} (${name || token})` : name || token;
}

/** @param {string} label @param {HTMLSelectElement} select */
const labelled = (label, select) => make("label", { class: "field" }, make("span", { class: "label" }, label), select);
