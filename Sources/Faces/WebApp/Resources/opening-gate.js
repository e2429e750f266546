// @ts-check
// Lets a few WebSockets be opened at a time, in the order in which they are asked for.
//
// Browsers hold back whoever opens many at once. Chromium opens one after the other to an address, and lets each wait the longer the
// more are being opened: of sixteen the last ones for seconds (its WebSocket throttler doubles the pause with each).

const mostAtOnce = 8;
/** One that takes longer than this, in ms, holds up nobody else. */
const longest = 2000;

/** So long after it was opened, in ms, a socket has brought a first picture that is shown. */
const settling = 150;

let opening = 0;
let settledAt = 0;
/** @type {Set<() => void>} */
const waiting = new Set();

/** @param {() => void} open is called when it is its turn, maybe at once; it holds its place with `holdWhileOpening` */
export function askToOpen(open) {
  if (opening < mostAtOnce) enter(open);
  else waiting.add(open);
}

/**
 * Gives up waiting.
 * @param {() => void} open
 */
export const forgetToOpen = (open) => void waiting.delete(open);

/** Whether sockets are being opened, or just were: several cameras are about to show their first pictures. */
export const isOpeningMany = () => waiting.size + opening > 1 || performance.now() < settledAt;

/** @param {() => void} open @returns {boolean} */
export const waitsToOpen = (open) => waiting.has(open);

/** @param {() => void} open */
function enter(open) {
  opening += 1;
  open();
}

/**
 * Holds a place while a socket is being opened.
 * @param {WebSocket} socket
 * @returns {() => void} gives the place back, where the socket is given up before
 */
export function holdWhileOpening(socket) {
  let isHeld = true;
  const leave = () => {
    if (!isHeld) return;
    isHeld = false;
    clearTimeout(timer);
    opening -= 1;
    if (opening + waiting.size > 0) settledAt = performance.now() + settling;
    const [next] = waiting;
    if (!next) return;
    waiting.delete(next);
    enter(next);
  };
  const timer = setTimeout(leave, longest);
  socket.addEventListener("open", leave);
  socket.addEventListener("close", leave);
  return leave;
}
