// @ts-check
// The WebSocket of one live stream: reads its messages, and connects again with growing, scattered pauses.

import { askToOpen, forgetToOpen, holdWhileOpening, waitsToOpen } from "./opening-gate.js";

/**
 * @typedef {object} LiveInit
 * @property {string} mime
 * @property {number} width
 * @property {number} height
 * @property {boolean} audio
 * @property {boolean} [transcoded] the picture is encoded anew
 * @property {import("./law-sound.js").LawFormat} [sound] comes beside the fragments
 */

/**
 * @typedef {object} LiveHandlers
 * @property {() => void} connecting
 * @property {(init: LiveInit, segment: ArrayBuffer) => void} init a new time line begins
 * @property {(bytes: ArrayBuffer) => void} fragment
 * @property {(seconds: number, bytes: Uint8Array) => void} sound
 * @property {(seconds: number) => void} liveEdge
 * @property {(units: number) => void} dropped
 * @property {(reason: string) => void} interrupted
 * @property {() => void} ended
 * @property {(detail: string, code: string) => void} refused
 * @property {(retryAt: number, wasOpen: boolean) => void} lost the connection is gone; own clock in ms of the next try; whether there was one
 */

/** Of a piece of sound beside the fragments: 1, 0, and its time. A fragment begins with 0. */
const soundHead = 10;

const firstPause = 500;
const longestPause = 15_000;

export class LiveSocket {
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {LiveInit | null} */ #announced = null;
  #failures = 0;
  #timer = 0;
  #wasOpen = false;
  #leaveGate = () => {};

  /** @param {string} address @param {LiveHandlers} handlers */
  constructor(address, handlers) {
    this.address = address;
    this.handlers = handlers;
    this.#open();
  }

  /** The stream has been good for a while: the next loss begins with the shortest pause again. */
  forgive() {
    this.#failures = 0;
  }

  /** There is reason to believe that it works now: does not wait the pause out. */
  hurry() {
    if (this.#socket || waitsToOpen(this.#enter)) return;
    this.#failures = 0;
    this.#later();
  }

  /** Gives this connection up and makes another after a pause. */
  restart() {
    this.#drop();
    this.#later();
  }

  close() {
    clearTimeout(this.#timer);
    this.#drop();
  }

  #drop() {
    forgetToOpen(this.#enter);
    this.#leaveGate();
    const socket = this.#socket;
    this.#socket = null;
    this.#announced = null;
    // Closing a socket that is just being opened makes browsers complain; it is closed once it is open.
    if (socket?.readyState === WebSocket.CONNECTING) socket.addEventListener("open", () => socket.close());
    else socket?.close();
  }

  #open() {
    this.#wasOpen = false;
    this.handlers.connecting();
    askToOpen(this.#enter);
  }

  #enter = () => {
    const socket = new WebSocket(this.address);
    this.#socket = socket;
    this.#leaveGate = holdWhileOpening(socket);
    socket.binaryType = "arraybuffer";
    // A socket that was given up still fires: only the present one is listened to.
    socket.addEventListener("open", () => {
      if (socket === this.#socket) this.#wasOpen = true;
    });
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.#socket) this.#receive(data);
    });
    socket.addEventListener("close", () => {
      if (socket !== this.#socket) return;
      this.#drop();
      this.#later();
    });
  };

  #later() {
    const pause = Math.min(longestPause, firstPause * 2 ** this.#failures) * (0.7 + 0.6 * Math.random());
    this.#failures = Math.min(this.#failures + 1, 10);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), pause);
    this.handlers.lost(Date.now() + pause, this.#wasOpen);
  }

  /** @param {ArrayBuffer} data */
  #sound(data) {
    this.handlers.sound(new DataView(data).getFloat64(2, true), new Uint8Array(data, soundHead));
  }

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    if (typeof data !== "string") {
      const announced = this.#announced;
      this.#announced = null;
      if (announced) this.handlers.init(announced, data);
      else if (data.byteLength > soundHead && new Uint8Array(data, 0, 1)[0] === 1) this.#sound(data);
      else this.handlers.fragment(data);
      return;
    }
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return this.restart();
    }
    switch (message.type) {
      case "init":
        this.#announced = message;
        break;
      case "live_edge":
        this.handlers.liveEdge(Number(message.time_s));
        break;
      case "dropped":
        this.handlers.dropped(Number(message.units));
        break;
      case "interrupted":
        this.handlers.interrupted(String(message.reason ?? ""));
        break;
      case "ended":
        this.handlers.ended();
        break;
      case "error":
        this.handlers.refused(String(message.detail ?? ""), String(message.code ?? ""));
        break;
      default: // A newer server may say more than this page knows.
    }
  }
}
