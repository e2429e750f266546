// @ts-check
// How the recorder is reached: its listeners with their dialects, and the RTSP server.

import { make } from "./dom.js";
import { session } from "./session.js";
import { changeRTSPServer, restartRTSPServer, rtspServer, settings } from "./settings-api.js";
import { formOf } from "./settings-forms.js";
import { button, card, check, checkbox, emptyWords, facts, labelled, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").RTSPServer} RTSPServer */

export class NetworkPart extends Part {
  #listeners = make("div");
  #rtsp = make("div");

  /** @override */
  build() {
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("settings.network.title"))),
      ...(session.may("manage-system") ? [this.#listenersCard()] : []),
      this.#rtsp,
    );
  }

  /** @override */
  async refresh() {
    const [server, known] = await Promise.all([rtspServer(), session.may("manage-system") ? settings("server") : { items: [] }]);
    const setting = known.items.find(({ key }) => key === "server.listeners");
    const listeners = Array.isArray(setting?.value) ? setting?.value ?? [] : [];
    this.#listeners.replaceChildren(
      listeners.length === 0
        ? emptyWords(words("settings.listeners.none"))
        : make("ul", { class: "rows" }, ...listeners.map(listenerRow)),
    );
    this.#rtsp.replaceChildren(this.#server(server));
  }

  #listenersCard() {
    const hint = make("p", { class: "muted" }, words("settings.listeners.hint"));
    return card(words("settings.listeners"), hint, this.#listeners);
  }

  /** @param {RTSPServer} server */
  #server(server) {
    const state = tag(words(server.running ? "settings.rtsp.on" : "settings.rtsp.off"), server.running ? "good" : "plain");
    return card(
      words("settings.rtsp"),
      make("p", { class: "muted" }, words("settings.rtsp.hint")),
      make("div", { class: "row-head" }, state),
      ...(server.addresses.length > 0 ? [make("ul", { class: "rows" }, ...server.addresses.map(addressRow))] : []),
      facts([
        [words("settings.rtsp.connections"), String(server.connections)],
        [words("settings.rtsp.viewers"), String(server.viewers)],
      ]),
      ...(session.may("manage-system") ? [this.#form(server)] : []),
    );
  }

  /** @param {RTSPServer} server */
  #form(server) {
    const enabled = checkbox("enabled", server.enabled);
    const address = make("input", {
      name: "address",
      required: true,
      maxlength: 64,
      autocomplete: "off",
      spellcheck: "false",
      placeholder: "0.0.0.0:8554",
    });
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

/** @param {import("./settings-types.js").RTSPAddress} each */
function addressRow({ address, secure, path, port, problem }) {
  const scheme = secure ? "rtsps" : "rtsp";
  const state = problem
    ? tag(problem, "bad")
    : port
    ? tag(words("settings.rtsp.port", { port }), "good")
    : tag(words("settings.rtsp.off"));
  return make("li", { class: "row" }, make("code", { class: "grow" }, `${scheme}://${address}/${(path ?? "").replace(/^\//, "")}`), state);
}

customElements.define("nj-settings-network", NetworkPart);
