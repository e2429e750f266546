// @ts-check
// What a browser must be told before it plays an MP4 file: the codecs, as RFC 6381 spells them. Reads the head of the recorder's
// own films; of anything else it says nothing.

/** @typedef {{video: string, audio: string}} Codecs empty: there is none */

/** @param {Uint8Array} bytes @param {number} at */
const word = (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);

/** @param {Uint8Array} bytes @param {number} at */
const name = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));

/** @param {number} value */
const hex = (value) => value.toString(16).padStart(2, "0");

/**
 * The boxes of a stretch of bytes, as far as they are there whole.
 * @param {Uint8Array} bytes @param {number} from @param {number} to
 */
function* boxes(bytes, from, to) {
  let at = from;
  while (at + 8 <= to) {
    const size = word(bytes, at);
    if (size < 8 || at + size > to) return;
    yield { type: name(bytes, at + 4), from: at + 8, to: at + size };
    at += size;
  }
}

/** @param {Uint8Array} bytes @param {string[]} path @param {number} from @param {number} to @returns {{from: number, to: number} | null} */
function find(bytes, [first, ...rest], from, to) {
  for (const box of boxes(bytes, from, to)) {
    if (box.type !== first) continue;
    return rest.length === 0 ? box : find(bytes, rest, box.from, box.to);
  }
  return null;
}

/**
 * @param {Uint8Array} bytes the beginning of a film
 * @returns {Codecs | null} null: its head is not there whole
 */
export function codecsOf(bytes) {
  const head = find(bytes, ["moov"], 0, bytes.length);
  if (!head) return null;
  const codecs = { video: "", audio: "" };
  for (const track of boxes(bytes, head.from, head.to)) {
    if (track.type !== "trak") continue;
    const table = find(bytes, ["mdia", "minf", "stbl", "stsd"], track.from, track.to);
    if (!table) continue;
    // A full box's version and flags, and the number of entries.
    for (const entry of boxes(bytes, table.from + 8, table.to)) {
      const codec = codecOf(bytes, entry);
      if (videoTypes.has(entry.type)) codecs.video ||= codec;
      else codecs.audio ||= codec;
    }
  }
  return codecs;
}

const videoTypes = new Set(["avc1", "avc3", "hvc1", "hev1", "mp4v", "av01"]);

/** @param {Uint8Array} bytes @param {{type: string, from: number, to: number}} entry ISO/IEC 14496-12 §8.5.2 */
function codecOf(bytes, { type, from, to }) {
  if (type === "avc1" || type === "avc3") {
    const box = find(bytes, ["avcC"], from + 78, to);
    return box ? `${type}.${[1, 2, 3].map((i) => hex(bytes[box.from + i] ?? 0)).join("")}` : type;
  }
  if (type === "hvc1" || type === "hev1") {
    const box = find(bytes, ["hvcC"], from + 78, to);
    return box ? `${type}.${highEfficiency(bytes, box.from)}` : type;
  }
  if (type === "mp4v") return "mp4v.6C";
  // Its profile stands deeper; what the recorder keeps is low complexity (ISO/IEC 14496-3), and browsers play the others too.
  if (type === "mp4a") return "mp4a.40.2";
  if (type === "Opus") return "opus";
  return type;
}

/**
 * ISO/IEC 14496-15 annex E.
 * @param {Uint8Array} bytes @param {number} at
 */
function highEfficiency(bytes, at) {
  const first = bytes[at + 1] ?? 0;
  const space = ["", "A", "B", "C"][first >> 6] ?? "";
  let compatibility = word(bytes, at + 2);
  let reversed = 0;
  for (let i = 0; i < 32; i += 1) {
    reversed = ((reversed << 1) | (compatibility & 1)) >>> 0;
    compatibility >>>= 1;
  }
  const constraints = [...bytes.subarray(at + 6, at + 12)];
  while (constraints.length > 1 && constraints[constraints.length - 1] === 0) constraints.pop();
  const level = bytes[at + 12] ?? 0;
  const tail = constraints.map((byte) => byte.toString(16).toUpperCase()).join(".");
  return `${space}${first & 31}.${reversed.toString(16).toUpperCase()}.${first & 32 ? "H" : "L"}${level}.${tail}`;
}

/** @param {Codecs} codecs @returns {string} */
export const mimeOf = ({ video, audio }) => `video/mp4; codecs="${[video, audio].filter((codec) => codec !== "").join(", ")}"`;
