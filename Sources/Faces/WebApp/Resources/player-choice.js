// @ts-check
// In which way a camera's stream is shown: what the browser plays itself first, what has to be encoded anew for it last.

import { playableCodecs } from "./media-feed.js";

/**
 * mse: Media Source Extensions. webcodecs: decoded frame by frame. mjpeg: pictures.
 * @typedef {"mse" | "webcodecs" | "mjpeg"} Way
 */

/** @type {readonly Way[]} */
export const allWays = ["mse", "webcodecs", "mjpeg"];

/**
 * The name by which the server knows a codec; empty for one that it cannot be asked for.
 * @param {string | undefined} codec "avc1.640028", "hvc1.…"
 */
export function family(codec = "") {
  if (codec.startsWith("avc")) return "h264";
  if (codec.startsWith("hvc") || codec.startsWith("hev")) return "h265";
  return "";
}

/**
 * The ways to try, the best first.
 * @param {string | undefined} codec of the stream; undefined as long as nothing is known of it
 * @param {string[]} decodable what WebCodecs decodes here
 * @param {boolean} [isOneOfMany] small pictures of many cameras: a decoder each instead of a <video> each
 * @param {string[]} [playable] what plays in a <video> here
 * @returns {Way[]}
 */
export function ways(codec, decodable, isOneOfMany = false, playable = playableCodecs()) {
  const name = family(codec);
  const canPlay = playable.includes("h264") || playable.includes("h265");
  const isPlayed = canPlay && (codec === undefined || playable.includes(name));
  const isDecoded = name !== "" && decodable.includes(name);
  if (isPlayed && isDecoded) return isOneOfMany ? ["webcodecs", "mse", "mjpeg"] : ["mse", "webcodecs", "mjpeg"];
  if (isPlayed) return ["mse", "mjpeg"];
  // What nothing here plays comes encoded anew as H.264, in whichever way that can be shown.
  if (isDecoded) return playable.includes("h264") ? ["webcodecs", "mse", "mjpeg"] : ["webcodecs", "mjpeg"];
  return playable.includes("h264") ? ["mse", "mjpeg"] : ["mjpeg"];
}
