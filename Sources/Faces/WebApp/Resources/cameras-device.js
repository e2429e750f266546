// @ts-check
// A camera as an ONVIF device: how it is linked, what it is and can, whether what it sees begins events; and what is set in the
// camera itself, each in a card of its own.

import { clockButton, clockWords } from "./cameras-device-clock.js";
import { deviceExtras } from "./cameras-device-extras.js";
import { DeviceNetworkCard } from "./cameras-device-network.js";
import { DeviceUsersCard } from "./cameras-device-users.js";
import { device, linkDevice, probeDevice, rebootDevice, unlinkDevice } from "./devices-api.js";
import { make, mark, say } from "./dom.js";
import { profileWords } from "./finder-card.js";
import { sentence } from "./format.js";
import { formOf } from "./settings-forms.js";
import { button, card, check, checkbox, choice, confirmed, facts, labelled, moment, tag } from "./system-bits.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./devices-types.js").Device} Device */
/** @typedef {import("./devices-types.js").DeviceFacts} DeviceFacts */
/** @typedef {import("./devices-types.js").DeviceProfile} DeviceProfile */
/** @typedef {import("./system-part.js").Part} Part */

const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

export class DeviceSide {
  #part;
  #changed;
  /** @type {WholeCamera | null} */ #camera = null;
  /** @type {Device | null} */ #device = null;
  /** Asked anew with each look at the camera, unless it is being asked. */
  #isAsking = false;
  #drawn = "";
  #drawnLink = "";
  // As somebody has just asked for them.
  /** @type {DeviceProfile[] | null} */ #profiles = null;
  #told = make("div", { class: "stack" });
  #events = tag("");
  #trouble = make("p", { class: "trouble", role: "status" });
  element = make("div", { class: "stack" });

  /** @param {Part} part @param {() => void} changed called when the link is another */
  constructor(part, changed) {
    this.#part = part;
    this.#changed = changed;
  }

  /** @param {WholeCamera} camera */
  show(camera) {
    this.#camera = camera;
    if (!this.#isAsking) void this.#ask(camera.id);
  }

  /** @param {string} id */
  async #ask(id) {
    this.#isAsking = true;
    try {
      this.#take(await device(id));
    } catch (error) {
      this.#part.complain(error);
    } finally {
      this.#isAsking = false;
    }
  }

