// @ts-check
// Nightjar's page: asks the server how things are and hands the answers to the elements.

import { AccountMenu } from "./account-menu.js";
import * as api from "./api.js";
import { kept, wear } from "./appearance.js";
import { CameraDialog } from "./camera-dialog.js";
import "./confirm-dialog.js";
import { every, say } from "./dom.js";
import { Entrance } from "./entrance.js";
import { clockTime, ownTime, useZone, zoneWords } from "./format.js";
import { HealthBadge } from "./health-badge.js";
import { LiveView } from "./live-view.js";
import { listenToPlaceKeys } from "./place-keys.js";
import { places } from "./places.js";
import { Router } from "./router.js";
import { learnServerTime, serverNow } from "./server-clock.js";
import { session } from "./session.js";
import { language, translate, words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").User} User */

const askCamerasEvery = 3000;
const askHealthEvery = 5000;

document.documentElement.lang = language;
wear(kept("theme"));
translate(document);

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
function find(selector, kind) {
  const element = document.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${selector}.`);
}

const main = find("main", HTMLElement);
const live = find("nj-live", LiveView);
const health = find("nj-health", HealthBadge);
const dialog = find("nj-camera-dialog", CameraDialog);
const entrance = find("nj-entrance", Entrance);
find("nj-account", AccountMenu);
const clock = find("#clock", HTMLTimeElement);
const clockFace = find("#clock .clock-time", HTMLElement);
const clockZone = find("#clock .clock-zone", HTMLElement);
const notice = find("#notice", HTMLElement);

/** @param {unknown} error */
const sentenceOf = (error) => (error instanceof Error ? error.message : String(error));

const router = new Router(main, live, places);
listenToPlaceKeys(() => router.shown);
let hiding = 0;

/**
 * Says something once, at the foot of the page.
 * @param {string} text
 */
function tell(text) {
  say(notice, text);
  notice.toggleAttribute("data-shown", text !== "");
  clearTimeout(hiding);
  hiding = setTimeout(() => notice.removeAttribute("data-shown"), 6000);
}

let answered = true;
/** A part of the page could not be loaded: browsers do not ask for it again before the page is loaded anew. */
let isIncomplete = false;

const cameraRound = every(askCamerasEvery, async () => {
  const asker = session.who;
  if (asker === null) return;
  try {
    const cameras = await api.cameras();
    if (session.who !== asker) return;
    if (isIncomplete) return location.reload();
    router.cameras = cameras;
    health.cameras = cameras;
    if (!answered) live.hurry();
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

function tick() {
  const now = serverNow();
  say(clockFace, clockTime(now));
  say(clockZone, zoneWords(now));
  clock.dateTime = new Date(now).toISOString();
  const own = ownTime(now);
  const title = own ? words("frame.clock-own", { time: own }) : words("frame.clock");
  if (clock.title !== title) clock.title = title;
}
setInterval(tick, 500);

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
  // Asked first: what follows has its time until there is an answer.
  changed();
  useZone(session.who?.time_zone);
  tick();
  void router.go();
});

session.addEventListener("lost", () => {
  router.cameras = [];
  health.cameras = [];
  entrance.askAgain(words("entrance.ended"));
});

/** Goes in where the browser still has a session, and asks otherwise. */
async function enter() {
  try {
    const { who, setup_needed: isFirst } = await api.entrance();
    if (who) session.begin(who);
    else entrance.ask(isFirst);
  } catch (error) {
    health.failure = sentenceOf(error);
    setTimeout(() => void enter(), askCamerasEvery);
  }
}

void enter();

/** @param {Camera} camera */
async function switchOn(camera) {
  try {
    await api.changeCamera(camera.id, { enabled: true });
  } catch (error) {
    tell(sentenceOf(error));
  }
  changed();
}

/**
 * @param {string} name
 * @param {(detail: any) => void} act
 */
function on(name, act) {
  document.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
}

on("camera-edit", (camera) => {
  location.hash = `cameras?${new URLSearchParams({ camera: camera.id, part: "connection" })}`;
});
on("camera-switch-on", (camera) => void switchOn(camera));
on("cameras-changed", changed);
on("camera-recordings", (camera) => {
  location.hash = `timeline?${new URLSearchParams({ cameras: camera.id })}`;
});
on("tell", tell);

main.addEventListener("place-shown", (event) => {
  const { title } = /** @type {CustomEvent} */ (event).detail;
  say(find("#title", HTMLElement), title);
  say(find("#where", HTMLElement), title);
});
main.addEventListener("place-failed", () => {
  isIncomplete = true;
  tell(words("frame.incomplete"));
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-action=add-camera]")) dialog.show();
  if (event.target.closest(".skip")) {
    // Not a place of its own.
    event.preventDefault();
    main.focus();
  }
});
