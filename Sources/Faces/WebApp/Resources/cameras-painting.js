// @ts-check
// Painting polygons on a picture. Which kind one is of is told by its filling, not by its colour alone: a zone is tinted in its own
// colour, a motion mask hatched, a privacy mask dark; one that is switched off has a broken line.

import { middleOf } from "./cameras-shapes.js";

/** @typedef {import("./cameras-types.js").AreaKind} AreaKind */
/** @typedef {import("./cameras-types.js").Corner} Corner */
/** @typedef {{polygon: Corner[], name: string, enabled: boolean, color?: string | null}} Shape */

/** Of zones that have none of their own. */
export const usualColor = "#3b82f6";
const hatch = 8;

/**
 * What is to be seen on the picture.
 * @typedef {object} Painting
 * @property {{kind: AreaKind, shapes: Shape[]}[]} layers the last one is drawn over the others, and is the one that is worked on
 * @property {number} chosen among those of the last layer
 * @property {Corner[]} draft a shape that is being drawn
 */

/** @param {HTMLCanvasElement} canvas @param {HTMLElement} box whose size it has @param {Painting} painting */
export function paint(canvas, box, { layers, chosen, draft }) {
  const { clientWidth: width, clientHeight: height } = box;
  const context = canvas.getContext("2d");
  if (width === 0 || !context) return;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  const accent = getComputedStyle(box).getPropertyValue("--recorded") || "blue";
  layers.forEach(({ kind, shapes }, at) => {
    const isWorkedOn = at === layers.length - 1;
    context.globalAlpha = isWorkedOn ? 1 : 0.45;
    shapes.forEach((shape, index) => {
      path(context, shape.polygon, width, height);
      fill(context, kind, shape);
      context.setLineDash(shape.enabled ? [] : [6, 4]);
      outline(context, isWorkedOn && index === chosen ? accent : lineOf(kind, shape));
      title(context, shape, width, height);
    });
  });
  if (draft.length === 0) return;
  path(context, draft, width, height);
  context.setLineDash([]);
  outline(context, accent);
}

/** @param {AreaKind} kind @param {Shape} shape */
const lineOf = (kind, { color }) => (kind === "zones" ? color ?? usualColor : "white");

/** @param {CanvasRenderingContext2D} context @param {AreaKind} kind @param {Shape} shape */
function fill(context, kind, { color, enabled }) {
  const before = context.globalAlpha;
  context.globalAlpha = before * (enabled ? 1 : 0.35);
  if (kind === "masks") context.fillStyle = "rgb(0 0 0 / 62%)";
  else if (kind === "motion-masks") context.fillStyle = hatching(context) ?? "rgb(0 0 0 / 30%)";
  else {
    context.globalAlpha *= 0.28;
    context.fillStyle = color ?? usualColor;
  }
  context.fill();
  context.globalAlpha = before;
}

/** @param {CanvasRenderingContext2D} context */
function hatching(context) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = hatch;
  const pen = tile.getContext("2d");
  if (!pen) return null;
  for (const [colour, across] of /** @type {const} */ ([["rgb(0 0 0 / 60%)", 4], ["rgb(255 255 255 / 85%)", 1.5]])) {
    pen.strokeStyle = colour;
    pen.lineWidth = across;
    pen.beginPath();
    for (const from of [-hatch, 0, hatch]) {
      pen.moveTo(from, hatch);
      pen.lineTo(from + hatch, 0);
    }
    pen.stroke();
  }
  return context.createPattern(tile, "repeat");
}

/**
 * Light on dark, so that it is seen on any picture.
 * @param {CanvasRenderingContext2D} context @param {string} colour
 */
function outline(context, colour) {
  context.lineWidth = 4;
  context.strokeStyle = "rgb(0 0 0 / 60%)";
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Shape} shape @param {number} width @param {number} height */
function title(context, { name, polygon }, width, height) {
  if (name === "") return;
  const top = Math.min(...polygon.map(({ y }) => y));
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "top";
  const across = context.measureText(name).width + 8;
  const x = Math.min(Math.max(middleOf(polygon).x * width, across / 2), width - across / 2);
  const y = Math.min(top * height + 6, height - 20);
  context.fillStyle = "rgb(0 0 0 / 70%)";
  context.fillRect(x - across / 2, y - 2, across, 18);
  context.fillStyle = "white";
  context.fillText(name, x, y + 1);
}

/** @param {CanvasRenderingContext2D} context @param {Corner[]} polygon @param {number} width @param {number} height */
function path(context, polygon, width, height) {
  context.beginPath();
  polygon.forEach(({ x, y }, at) => (at === 0 ? context.moveTo(x * width, y * height) : context.lineTo(x * width, y * height)));
  context.closePath();
}