  /** @param {Device} device */
  #take(device) {
    this.#device = device;
    // What somebody types into stays as long as the link is the same.
    const drawn = JSON.stringify([device.linked, device.address, device.username, device.has_password, device.events, device.main_profile, device.facts]);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#draw(device);
    }
    const { event_state: state = "off", event_problem: problem } = device;
    say(this.#events, wordsOf(`device.events.${state}`, state));
    mark(this.#events, "data-tone", eventTone(state));
    say(this.#trouble, sentence(problem ?? ""));
    this.#trouble.hidden = !problem;
  }

  /** @param {Device} device */
  #draw(device) {
    mark(this.element, "data-linked", String(device.linked));
    if (!device.linked) return this.element.replaceChildren(this.#linkCard(device));
    const { facts: told } = device;
    const id = device.camera;
    this.#told.replaceChildren(
      this.#aboutCard(device),
      ...(told?.events ? [this.#eventsCard(device)] : []),
      ...(told ? deviceExtras(this.#part, id, told) : []),
    );
    // What is told of it changes by itself, and no open card and nothing half typed goes with it.
    const link = JSON.stringify([device.address, device.username, device.has_password]);
    if (link === this.#drawnLink && this.#told.parentElement) return;
    this.#drawnLink = link;
    this.element.replaceChildren(
      this.#told,
      new DeviceNetworkCard(this.#part, id).element,
      new DeviceUsersCard(this.#part, id, device.username ?? this.#camera?.username ?? "").element,
      this.#linkCard(device),
    );
  }

  // About it.

  /** @param {Device} device */
  #aboutCard({ camera, facts: told }) {
    const profiles = make("div", { class: "profiles" });
    if (this.#profiles) profiles.append(make("h4", {}, words("device.profiles")), this.#rows(this.#profiles));
    const ask = button(words("device.ask"), () => void this.#probe(ask));
    ask.dataset.action = "probe";
    const again = button(words("device.reboot"), () => void this.#reboot(again, camera), "danger");
    again.dataset.action = "reboot";
    const set = clockButton(this.#part, camera, told?.clock_offset_s, async () => this.#take(await device(camera)));
    return card(
      words("device.about"),
      ...(told ? [facts(factsOf(told)), abilities(told), ...remarks(told)] : []),
      profiles,
      make("div", { class: "form-row" }, ask, ...set, again),
    );
  }

  /** @param {HTMLButtonElement} pressed */
  async #probe(pressed) {
    const camera = this.#camera;
    if (!camera) return;
    await this.#part.act(pressed, async () => {
      this.#profiles = (await probeDevice(camera.id)).profiles;
      this.#drawn = "";
      this.#take(await device(camera.id));
    }, words("device.asked"));
  }

  /** @param {DeviceProfile[]} profiles */
  #rows(profiles) {
    const role = (/** @type {DeviceProfile} */ { token }) =>
      token === this.#device?.main_profile ? [tag(words("cameras.stream.main"), "good")] : token === this.#device?.sub_profile ? [tag(words("cameras.stream.sub"), "good")] : [];
    return make("ul", { class: "rows" }, ...profiles.map((profile) => make("li", { class: "row" }, make("span", { class: "grow" }, profileWords(profile)), ...role(profile))));
  }

  /** @param {HTMLButtonElement} pressed @param {string} id */
  async #reboot(pressed, id) {
    const name = this.#camera?.name ?? id;
    const question = { title: words("device.reboot-title"), words: words("device.reboot-words", { name }), yes: words("device.reboot-yes") };
    if (await confirmed(question)) await this.#part.act(pressed, () => rebootDevice(id), words("device.rebooting"));
  }

  // What it sees.

  /** @param {Device} device */
  #eventsCard({ camera, events }) {
    const follows = checkbox("events", events ?? false);
    follows.addEventListener("change", () => void this.#follow(follows, camera));
    return card(
      words("device.events"),
      make("div", { class: "row-head" }, check(words("device.events-follow"), follows), this.#events),
      this.#trouble,
      make("p", { class: "muted" }, words("device.events-hint")),
    );
  }

  /** @param {HTMLInputElement} box @param {string} id */
  async #follow(box, id) {
    const wanted = box.checked;
    const done = await this.#part.act(null, async () => this.#take(await linkDevice(id, { events: wanted })), words("settings.saved"));
    if (!done) box.checked = !wanted;
    this.#changed();
  }

  // How it is linked.

  /** @param {Device} device */
  #linkCard(device) {
    const address = make("input", { ...plain, name: "address", maxlength: 1024, placeholder: "192.168.1.20:8000" });
    address.value = device.address ?? "";
    const own = choice({ name: "account" }, [["", words("device.account-camera")], ["own", words("device.account-own")]], device.username ? "own" : "");
    const user = make("input", { ...plain, name: "username", maxlength: 256 });
    user.value = device.username ?? "";
    const password = make("input", { name: "password", type: "password", maxlength: 1024, autocomplete: "new-password" });
    password.placeholder = device.username && device.has_password ? words("settings.unchanged") : "";
    const account = make("div", { class: "pair" }, labelled(words("camera.user"), user), labelled(words("camera.password"), password));
    const turn = () => (account.hidden = own.value === "");
    own.addEventListener("change", turn);
    turn();
    const unlink = button(words("device.unlink"), () => void this.#unlink(unlink, device.camera), "danger");
    unlink.dataset.action = "unlink";
    const form = formOf(
      { class: "form card", "data-form": "device" },
      [
        make("h3", {}, words(device.linked ? "device.link" : "device.link-title")),
        ...(device.linked ? [] : [make("p", { class: "muted" }, words("device.link-words"))]),
        labelled(words("device.address"), address, words("device.address-hint")),
        labelled(words("device.account"), own),
        account,
      ],
      words(device.linked ? "settings.save" : "device.link-press"),
      () => this.#link(device, { address: address.value.trim(), isOwn: own.value === "own", user: user.value.trim(), password: password.value }),
      ...(device.linked ? [unlink] : []),
    );
    return form;
  }

  /** @param {Device} old @param {{address: string, isOwn: boolean, user: string, password: string}} typed */
  async #link(old, { address, isOwn, user, password }) {
    /** @type {import("./devices-types.js").DeviceLink} */
    const link = { username: isOwn ? user : null };
    if (address && address !== old.address) link.address = address;
    // An empty password means "as before".
    if (isOwn && (password || !old.has_password)) link.password = password;
    this.#take(await linkDevice(old.camera, link));
    this.#part.note(words("device.linked"));
    this.#changed();
  }

  /** @param {HTMLButtonElement} pressed @param {string} id */
  async #unlink(pressed, id) {
    const question = { title: words("device.unlink-title"), words: words("device.unlink-words", { name: this.#camera?.name ?? id }), yes: words("device.unlink") };
    if (!await confirmed(question)) return;
    await this.#part.act(pressed, async () => {
      await unlinkDevice(id);
      this.#take({ camera: id, linked: false });
    }, words("device.unlinked"));
    this.#changed();
  }
}

/** @param {string} state @returns {"good" | "fair" | "bad" | "plain"} */
export const eventTone = (state) => (state === "following" ? "good" : state === "waiting" ? "fair" : state === "impossible" ? "bad" : "plain");

/** @param {DeviceFacts} told @returns {[string, string | Node][]} */
function factsOf(told) {
  /** @type {[string, string | Node][]} */
  const pairs = [
    [words("device.maker"), told.manufacturer],
    [words("device.model"), told.model],
    [words("device.firmware"), told.firmware],
    [words("device.serial"), told.serial],
    [words("device.hardware"), told.hardware],
  ];
  const offset = told.clock_offset_s;
  if (offset !== null && offset !== undefined) pairs.push([words("device.clock"), clockWords(offset)]);
  return [...pairs.filter(([, value]) => value !== ""), [words("device.asked-at"), moment(told.asked_at)]];
}

/**
 * What it can, a word each.
 * @param {DeviceFacts} told
 */
function abilities(told) {
  const { ptz } = told;
  const all = /** @type {const} */ ([
    ["pan-tilt", ptz?.pan_tilt],
    ["zoom", ptz?.zoom],
    ["presets", (ptz?.presets ?? 0) > 0],
    ["imaging", told.imaging],
    ["events", told.events],
    ["sound", told.sound],
    ["snapshots", told.snapshots],
    ["relays", told.relays.length > 0],
    ["inputs", (told.inputs ?? []).length > 0],
    ["auxiliaries", told.auxiliaries.length > 0],
    ["recordings", told.recordings],
  ]);
  return make(
    "ul",
    { class: "abilities", "aria-label": words("device.can") },
    ...all.flatMap(([name, can]) => (can ? [make("li", { class: "tag", "data-ability": name }, words(`device.can-${name}`))] : [])),
  );
}

/** @param {DeviceFacts} told */
const remarks = ({ remarks }) => (remarks.length > 0 ? [make("p", { class: "muted" }, remarks.map(sentence).join(" "))] : []);
