// @ts-check
// The player of a tile: one of three, and another where one cannot show the camera.

import { framesAddress, liveAddress } from "./api.js";
import { CanvasPlayer } from "./canvas-player.js";
import { wantedSound } from "./frame-sound.js";
import { decodableCodecs, FramesPlayer } from "./frames-player.js";
import { LivePlayer } from "./live-player.js";
import { PicturesPlayer } from "./pictures-player.js";
import { family, ways } from "./player-choice.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./player-choice.js").Way} Way */

/** After so long what could not be shown in any way is tried from the beginning. */
const tryAgainAfter = 30_000;

/** @type {string[]} */
let decodable = [];
/** Done once it is known what this browser decodes. */
export const probed = decodableCodecs().then((codecs) => {
  decodable = codecs;
});

export class TilePlayer {
  /** @type {Player} */ current;
  /** @type {Way} */ way = "mse";
  /**
   * What somebody has chosen; null: what is best here.
   * @type {Way | null}
   */
  wish = null;
  /** Whether it is a small picture among those of many cameras. */
  isOneOfMany = false;
  #players;
  /** @type {Set<Way>} */ #failed = new Set();
  #wanted = { camera: "", stream: /** @type {"main" | "sub"} */ ("main"), codec: /** @type {string | undefined} */ ("") };
  /**
   * The camera's sound, as its status says it.
   * @type {import("./types.js").AudioFormat | null}
   */
  audio = null;
  #timer = 0;
  #changed;
  #isAway = false;

  /**
   * @param {HTMLVideoElement} video
   * @param {HTMLCanvasElement} still lies over the video and holds its last picture
   * @param {HTMLCanvasElement} canvas where the other ways draw
   * @param {() => void} changed
   */
  constructor(video, still, canvas, changed) {
    this.#changed = changed;
    const told = () => this.#told();
    this.#players = {
      mse: new LivePlayer(video, still, told),
      webcodecs: new FramesPlayer(canvas, video, told),
      mjpeg: new PicturesPlayer(canvas, video, told),
    };
    this.canvas = canvas;
    this.still = still;
    this.current = this.#players.mse;
  }

  /**
   * @param {string} camera
   * @param {"main" | "sub"} stream
   * @param {string | undefined} codec as the camera's status says it
   */
  watch(camera, stream, codec) {
    const before = this.#wanted;
    // That the codec has become known is no other codec.
    const isOther = camera !== before.camera || stream !== before.stream || Boolean(codec && before.codec && codec !== before.codec);
    if (isOther) this.#failed.clear();
    this.#wanted = { camera, stream, codec };
    this.#choose(isOther);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#wanted = { camera: "", stream: "main", codec: undefined };
    this.current.stop();
  }

  hurry() {
    this.#failed.clear();
    this.#choose();
    this.current.hurry();
  }

  /** @param {boolean} isAway nobody sees it just now */
  set isAway(isAway) {
    this.#isAway = isAway;
    this.current.isAway = isAway;
  }

  /** @param {boolean} [isOther] it shows something else now: nothing that goes well is left as it is */
  #choose(isOther = false) {
    const { camera, stream, codec } = this.#wanted;
    if (camera === "") return;
    const possible = this.wish ? [this.wish] : this.#ways.filter((candidate) => !this.#failed.has(candidate));
    const goesWell = !isOther && this.current.state === "live" && possible.includes(this.way);
    const way = goesWell ? this.way : possible[0] ?? this.way;
    const next = this.#players[way];
    if (next !== this.current) {
      this.#keepPicture();
      next.hasPicture ||= this.current.hasPicture;
      this.current.stop();
      this.current.isAway = false;
      this.canvas.hidden = true;
      this.current = next;
      this.way = way;
      next.isAway = this.#isAway;
    }
    if (next instanceof CanvasPlayer) next.audio = this.audio;
    if (next instanceof FramesPlayer) next.wanted = codec ?? "avc1.64001f";
    next.watch(this.#address(way, camera, stream, codec));
  }

  get #ways() {
    return ways(this.#wanted.codec, decodable, this.isOneOfMany);
  }

  /** What is drawn stays until the next player has something better; a <video> keeps its own. */
  #keepPicture() {
    const { canvas, still } = this;
    if (canvas.hidden || this.current.picture !== canvas) return;
    still.width = canvas.width;
    still.height = canvas.height;
    still.getContext("2d")?.drawImage(canvas, 0, 0);
    still.hidden = false;
  }

  /**
   * @param {Way} way
   * @param {string} camera
   * @param {"main" | "sub"} stream
   * @param {string | undefined} codec
   */
  #address(way, camera, stream, codec) {
    if (way === "mse") return liveAddress(camera, stream);
    return framesAddress(camera, stream, [way === "mjpeg" ? "jpeg" : family(codec) || "h264", ...wantedSound()]);
  }

  #told() {
    const { state } = this.current;
    // What is drawn stands below the last picture of the video.
    if (this.way !== "mse" && state === "live") this.still.hidden = true;
    const isHopeless = state === "unsupported" || (state === "error" && this.way !== "mjpeg");
    if (isHopeless && !this.wish && !this.#failed.has(this.way)) {
      this.#failed.add(this.way);
      const left = this.#ways.some((way) => !this.#failed.has(way));
      // Not within the player's own call.
      if (left) queueMicrotask(() => this.#choose());
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#again(), tryAgainAfter);
    }
    this.#changed();
  }

  #again() {
    this.#failed.clear();
    if (this.current.state !== "live") this.#choose();
  }
}
