#!/usr/bin/env python3
"""How long headless Chromium takes to show the first picture of a running camera, again and again, with the web app's own player.

    .venv/bin/python Benchmarks/first_picture.py URL OPENINGS USER PASSWORD CAMERA…

Prints the times in ms as JSON, a list for each camera: from the moment that the player is told to watch to the first picture that is
presented. The cameras take turns, so that each opening of one is at another place in the group of pictures.
"""
from __future__ import annotations

import json
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests/Browser"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests/EndToEnd"))
from browser_support import ARGUMENTS, chromium_path  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

OPEN = """async (camera) => {
  const { LivePlayer } = await import("/live-player.js");
  const video = document.createElement("video");
  video.muted = true;
  document.body.append(video);
  const began = performance.now();
  const shown = new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(performance.now() - began)));
  const player = new LivePlayer(video, document.createElement("canvas"), () => {});
  const address = new URL(`/api/v1/cameras/${camera}/live?codecs=h264,aac`, location.href);
  address.protocol = "ws:";
  player.watch(address.href);
  const time = await Promise.race([shown, new Promise((resolve) => setTimeout(() => resolve(null), 20000))]);
  player.stop();
  video.remove();
  return time;
}"""


def main():
    url, openings, user, password, *cameras = sys.argv[1:]
    chance = random.Random(1)
    times: list[list[float]] = [[] for _ in cameras]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=ARGUMENTS)
        context = browser.new_context()
        answer = context.request.post(f"{url}/api/v1/session", data={"username": user, "password": password})
        if answer.status != 200:
            raise SystemExit(f"first_picture: the login was answered with {answer.status}")
        page = context.new_page()
        # Something of the server's own that is no app: the player may come from there, and nothing else is at work.
        page.goto(f"{url}/tokens.css")
        # The first round loads the modules and starts the decoder.
        for turn in range(int(openings) + 1):
            for taken, camera in zip(times, cameras):
                took = page.evaluate(OPEN, camera)
                if turn and took is not None:
                    taken.append(took)
                time.sleep(chance.uniform(0.05, 0.4))
        browser.close()
    print(json.dumps(times))


if __name__ == "__main__":
    main()
