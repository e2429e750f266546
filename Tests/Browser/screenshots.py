"""Pictures of every place in both themes and three widths, of a recorder whose cameras show scenes that are drawn for it:

    .venv/bin/python Tests/Browser/screenshots.py FOLDER            all of them, to be looked at
    .venv/bin/python Tests/Browser/screenshots.py FOLDER events     those whose name begins so
    .venv/bin/python Tests/Browser/screenshots.py --docs            those of the documents, into docs/images
"""
from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import sync_playwright

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "EndToEnd")]
from browser_support import ARGUMENTS, chromium_path  # noqa: E402
from everywhere_support import CAMERAS, DIALOGS, PASSWORD, PLACES, Company, Dialog, go, recorder, selected  # noqa: E402
from timeline_support import moment, text  # noqa: E402
import support  # noqa: E402

WIDTHS = {390: 844, 820: 1180, 1400: 900}
THEMES = ("dark", "light")
RECORDED = 100  # seconds before the first picture is taken: the time line then has something to show

# Of each camera: sky, ground, wall, door, light, what moves.
SCENES = [
    ("0x1b2a4a", "0x2b3a2f", "0x5a4a42", "0x8a2f24", "0xffe9b0", "0xd9a441"),
    ("0x87b5d8", "0x6f7478", "0xb8a894", "0x4a5a68", "0xfff6d8", "0xb33a3a"),
    ("0x9cc7e0", "0x5c8a4a", "0x7a9a62", "0x6a4a32", "0xfff2c0", "0xe8e4da"),
    ("0x2a2622", "0x4a4038", "0x3a342e", "0x22303c", "0xffd9a0", "0x3d7eff"),
]


def draw(folder: pathlib.Path) -> list[str]:
    """The clips of all cameras, as options of `nightjar camera`."""
    options = []
    for number, (sky, ground, wall, door, light, mover) in enumerate(SCENES, 1):
        scene = (f"color=c={sky}:s=1280x720:r=25:d=8,drawbox=y=470:h=250:c={ground}:t=fill,drawbox=x=720:y=180:w=420:h=330:c={wall}:t=fill,"
                 f"drawbox=x=690:y=150:w=480:h=44:c={wall}@0.7:t=fill,drawbox=x=880:y=320:w=110:h=190:c={door}:t=fill,drawbox=x=760:y=260:w=80:h=80:c={light}@0.85:t=fill,"
                 f"drawbox=x=1040:y=260:w=70:h=80:c={light}@0.5:t=fill,drawbox=x=140:y=120:w=64:h=64:c={light}@0.9:t=fill,drawbox=x=330:y=300:w=26:h=210:c={door}@0.8:t=fill,"
                 f"drawbox=x=250:y=190:w=190:h=150:c={ground}@0.9:t=fill,noise=alls=6:allf=t[back];color=c={mover}:s=120x70:r=25:d=8[mover];"
                 f"[back][mover]overlay=x='mod(t*{175 if number % 2 else -175}+1400\\,1400)-120':y=560,format=yuv420p")
        for kind, size in (("main", "1280:720"), ("sub", "640:360")):
            file = folder / f"{kind}-{number}.mp4"
            subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono", "-filter_complex", f"{scene},scale={size}[v]",
                            "-map", "[v]", "-map", "0:a", "-shortest", "-t", "8", "-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", "50", "-c:a", "aac",
                            str(file)], check=True)
            options += ["--file", str(file), "--path", f"{kind}-{number}"]
    return options


def settle(page) -> None:
    """Until pictures that are asked for are there, and nothing moves any more."""
    page.wait_for_function("() => [...document.images].every((image) => image.hidden || !image.checkVisibility() || image.complete)")
    page.wait_for_timeout(700)


def shoot(page, server, folder: pathlib.Path, name: str) -> None:
    settle(page)
    page.screenshot(path=folder / f"{name}.png", full_page=not name.startswith(("live", "timeline")))


def everything(company: Company, server, folder: pathlib.Path, wanted: str) -> None:
    stretch = Dialog("timeline-selection", selected(server), "nj-timeline-selection:not([hidden])", lambda page: None, "nj-timeline")
    for width, height in WIDTHS.items():
        for theme in THEMES:
            options = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
            if width < 900:
                options.update(has_touch=True, is_mobile=width < 700)
            page = company.page(**options)
            for place in PLACES:
                if place.name.startswith(wanted):
                    go(page, place)
                    shoot(page, server, folder, f"{place.name}-{theme}-{width}")
            for dialog in [*DIALOGS, stretch]:
                if not dialog.name.startswith(wanted):
                    continue
                page = company.page(dialog.address, **options)
                page.wait_for_selector(dialog.ready)
                dialog.open(page)
                page.wait_for_selector(dialog.there, state="attached")
                settle(page)
                page.screenshot(path=folder / f"dialog-{dialog.name}-{theme}-{width}.png")
                # A page that stays goes on playing, and all together are more than a machine shows in time.
                company.leave()
            company.leave()


