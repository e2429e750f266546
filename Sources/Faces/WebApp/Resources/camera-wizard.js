// @ts-check
// Adding a camera: its address is tried, then its picture is seen beside what it sends and how long the disk lasts with it.
//
// Says data-step: "find", "camera" or "preview". Sends "done" when somebody has had enough.

import { addCamera, cameras, testCamera } from "./api.js";
import { reportWords } from "./camera-report.js";
import { CameraTile } from "./camera-tile.js";
import { every, make, mark, say } from "./dom.js";
import { field, showProblem } from "./forms.js";
import { spokenStatus } from "./spoken.js";
import { length } from "./format.js";
import { playableCodecs } from "./media-feed.js";
import { session } from "./session.js";
import { storage } from "./system-api.js";
import { wear } from "./system-style.js";
import { probed } from "./tile-player.js";
import { countedWords, words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").CameraReport} CameraReport */

const askEvery = 1500;
const day = 86_400;
const mostTiles = 16;
const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

export class CameraWizard extends HTMLElement {
  /** Whether it is the rest of the first run, which began with an account. */
  isFirst = false;
  #name = make("input", { name: "name", maxlength: 100, autocomplete: "off", placeholder: words("camera.name-example") });
  #url = make("input", { ...plain, name: "url", required: true, maxlength: 2000, inputmode: "url", placeholder: "rtsp://192.168.1.20:554/stream1" });
  #subUrl = make("input", { ...plain, name: "sub_url", maxlength: 2000, inputmode: "url", placeholder: "rtsp://192.168.1.20:554/stream2" });
  #user = make("input", { ...plain, name: "username", maxlength: 200, placeholder: "viewer" });
  #password = make("input", { name: "password", type: "password", maxlength: 500, autocomplete: "new-password" });
  #record = make("input", { name: "record", type: "checkbox" });
  #audio = make("input", { name: "record_audio", type: "checkbox" });
  #report = make("div", { class: "report", role: "status" });
  #problem = make("p", { class: "problem", role: "alert" });
  #connect = make("button", { type: "submit", class: "primary", "data-action": "connect" }, words("first.connect"));
  #anyway = make("button", { type: "button", "data-action": "add-anyway", hidden: true }, words("first.anyway"));
  #form = make("form", { novalidate: true, "aria-labelledby": "wizard-title" });
  /** @type {import("./camera-finder.js").CameraFinder | null} */ #finder = null;
  /** @type {{now: () => void, stop: () => void} | null} */ #round = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#form);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.dataset.step === "find") this.#finder?.submit();
      if (this.dataset.step === "camera" && !this.#connect.disabled) void this.#try();
    });
    this.#anyway.addEventListener("click", () => void this.#add(null));
  }

  disconnectedCallback() {
    this.stop();
  }

  /** Asks for a camera, from the beginning. */
  begin() {
    this.stop();
    mark(this, "data-step", "camera");
    for (const input of [this.#name, this.#url, this.#subUrl, this.#password]) input.value = "";
    this.#record.checked = this.#audio.checked = true;
    this.#report.replaceChildren();
    this.#anyway.hidden = true;
    const later = make("button", { type: "button", "data-action": "later" }, words(this.isFirst ? "first.later" : "dialog.cancel"));
    later.addEventListener("click", () => this.#end());
    const find = make("button", { type: "button", "data-action": "find" }, words("wizard.find"));
    find.addEventListener("click", () => void this.#find());
    this.#form.replaceChildren(
      steps("camera", this.isFirst),
      make("h2", { id: "wizard-title" }, words(this.isFirst ? "first.title" : "camera.add-title")),
      make("p", { class: "muted" }, words("first.words")),
      make("div", { class: "find" }, find, make("span", { class: "muted" }, words("wizard.or-address"))),
      field(words("camera.address"), this.#url, words("first.address-hint")),
      make("div", { class: "pair" }, field(words("camera.user"), this.#user), field(words("camera.password"), this.#password)),
      field(words("camera.sub"), this.#subUrl, words("camera.sub-hint")),
      field(words("camera.name"), this.#name),
      make(
        "div",
        { class: "checks" },
        make("label", {}, this.#record, ` ${words("camera.record")}`),
        make("label", {}, this.#audio, ` ${words("camera.sound")}`),
      ),
      this.#report,
      this.#problem,
      make("div", { class: "actions" }, later, make("span", { class: "spring" }), this.#anyway, this.#connect),
    );
    showProblem(this.#form, this.#problem, null);
    this.#url.focus();
  }

  /** Nobody looks any more. */
  stop() {
    this.#round?.stop();
    this.#round = null;
    this.#finder = null;
    this.#form.replaceChildren();
  }

  /** Looks for cameras instead of being told where one is. */
  async #find() {
    try {
      await wear(["finder.css"], () => import("./camera-finder.js"));
    } catch {
      return showProblem(this.#form, this.#problem, words("frame.incomplete"));
    }
    const { CameraFinder } = await import("./camera-finder.js");
    // Closed meanwhile.
    if (this.dataset.step !== "camera" || !this.#form.firstChild) return;
    mark(this, "data-step", "find");
    const finder = new CameraFinder();
    this.#finder = finder;
    finder.addEventListener("found-back", () => this.begin());
    finder.addEventListener("found-address", (event) => {
      this.begin();
      this.#url.value = /** @type {CustomEvent} */ (event).detail;
    });
    finder.addEventListener("found-added", (event) => void this.#added(/** @type {CustomEvent} */ (event).detail));
    this.#form.replaceChildren(steps("camera", this.isFirst), finder);
  }

  /** @param {Camera[]} cameras */
  async #added(cameras) {
    if (cameras.length === 0) return this.#end();
    await probed;
    this.#finder = null;
    this.#preview(cameras, null);
  }

  async #try() {
    const url = this.#url.value.trim();
    if (url === "") return this.#url.focus();
    showProblem(this.#form, this.#problem, null);
    this.#anyway.hidden = true;
    this.#connect.disabled = true;
    mark(this.#report, "data-tone", "quiet");
    this.#report.replaceChildren(words("camera.asking"));
    try {
      const report = await testCamera(null, { url, ...this.#login(), record_audio: this.#audio.checked });
      const subUrl = this.#subUrl.value.trim();
      const sub = report.ok && subUrl ? await testCamera(null, { url: subUrl, ...this.#login() }) : null;
      if (report.ok && sub?.ok !== false) return await this.#add([...this.#words(report), ...this.#subWords(sub)]);
      mark(this.#report, "data-tone", "bad");
      this.#report.replaceChildren(...reportWords(report), ...this.#subWords(sub));
      this.#anyway.hidden = false;
    } catch (error) {
      this.#report.replaceChildren();
      showProblem(this.#form, this.#problem, error);
    } finally {
      this.#connect.disabled = false;
    }
  }

  /** @param {CameraReport} report @returns {Node[]} */
  #words(report) {
    const isForeign = report.tracks.some(({ name }) => name === "H.265") && !playableCodecs().includes("h265");
    return [...reportWords(report), ...(isForeign ? [make("p", {}, words("wizard.h265"))] : [])];
  }

  /** @param {CameraReport | null} report @returns {Node[]} */
  #subWords(report) {
    return report ? [make("p", {}, words("wizard.sub")), ...reportWords(report)] : [];
  }

  #login() {
    const username = this.#user.value.trim() || null;
    return { username, password: username ? this.#password.value : null };
  }

  /** @param {Node[] | null} told what a try has shown; null: it was not heard of */
  async #add(told) {
    try {
      const camera = await addCamera({
        name: this.#name.value.trim() || words("first.name"),
        url: this.#url.value.trim(),
        sub_url: this.#subUrl.value.trim() || null,
        ...this.#login(),
        record: this.#record.checked,
        record_audio: this.#audio.checked,
      });
      await probed;
      this.dispatchEvent(new CustomEvent("cameras-changed", { bubbles: true }));
      this.#preview([camera], told);
    } catch (error) {
      this.#report.replaceChildren();
      showProblem(this.#form, this.#problem, error);
    }
  }

  /** @param {Camera[]} added one or more @param {Node[] | null} told */
  #preview(added, told) {
    mark(this, "data-step", "preview");
    // More are seen in Live.
    const tiles = new Map(added.slice(0, mostTiles).map(({ id }) => [id, new CameraTile()]));
    const standing = make("p", { class: "standing", role: "status" }, words("first.beginning"));
    const holds = make("p", { class: "holds" });
    const more = make("button", { type: "button", "data-action": "another" }, words("first.another"));
    const done = make("button", { type: "button", class: "primary", "data-action": "done" }, words("first.done"));
    more.addEventListener("click", () => this.begin());
    done.addEventListener("click", () => this.#end());
    this.#form.replaceChildren(
      steps("picture", this.isFirst),
      make("h2", { id: "wizard-title" }, added.length === 1 && added[0] ? added[0].name : countedWords("finder.told", added.length)),
      make("div", { class: "wizard-tiles", "data-many": added.length > 1 }, ...tiles.values()),
      standing,
      ...(told ? [make("div", { class: "report", "data-tone": "good" }, ...told)] : []),
      holds,
      make("div", { class: "actions" }, more, make("span", { class: "spring" }), done),
    );
    const ids = added.map(({ id }) => id);
    const show = (/** @type {Camera[]} */ all) => {
      for (const camera of all) {
        const tile = tiles.get(camera.id);
        if (tile) tile.camera = camera;
      }
    };
    show(added);
    done.focus();
    this.#round = every(askEvery, async () => {
      const found = (await cameras().catch(() => [])).filter(({ id }) => ids.includes(id));
      if (found.length === 0) return;
      show(found);
      say(standing, standingWords(found));
      if (holds.textContent === "" && found.every((camera) => !camera.record || bitsOf(camera) > 0)) say(holds, await holdsWords(found));
    });
  }

  #end() {
    this.stop();
    this.dispatchEvent(new CustomEvent("cameras-changed", { bubbles: true }));
    this.dispatchEvent(new CustomEvent("done"));
  }
}

/** @param {Camera[]} cameras one or more */
function standingWords(cameras) {
  const recorded = cameras.filter(({ status }) => status.state === "recording").length;
  const [only] = cameras;
  if (cameras.length > 1 || !only) return words("wizard.recorded", { recorded, count: cameras.length });
  return recorded > 0 ? words("first.recording") : spokenStatus(only.status) || words("first.beginning");
}

/** @param {Camera} camera what it sends */
const bitsOf = ({ status }) => [status.streams.main, status.streams.sub].reduce((sum, stream) => sum + (stream?.bits_per_second ?? 0), 0);

/**
 * How long the disk lasts with these cameras, once it is known how much they send.
 * @param {Camera[]} cameras
 */
async function holdsWords(cameras) {
  const bits = cameras.filter(({ record }) => record).reduce((sum, camera) => sum + bitsOf(camera), 0);
  if (bits === 0 || !session.may("see-system")) return "";
  const [volume] = await storage().then(({ volumes }) => volumes, () => []);
  if (!volume || volume.free_bytes === null || volume.free_bytes === undefined) return "";
  // What is recorded makes room for what comes.
  const room = volume.bytes + Math.max(0, volume.free_bytes - volume.floor_bytes);
  const perDay = volume.forecast.bytes_per_day + (bits / 8) * day;
  return words(cameras.length === 1 ? "wizard.holds.one" : "wizard.holds.many", { time: length((room / perDay) * day) });
}

/**
 * Where one is.
 * @param {"account" | "camera" | "picture"} at @param {boolean} isFirst whether it began with an account
 */
export function steps(at, isFirst) {
  const names = /** @type {const} */ (["account", "camera", "picture"]).slice(isFirst ? 0 : 1);
  const items = names.map((name, index) =>
    make("li", { "aria-current": name === at && "step", "data-done": index < names.indexOf(at) }, words(`first.step-${name}`))
  );
  return make("ol", { class: "steps" }, ...items);
}

customElements.define("nj-camera-wizard", CameraWizard);
