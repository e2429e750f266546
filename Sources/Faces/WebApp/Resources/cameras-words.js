// @ts-check
// How a camera stands, in words: its state, what it sends, how much of it.

import { spokenStatus } from "./spoken.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").StreamStatus} StreamStatus */

/** @param {Camera} camera @returns {"good" | "fair" | "bad" | "plain"} */
export function toneOf({ enabled, status }) {
  if (!enabled) return "plain";
  if (status.code || status.state === "waiting") return "bad";
  if (status.state === "connecting") return "fair";
  return status.state === "recording" ? "good" : "plain";
}

/** @param {Camera} camera @returns {string} "Recording" */
export const stateOf = ({ enabled, status }) => wordsOf(`cameras.state.${enabled ? status.state : "disabled"}`, status.state);

/**
 * Why it stands so, where there is something to say.
 * @param {Camera} camera
 */
export const reasonOf = ({ enabled, status }) =>
  enabled && (status.code || ["waiting", "connecting"].includes(status.state)) ? spokenStatus(status) : "";

/** @param {StreamStatus | null | undefined} stream @returns {string} "H.264, 1920 × 1080, 4.1 Mbit/s, AAC" */
export function streamOf(stream) {
  if (!stream?.video) return "";
  const { video, audio, bits_per_second: bits } = stream;
  const parts = [video.name];
  if (video.width) parts.push(`${video.width} × ${video.height}`);
  if (bits > 0) parts.push(bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bits / 1e3)} kbit/s`);
  if (audio) parts.push(words("cameras.with-sound", { codec: audio.name }));
  return parts.join(", ");
}