DOCS = {
    "live": ("live", "dark", (1400, 800), "nj-camera-tile[data-camera=workshop][data-state=live]"),
    "timeline": ("timeline?at={at}&span=90&cameras=front-door,driveway,garden,workshop", "dark", (1400, 800), "nj-timeline[data-known=true]"),
    "events": ("events", "light", (1400, 800), "nj-event-card img"),
    "cameras": ("cameras", "light", (1400, 800), "nj-cameras-list .camera-card[data-state=recording]"),
    "system": ("system?part=coverage", "dark", (1400, 800), "nj-system-coverage [data-camera=garden] .figures"),
    "phone-live": ("live", "dark", (390, 780), "nj-camera-tile[data-state=live]"),
    "phone-events": ("events", "light", (390, 780), "nj-event-card img"),
}


def documents(company: Company, server, folder: pathlib.Path) -> None:
    """Small, because they are kept with the sources."""
    at = text(moment(server.first["start"]) + 12)
    for name, (address, theme, (width, height), ready) in DOCS.items():
        page = company.page(address.format(at=at), viewport={"width": width, "height": height}, color_scheme=theme,
                            has_touch=width < 700, is_mobile=width < 700)
        page.wait_for_selector(ready)
        page.wait_for_timeout(2500)
        settle(page)
        picture = folder / f"{name}.png"
        page.screenshot(path=picture)
        keep(name, min(width, 1100), picture)
        company.leave()


def keep(name: str, width: int, *pictures: pathlib.Path) -> None:
    """Beside each other, and all together so wide."""
    inputs = [part for picture in pictures for part in ("-i", str(picture))]
    beside = f"hstack=inputs={len(pictures)}," if len(pictures) > 1 else ""
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", f"{beside}scale={width}:-1:flags=lanczos", "-frames:v", "1",
                    "-c:v", "libwebp", "-quality", "82", str(ROOT / "docs/images" / f"{name}.webp")], check=True)


def first_run(browser, folder: pathlib.Path, scenes: list[str]) -> None:
    """From the code to the first picture, on a phone."""
    taken = []
    with support.staged(folder) as stage:
        camera, server = stage.camera(*scenes), stage.server([], account=False)
        code = re.search(r"enter the code (\S+) ", server.output())[1]
        context = browser.new_context(viewport={"width": 390, "height": 780}, color_scheme="dark", locale="en-GB", has_touch=True, is_mobile=True)
        page = context.new_page()
        page.goto(f"{server.url}/")

        def take(ready: str) -> None:
            page.wait_for_selector(ready)
            settle(page)
            taken.append(folder / f"first-run-{len(taken)}.png")
            page.screenshot(path=taken[-1])

        def fill(**values: str) -> None:
            for name, value in values.items():
                page.locator(f".entrance [name={name}]").fill(value)

        take(".entrance[data-step=setup]")
        fill(code=code, username="ada", password=PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".entrance[data-step=first]")
        fill(url=camera.url("main-1"), name="Front door")
        take("nj-camera-wizard[data-step=camera]")
        page.locator("nj-camera-wizard [data-action=connect]").click()
        take("nj-camera-wizard[data-step=preview] nj-camera-tile[data-state=live]")
        page.locator("nj-camera-wizard [data-action=done]").click()
        take("nj-live nj-camera-tile[data-state=live]")
        context.close()
    keep("first-run", 1100, *taken)


def main() -> None:
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = pathlib.Path(made)
        scenes = draw(folder)
        with recorder(folder, scenes) as server:
            browser = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=ARGUMENTS)
            company = Company(browser, server.url)
            time.sleep(max(0, moment(server.first["start"]) + RECORDED - time.time()))
            if sys.argv[1] == "--docs":
                (folder / "first-run").mkdir()
                first_run(browser, folder / "first-run", scenes)
                documents(company, server, folder)
            else:
                target = pathlib.Path(sys.argv[1])
                target.mkdir(parents=True, exist_ok=True)
                everything(company, server, target, sys.argv[2] if len(sys.argv) > 2 else "")
            browser.close()


if __name__ == "__main__":
    main()
