// @ts-check
// What a tile says about its camera, in a sentence; or nothing, when the picture says it all.

import { sentence } from "./format.js";
import { serverNow } from "./server-clock.js";

/** @import {Camera} from "./types.js" */
/** @import {LivePlayer} from "./live-player.js" */

/**
 * @typedef {object} Words
 * @property {string} short beside the name: "Live", "No video"
 * @property {string} sentence over the picture; empty: the picture is alive
 * @property {"good" | "quiet" | "trouble"} tone
 * @property {"fix" | "switch-on" | null} action what the person can do about it
 */

/** @param {number} milliseconds @returns {string} */
function countdown(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds > 0 ? ` Trying again in ${seconds} s.` : " Trying again…";
}

/** The recorder's own account of a camera that gives it no video. @param {Camera} camera */
function cameraTrouble({ status }) {
  // One that is idle is connected because this tile watches it.
  if (["recording", "watching", "connecting", "idle"].includes(status.state)) return "";
  const reason = sentence(status.reason) || "The camera gives no video.";
  return status.retry_at ? reason + countdown(Date.parse(status.retry_at) - serverNow()) : reason;
}

/** @param {Camera} camera @param {LivePlayer} player @returns {string} */
function playerTrouble(camera, player) {
  const again = player.retryAt === null ? "" : countdown(player.retryAt - Date.now());
  const codec = camera.status.streams.main?.video?.name ?? "this kind of video";
  switch (player.state) {
    case "interrupted":
      return sentence(player.detail || "The camera is gone.") + again;
    case "error":
      return sentence(player.detail || "There is no live picture.") + again;
    case "ended":
      return `The live picture ended.${again}`;
    case "offline":
      return `Nightjar does not answer.${again || " Connecting…"}`;
    case "stalled":
      return `No video for ${Math.round(player.silence)} s.`;
    case "unsupported":
      return `This browser cannot show ${codec} live.` +
        (camera.status.state === "recording" ? " It is being recorded all the same." : "");
    default:
      return "";
  }
}

/** @param {Camera} camera @param {LivePlayer} player @returns {Words} */
export function stateWords(camera, player) {
  if (!camera.enabled) {
    return { short: "Off", sentence: "Switched off: nothing is recorded.", tone: "quiet", action: "switch-on" };
  }
  if (!camera.permissions.includes("watch-live")) {
    const recorded = camera.status.state === "recording" ? "It is being recorded." : "";
    return { short: "Not shown", sentence: `You may not watch this camera live. ${recorded}`, tone: "quiet", action: null };
  }
  if (player.state === "live") {
    if (camera.status.state === "watching" && camera.status.code) {
      return { short: sentence(camera.status.reason), sentence: "", tone: "trouble", action: null };
    }
    if (camera.status.state === "watching") {
      return { short: "Live, not recorded", sentence: "", tone: "good", action: null };
    }
    const recorded = ["recording", "connecting", "idle"].includes(camera.status.state);
    return recorded
      ? { short: "Live", sentence: "", tone: "good", action: null }
      : { short: `Not recorded: ${camera.status.reason}`, sentence: "", tone: "trouble", action: null };
  }
  if (player.state === "paused" || player.state === "idle") {
    return { short: "Paused", sentence: "Paused while nobody looks.", tone: "quiet", action: null };
  }
  const trouble = player.state === "offline" || player.state === "unsupported" ? "" : cameraTrouble(camera);
  const words = trouble || playerTrouble(camera, player);
  if (!words) return { short: "Connecting…", sentence: "Connecting…", tone: "quiet", action: null };
  if (player.state === "unsupported") return { short: "Not shown here", sentence: words, tone: "quiet", action: null };
  const fixable = trouble !== "" || player.state === "error";
  return { short: "No video", sentence: words, tone: "trouble", action: fixable ? "fix" : null };
}
