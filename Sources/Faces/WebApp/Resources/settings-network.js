// @ts-check
// How the recorder is reached: its listeners with their dialects, and the RTSP server with its further addresses.

import { cameras } from "./api.js";
import { make } from "./dom.js";
import { session } from "./session.js";
import { changeRTSPServer, outlets, restartRTSPServer, rtspServer, settings } from "./settings-api.js";
import { formOf } from "./settings-forms.js";
import { cameraChoice, OutletsCard, streamChoice } from "./settings-outlets.js";
import { button, card, check, checkbox, emptyWords, facts, labelled, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").RTSPServer} RTSPServer */
/** @typedef {import("./settings-types.js").RTSPAddress} RTSPAddress */
/** @typedef {import("./settings-types.js").RTSPEndpoint} RTSPEndpoint */
/** @typedef {import("./types.js").Camera} Camera */

export class NetworkPart extends Part {
  #listeners = make("div");
  #rtsp = make("div");
  #outlets = new OutletsCard(this);

  /** @override */
  build() {
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("settings.network.title"))),
      ...(session.may("manage-system") ? [this.#listenersCard()] : []),
      this.#rtsp,
      this.#outlets.element,
    );
  }

  /** @override */
  async refresh() {
    const [server, single, all, known] = await Promise.all([
      rtspServer(),
      outlets(),
      cameras(),
      session.may("manage-system") ? settings("server") : { items: [] },
    ]);
    const setting = known.items.find(({ key }) => key === "server.listeners");
    const listeners = Array.isArray(setting?.value) ? setting?.value ?? [] : [];
    this.#listeners.replaceChildren(
      listeners.length === 0
        ? emptyWords(words("settings.listeners.none"))
        : make("ul", { class: "rows" }, ...listeners.map(listenerRow)),
    );
    this.#rtsp.replaceChildren(this.#server(server, all));
    this.#outlets.show(single.items, all);
  }

  #listenersCard() {
    const hint = make("p", { class: "muted" }, words("settings.listeners.hint"));
    return card(words("settings.listeners"), hint, this.#listeners);
  }

  /** @param {RTSPServer} server @param {Camera[]} all */
  #server(server, all) {
    const state = tag(words(server.running ? "settings.rtsp.on" : "settings.rtsp.off"), server.running ? "good" : "plain");
    return card(
      words("settings.rtsp"),
      make("p", { class: "muted" }, words("settings.rtsp.hint")),
      make("div", { class: "row-head" }, state),
      make("ul", { class: "rows" }, ...server.addresses.map((each, index) => this.#addressRow(server, index, each, all))),
      facts([
        [words("settings.rtsp.connections"), String(server.connections)],
        [words("settings.rtsp.viewers"), String(server.viewers)],
      ]),
      ...(session.may("manage-system") ? [this.#form(server), this.#further(server, all)] : []),
    );
  }

  /**
   * The first one is the server's own; those after it are the further ones.
   * @param {RTSPServer} server @param {number} index @param {RTSPAddress} each @param {Camera[]} all
   */
  #addressRow(server, index, { address, secure, path, camera, port, problem }, all) {
    const state = problem
      ? tag(problem, "bad")
      : port
      ? tag(words("settings.rtsp.port", { port }), "good")
      : tag(words("settings.rtsp.off"));
    const what = camera ? all.find(({ id }) => id === camera)?.name ?? camera : words("settings.rtsp.every");
    const text = `${secure ? "rtsps" : "rtsp"}://${address}/${(path ?? "").replace(/^\//, "")}`;
    const row = make("li", { class: "row" }, make("code", { class: "grow" }, text), make("span", { class: "muted" }, what), state);
    if (index === 0 || !session.may("manage-system")) return row;
    const left = furtherOf(server).filter((_, place) => place !== index - 1);
    const remove = button(words("settings.remove"), () =>
      void this.act(remove, () => changeRTSPServer({ endpoints: left }), words("settings.saved")));
    remove.setAttribute("aria-label", words("settings.rtsp.remove-of", { address }));
    row.append(remove);
    return row;
  }

  /** @param {RTSPServer} server @param {Camera[]} all */
  #further(server, all) {
    const address = addressInput("0.0.0.0:8322");
    const secure = checkbox("secure", false);
    const camera = cameraChoice(all, "", [["", words("settings.rtsp.every")]]);
    const path = make("input", { name: "path", maxlength: 128, autocomplete: "off", spellcheck: "false", placeholder: "/stream" });
    const stream = streamChoice("main");
    const single = [
      labelled(words("settings.outlets.path"), path, words("settings.outlets.path-hint")),
      labelled(words("settings.outlets.stream"), stream),
    ];
    const offer = () => single.forEach((field) => (field.hidden = camera.value === ""));
    camera.addEventListener("change", offer);
    offer();
    const form = formOf(
      { "data-form": "rtsp-endpoint" },
      [
        make(
          "div",
          { class: "fields" },
          labelled(words("settings.rtsp.address"), address, words("settings.rtsp.address-hint")),
          labelled(words("settings.rtsp.which"), camera),
          ...single,
        ),
        check(words("settings.rtsp.secure"), secure),
      ],
      words("settings.rtsp.add"),
      async () => {
        /** @type {RTSPEndpoint} */
        const added = { address: address.value.trim(), secure: secure.checked };
        if (camera.value !== "") Object.assign(added, { camera: camera.value, path: path.value.trim() || "/stream", stream: stream.value });
        await changeRTSPServer({ endpoints: [...furtherOf(server), added] });
        this.note(words("settings.saved"));
        this.again();
      },
    );
    return make("details", {}, make("summary", {}, words("settings.rtsp.further")), form);
  }

  /** @param {RTSPServer} server */
  #form(server) {
    const enabled = checkbox("enabled", server.enabled);
    const address = addressInput("0.0.0.0:8554");
    address.value = server.address;
    const secure = checkbox("secure", server.secure);
    const udp = checkbox("udp", server.udp);
    const again = button(words("settings.rtsp.restart"), () => void this.act(again, restartRTSPServer, words("settings.rtsp.restarted")));
    return formOf(
      { "data-form": "rtsp" },
      [
        check(words("settings.rtsp.enabled"), enabled),
        make("div", { class: "fields" }, labelled(words("settings.rtsp.address"), address, words("settings.rtsp.address-hint"))),
        make("div", { class: "checks" }, check(words("settings.rtsp.secure"), secure), check(words("settings.rtsp.udp"), udp)),
      ],
      words("settings.save"),
      async () => {
        await changeRTSPServer({ enabled: enabled.checked, address: address.value.trim(), secure: secure.checked, udp: udp.checked });
        this.note(words("settings.saved"));
        this.again();
      },
      again,
    );
  }
}

/**
 * One listener, as the server puts it: "0.0.0.0:9090 mibee, TLS".
 * @param {string} text
 */
function listenerRow(text) {
  const [address = "", ...rest] = text.split(" ");
  const marks = rest.join(" ").split(", ").filter(Boolean);
  return make("li", { class: "row" }, make("code", { class: "grow" }, address), ...marks.map((mark) => tag(mark)));
}

/** @param {string} example */
const addressInput = (example) =>
  make("input", { name: "address", required: true, maxlength: 64, autocomplete: "off", spellcheck: "false", placeholder: example });

/**
 * As they are asked for, when all are to be said anew.
 * @param {RTSPServer} server @returns {RTSPEndpoint[]}
 */
const furtherOf = ({ addresses }) =>
  addresses.slice(1).map(({ address, secure, path, camera, stream }) =>
    camera ? { address, secure, path, camera, stream } : { address, secure });

customElements.define("nj-settings-network", NetworkPart);
