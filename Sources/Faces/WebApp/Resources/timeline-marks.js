// @ts-check
// What happened, as a mark: a colour and a shape for each kind, so that nobody needs to tell colours apart.

/** @typedef {"person" | "vehicle" | "animal" | "motion" | "sound"} MarkKind */

const kinds = /** @type {const} */ (["person", "vehicle", "animal", "motion", "sound"]);

/** @type {Record<string, MarkKind>} */
const byLabel = {
  ...Object.fromEntries(["person", "face", "human", "people"].map((label) => [label, "person"])),
  ...Object.fromEntries(["car", "truck", "bus", "bicycle", "motorcycle", "vehicle", "license_plate"].map((label) => [label, "vehicle"])),
  ...Object.fromEntries(["dog", "cat", "bird", "horse", "animal", "cow", "sheep", "bear"].map((label) => [label, "animal"])),
};

/** @param {{kind: string, label: string}} event @returns {MarkKind} */
export function kindOf({ kind, label }) {
  const known = byLabel[label.toLowerCase()] ?? kinds.find((one) => one === kind);
  if (known) return known;
  return kind.includes("sound") || kind.includes("audio") ? "sound" : "motion";
}

/**
 * In the pen's colour, with a rim so that it stands out of what is recorded.
 * @param {CanvasRenderingContext2D} pen @param {MarkKind} kind @param {number} x @param {number} y @param {number} size half of its height
 * @param {string} rim colour
 */
export function drawMark(pen, kind, x, y, size, rim) {
  pen.beginPath();
  switch (kind) {
    case "person":
      pen.arc(x, y, size, 0, 2 * Math.PI);
      break;
    case "vehicle":
      pen.rect(x - size, y - size * 0.8, 2 * size, size * 1.6);
      break;
    case "animal":
      corners(pen, [[x, y - size], [x + size, y + size * 0.8], [x - size, y + size * 0.8]]);
      break;
    case "motion":
      corners(pen, [[x, y - size], [x + size, y], [x, y + size], [x - size, y]]);
      break;
    case "sound":
      corners(pen, [[x - size, y - size * 0.4], [x, y - size * 0.4], [x + size, y - size], [x + size, y + size], [x, y + size * 0.4], [x - size, y + size * 0.4]]);
      break;
  }
  pen.strokeStyle = rim;
  pen.lineWidth = 3;
  pen.stroke();
  pen.fill();
}

/**
 * A padlock.
 * @param {CanvasRenderingContext2D} pen @param {number} x its middle @param {number} y @param {string} colour @param {string} rim
 */
export function drawLock(pen, x, y, colour, rim) {
  for (const [stroke, wide] of /** @type {const} */ ([[rim, 5], [colour, 2]])) {
    pen.strokeStyle = stroke;
    pen.lineWidth = wide;
    pen.beginPath();
    pen.arc(x, y - 2, 3, Math.PI, 0);
    pen.stroke();
    pen.strokeRect(x - 3, y - 1, 6, 4);
  }
  pen.fillStyle = colour;
  pen.fillRect(x - 4, y - 2, 8, 6);
}

/** @param {CanvasRenderingContext2D} pen @param {[number, number][]} points */
function corners(pen, points) {
  points.forEach(([x, y], number) => (number === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
}
