// @ts-check
// What time it is at the recorder: a browser's own clock is often wrong, and all times on the page are the recorder's.

let offset = 0;

/**
 * Learns from an answer that carries the server's time.
 * @param {string} time RFC 3339 @param {number} askedAt own clock, ms
 */
export function learnServerTime(time, askedAt) {
  const server = Date.parse(time);
  if (Number.isNaN(server)) return;
  const now = Date.now();
  const learned = server - (askedAt + now) / 2;
  // Half the way there and back is the error of one answer; small changes are only that.
  if (Math.abs(learned - offset) > now - askedAt) offset = learned;
}

/** @returns {number} the server's time in milliseconds since 1970 */
export const serverNow = () => Date.now() + offset;
