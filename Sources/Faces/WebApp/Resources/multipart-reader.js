// @ts-check
// Takes the parts of multipart/x-mixed-replace out of the bytes as they come. Each part says its length.

/** More than any picture has, and than any head. */
const longestPart = 16 * 1024 * 1024;
const longestHead = 4096;

export class MultipartReader {
  #bytes = new Uint8Array(0);

  /** @param {string} type such as `multipart/x-mixed-replace; boundary=frame` */
  constructor(type) {
    this.boundary = `--${type.match(/boundary="?([^";]+)"?/)?.[1] ?? ""}`;
  }

  /**
   * @param {Uint8Array} more
   * @returns {Uint8Array[]} the parts that are whole now
   */
  push(more) {
    const joined = new Uint8Array(this.#bytes.length + more.length);
    joined.set(this.#bytes);
    joined.set(more, this.#bytes.length);
    this.#bytes = joined;
    const parts = [];
    for (let part = this.#next(); part; part = this.#next()) parts.push(part);
    return parts;
  }

  /** @returns {Uint8Array | null} */
  #next() {
    const bytes = this.#bytes;
    const end = endOfHead(bytes);
    if (end < 0) {
      if (bytes.length > longestHead) throw new Error("no head");
      return null;
    }
    const head = new TextDecoder("latin1").decode(bytes.subarray(0, end));
    const length = Number(head.match(/content-length:\s*(\d+)/i)?.[1] ?? NaN);
    if (!head.includes(this.boundary) || !(length <= longestPart)) throw new Error("no part");
    if (bytes.length < end + length) return null;
    this.#bytes = bytes.slice(end + length);
    return bytes.slice(end, end + length);
  }
}

/**
 * Where the empty line has ended.
 * @param {Uint8Array} bytes
 */
function endOfHead(bytes) {
  for (let i = 3; i < bytes.length && i < longestHead; i += 1) {
    if (bytes[i] === 10 && bytes[i - 1] === 13 && bytes[i - 2] === 10 && bytes[i - 3] === 13) return i + 1;
  }
  return -1;
}
