// @ts-check
// Nightjar's page: asks the server how things are and hands the answers to the elements.

import { AccountMenu } from "./account-menu.js";
import * as api from "./api.js";
import { CameraDialog } from "./camera-dialog.js";
import { CameraGrid } from "./camera-grid.js";
import { ConfirmDialog } from "./confirm-dialog.js";
import { every, say } from "./dom.js";
import { Entrance } from "./entrance.js";
import { clockTime, counted } from "./format.js";
import { HealthBadge } from "./health-badge.js";
import { places } from "./places.js";
import { RecordingsView } from "./recordings-view.js";
import { Router } from "./router.js";
import { learnServerTime, serverNow } from "./server-clock.js";
import { session } from "./session.js";

/** @import {Camera, User} from "./types.js" */

const askCamerasEvery = 3000;
const askHealthEvery = 5000;

/**
 * @template {Element} T
 * @param {string} selector @param {new () => T} kind @returns {T}
 */
function find(selector, kind) {
  const element = document.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${selector}.`);
}

const grid = find("nj-camera-grid", CameraGrid);
const recordings = find("nj-recordings", RecordingsView);
const health = find("nj-health", HealthBadge);
const dialog = find("nj-camera-dialog", CameraDialog);
const confirmation = find("nj-confirm", ConfirmDialog);
const entrance = find("nj-entrance", Entrance);
find("nj-account", AccountMenu);
const addCamera = find("nav [data-action=add-camera]", HTMLButtonElement);
const recordingsPlace = find("#recordings-place", HTMLAnchorElement);
const clock = find("#clock", HTMLTimeElement);
const notice = find("#notice", HTMLElement);

/** @param {unknown} error */
const sentenceOf = (error) => (error instanceof Error ? error.message : String(error));

const router = new Router(find("main", HTMLElement), find("#home", HTMLElement), places);
let hiding = 0;

/** Says something once, at the foot of the page. @param {string} words */
function tell(words) {
  say(notice, words);
  notice.toggleAttribute("data-shown", words !== "");
  clearTimeout(hiding);
  hiding = setTimeout(() => notice.removeAttribute("data-shown"), 6000);
}
let answered = true;

const cameraRound = every(askCamerasEvery, async () => {
  const asker = session.who;
  if (asker === null) return;
  try {
    const cameras = await api.cameras();
    if (session.who !== asker) return;
    grid.cameras = cameras;
    recordings.cameras = cameras;
    recordingsPlace.hidden = recordings.hidden;
    if (!answered) grid.hurry();
    answered = true;
  } catch (error) {
    answered = false;
    health.failure = sentenceOf(error);
  }
});

const healthRound = every(askHealthEvery, async () => {
  if (session.who === null) return;
  const askedAt = Date.now();
  try {
    const answer = await api.health();
    learnServerTime(answer.time, askedAt);
    health.health = answer;
  } catch (error) {
    health.failure = sentenceOf(error);
  }
});

setInterval(() => {
  const now = serverNow();
  say(clock, clockTime(now));
  clock.dateTime = new Date(now).toISOString();
}, 500);

function changed() {
  cameraRound.now();
  healthRound.now();
}

/** @type {User | null | undefined} who was logged in before; undefined: nobody yet */
let former;

session.addEventListener("begun", () => {
  const user = session.who?.user ?? null;
  // Nothing that one has seen is left for another.
  if (former !== undefined && former?.id !== user?.id) return location.reload();
  former = user;
  addCamera.hidden = !session.may("add-cameras");
  void router.go();
  changed();
});

session.addEventListener("lost", () => {
  grid.clear();
  recordings.cameras = [];
  entrance.askAgain("Your session has ended. Log in to go on where you were.");
});

/** Goes in where the browser still has a session, and asks otherwise. */
async function enter() {
  try {
    session.begin(await api.who());
  } catch (error) {
    if (error instanceof api.ProblemError && error.status === 401) return entrance.ask();
    health.failure = sentenceOf(error);
    setTimeout(() => void enter(), askCamerasEvery);
  }
}

void enter();

/** @param {Camera} camera */
async function remove(camera) {
  const page = await api.recordings({ camera: camera.id, limit: 1000 }).catch(() => null);
  const count = page?.items.length ?? 0;
  const kept = count === 0
    ? "It has no recordings."
    : page?.next_cursor
    ? "Its recordings stay on disk."
    : `Its ${counted(count, "recording")} stay on disk.`;
  const yes = await confirmation.ask({
    title: `Remove ${camera.name}?`,
    words: `Nightjar stops recording it at once. ${kept}`,
    yes: `Remove ${camera.name}`,
  });
  if (!yes) return;
  try {
    await api.removeCamera(camera.id);
    tell(`${camera.name} is removed. ${kept}`);
  } catch (error) {
    tell(sentenceOf(error));
  }
  changed();
}

/** @param {Camera} camera */
async function switchOn(camera) {
  try {
    await api.changeCamera(camera.id, { enabled: true });
  } catch (error) {
    tell(sentenceOf(error));
  }
  changed();
}

/** @param {string} name @param {(camera: Camera) => void} act */
function on(name, act) {
  document.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
}

on("camera-edit", (camera) => dialog.show(camera));
on("camera-remove", (camera) => void remove(camera));
on("camera-switch-on", (camera) => void switchOn(camera));
on("cameras-changed", changed);
on("enlarged", (camera) => {
  if (camera) recordings.choose(camera.id);
});
on("camera-recordings", (camera) => {
  recordings.choose(camera.id);
  find("#recordings", HTMLElement).scrollIntoView();
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-action=add-camera]")) dialog.show(null);
});
