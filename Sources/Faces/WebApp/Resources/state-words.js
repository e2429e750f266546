// @ts-check
// What a tile says about its camera, in a sentence; or nothing, when the picture says it all.

import { sentence } from "./format.js";
import { serverNow } from "./server-clock.js";
import { spokenStatus } from "./spoken.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./player.js").Player} Player */

/**
 * @typedef {object} Words
 * @property {string} short beside the name: "Live", "No video"
 * @property {string} sentence over the picture; empty: the picture is alive
 * @property {"good" | "quiet" | "trouble"} tone
 * @property {"fix" | "switch-on" | null} action what the person can do about it
 */

/**
 * @param {number} milliseconds
 * @returns {string} with a space before it
 */
function countdown(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  return ` ${seconds > 0 ? words("state.again-in", { seconds }) : words("state.again")}`;
}

/**
 * The recorder's own account of a camera that gives it no video.
 * @param {Camera} camera
 */
function cameraTrouble({ status }) {
  // One that is idle is connected because this tile watches it.
  if (["recording", "watching", "connecting", "idle"].includes(status.state)) return "";
  const reason = spokenStatus(status) || words("state.no-video-comes");
  return status.retry_at ? reason + countdown(Date.parse(status.retry_at) - serverNow()) : reason;
}

/**
 * @param {Camera} camera
 * @param {Player} player
 * @returns {string}
 */
function playerTrouble(camera, player) {
  const again = player.retryAt === null ? "" : countdown(player.retryAt - Date.now());
  const codec = camera.status.streams.main?.video?.name ?? words("state.this-video");
  switch (player.state) {
    case "interrupted":
      return sentence(player.detail || words("state.camera-gone")) + again;
    case "error":
      return sentence(player.detail || words("state.no-live")) + again;
    case "ended":
      return words("state.ended") + again;
    case "offline":
      return words("state.silent") + (again || ` ${words("state.connecting")}`);
    case "stalled":
      return words("state.stalled", { seconds: Math.round(player.silence) });
    case "unsupported":
      return words("state.unsupported", { codec }) +
        (camera.status.state === "recording" ? ` ${words("state.recorded-anyway")}` : "");
    default:
      return "";
  }
}

/**
 * @param {Camera} camera
 * @param {Player} player
 * @returns {Words}
 */
export function stateWords(camera, player) {
  if (!camera.enabled) {
    return { short: words("state.off"), sentence: words("state.off-sentence"), tone: "quiet", action: "switch-on" };
  }
  if (!camera.permissions.includes("watch-live")) {
    const recorded = camera.status.state === "recording" ? ` ${words("state.is-recorded")}` : "";
    return {
      short: words("state.not-shown"),
      sentence: words("state.may-not-watch") + recorded,
      tone: "quiet",
      action: null,
    };
  }
  if (player.state === "live") return liveWords(camera);
  if (player.state === "paused" || player.state === "idle") {
    return { short: words("state.paused"), sentence: words("state.paused-sentence"), tone: "quiet", action: null };
  }
  const trouble = player.state === "offline" || player.state === "unsupported" ? "" : cameraTrouble(camera);
  const told = trouble || playerTrouble(camera, player);
  if (!told) {
    return { short: words("state.connecting"), sentence: words("state.connecting"), tone: "quiet", action: null };
  }
  if (player.state === "unsupported") {
    return { short: words("state.not-shown-here"), sentence: told, tone: "quiet", action: null };
  }
  const fixable = trouble !== "" || player.state === "error";
  return { short: words("state.no-video"), sentence: told, tone: "trouble", action: fixable ? "fix" : null };
}

/**
 * @param {Camera} camera that is seen
 * @returns {Words}
 */
function liveWords({ status }) {
  if (status.state === "watching" && status.code) {
    return { short: spokenStatus(status), sentence: "", tone: "trouble", action: null };
  }
  if (status.state === "watching") {
    return { short: words("state.live-not-recorded"), sentence: "", tone: "good", action: null };
  }
  return ["recording", "connecting", "idle"].includes(status.state)
    ? { short: words("state.live"), sentence: "", tone: "good", action: null }
    : { short: words("state.not-recorded", { reason: spokenStatus(status) }), sentence: "", tone: "trouble", action: null };
}

/**
 * Whether pictures come from the camera.
 * @param {string | undefined} state
 */
export function comes(state) {
  return state === "recording" || state === "watching";
}

/**
 * What the edge of a tile shows.
 * @param {Camera} camera
 * @param {Words} told
 * @param {Player} player
 * @returns {"recording" | "trouble" | "none"}
 */
export function edge(camera, told, player) {
  // Without the server nobody knows whether it records.
  if (!camera.enabled || player.state === "offline") return "none";
  if (camera.status.state === "recording") return "recording";
  return told.tone === "trouble" ? "trouble" : "none";
}
