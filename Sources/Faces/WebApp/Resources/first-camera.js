// @ts-check
// The rest of the first run: the first camera by its address, its picture, and that is all.
//
// Says data-step: "camera" or "preview". Sends "done" when somebody has had enough.

import { addCamera, cameras, testCamera } from "./api.js";
import { reportWords } from "./camera-report.js";
import { CameraTile } from "./camera-tile.js";
import { every, make, mark, say } from "./dom.js";
import { field, showProblem } from "./forms.js";
import { spokenStatus } from "./spoken.js";
import { probed } from "./tile-player.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").CameraReport} CameraReport */

const askEvery = 1500;
const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

export class FirstCamera extends HTMLElement {
  #name = make("input", { name: "name", maxlength: 100, autocomplete: "off", placeholder: words("camera.name-example") });
  #url = make("input", { ...plain, name: "url", required: true, maxlength: 2000, inputmode: "url", placeholder: "rtsp://192.168.1.20:554/stream1" });
  #user = make("input", { ...plain, name: "username", maxlength: 200, placeholder: "viewer" });
  #password = make("input", { name: "password", type: "password", maxlength: 500, autocomplete: "new-password" });
  #report = make("div", { class: "report", role: "status" });
  #problem = make("p", { class: "problem", role: "alert" });
  #connect = make("button", { type: "submit", class: "primary", "data-action": "connect" }, words("first.connect"));
  #anyway = make("button", { type: "button", "data-action": "add-anyway", hidden: true }, words("first.anyway"));
  #form = make("form", { novalidate: true, "aria-labelledby": "first-title" });
  /** @type {{now: () => void, stop: () => void} | null} */ #round = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#form);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.dataset.step === "camera" && !this.#connect.disabled) void this.#try();
    });
    this.#anyway.addEventListener("click", () => void this.#add(null));
    this.#ask();
  }

  disconnectedCallback() {
    this.#round?.stop();
  }

  #ask() {
    this.#round?.stop();
    mark(this, "data-step", "camera");
    for (const input of [this.#name, this.#url, this.#password]) input.value = "";
    this.#report.replaceChildren();
    this.#anyway.hidden = true;
    const later = make("button", { type: "button", "data-action": "later" }, words("first.later"));
    later.addEventListener("click", () => this.#end());
    this.#form.replaceChildren(
      steps(1),
      make("h2", { id: "first-title" }, words("first.title")),
      make("p", { class: "muted" }, words("first.words")),
      field(words("camera.address"), this.#url, words("first.address-hint")),
      make("div", { class: "pair" }, field(words("camera.user"), this.#user), field(words("camera.password"), this.#password)),
      field(words("camera.name"), this.#name),
      this.#report,
      this.#problem,
      make("div", { class: "actions" }, later, make("span", { class: "spring" }), this.#anyway, this.#connect),
    );
    showProblem(this.#form, this.#problem, null);
    this.#url.focus();
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
      const report = await testCamera(null, { url, ...this.#login() });
      if (report.ok) return await this.#add(report);
      mark(this.#report, "data-tone", "bad");
      this.#report.replaceChildren(...reportWords(report));
      this.#anyway.hidden = false;
    } catch (error) {
      this.#report.replaceChildren();
      showProblem(this.#form, this.#problem, error);
    } finally {
      this.#connect.disabled = false;
    }
  }

  #login() {
    const username = this.#user.value.trim() || null;
    return { username, password: username ? this.#password.value : null };
  }

  /** @param {CameraReport | null} report null: it was not heard of */
  async #add(report) {
    try {
      const url = this.#url.value.trim();
      const name = this.#name.value.trim() || words("first.name");
      const camera = await addCamera({ name, url, ...this.#login(), record: true, record_audio: true });
      await probed;
      this.#preview(camera, report);
    } catch (error) {
      this.#report.replaceChildren();
      showProblem(this.#form, this.#problem, error);
    }
  }

  /**
   * @param {Camera} camera
   * @param {CameraReport | null} report
   */
  #preview(camera, report) {
    mark(this, "data-step", "preview");
    const tile = new CameraTile();
    const standing = make("p", { role: "status" }, words("first.beginning"));
    const more = make("button", { type: "button", "data-action": "another" }, words("first.another"));
    const done = make("button", { type: "button", class: "primary", "data-action": "done" }, words("first.done"));
    more.addEventListener("click", () => this.#ask());
    done.addEventListener("click", () => this.#end());
    this.#form.replaceChildren(
      steps(2),
      make("h2", { id: "first-title" }, camera.name),
      tile,
      standing,
      ...(report ? [make("div", { class: "report", "data-tone": "good" }, ...reportWords(report))] : []),
      make("div", { class: "actions" }, more, make("span", { class: "spring" }), done),
    );
    tile.camera = camera;
    done.focus();
    this.#round = every(askEvery, async () => {
      const found = (await cameras().catch(() => [])).find((one) => one.id === camera.id);
      if (!found) return;
      tile.camera = found;
      say(standing, found.status.state === "recording" ? words("first.recording") : spokenStatus(found.status) || words("first.beginning"));
    });
  }

  #end() {
    this.#round?.stop();
    this.dispatchEvent(new CustomEvent("cameras-changed", { bubbles: true }));
    this.dispatchEvent(new CustomEvent("done"));
  }
}

/**
 * Where one is.
 * @param {number} at from 0
 */
export function steps(at) {
  const names = [words("first.step-account"), words("first.step-camera"), words("first.step-picture")];
  const items = names.map((name, index) => make("li", { "aria-current": index === at && "step", "data-done": index < at }, name));
  return make("ol", { class: "steps" }, ...items);
}

customElements.define("nj-first-camera", FirstCamera);
