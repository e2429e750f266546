"""The network changes under a live picture: the connection is cut, or dies without a word. The picture moves again by itself."""
from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")

import support  # noqa: E402
from browser_support import ARGUMENTS, INSTRUMENTS, PATIENCE, assert_moves, chromium_path, logged_in, wait_until_live  # noqa: E402


class Network:
    """Stands between the browser and the server, and can lose every connection, with a word or without."""

    def __init__(self, port: int):
        self.server, self.pairs, self.mute = port, [], set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_over = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.server))
                with self.lock:
                    self.pairs.append((near, far))
                threading.Thread(target=self.carry, args=(near, far), daemon=True).start()

    def carry(self, near: socket.socket, far: socket.socket) -> None:
        """Until one of both ends; what comes of a dead connection is read, and goes nowhere."""
        with selectors.DefaultSelector() as ready, contextlib.suppress(OSError, ValueError):
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while not self.is_over:
                for key, _ in ready.select(1):
                    data = key.fileobj.recv(1 << 16)
                    if (near, far) in self.mute:
                        if not data:
                            ready.unregister(key.fileobj)
                        continue
                    if not data:
                        raise OSError
                    key.data.sendall(data)
        if (near, far) not in self.mute:
            near.close()
            far.close()

    def cut(self) -> None:
        """Every connection is closed, as a server or a router does it."""
        with self.lock:
            for pair in self.pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
            self.pairs = []

    def lose(self) -> None:
        """Every connection is dead, and nobody is told: the browser has another address now."""
        with self.lock:
            self.mute |= set(self.pairs)
            self.pairs = []

    def close(self) -> None:
        self.is_over = True
        self.listener.close()
        self.cut()
        for pair in self.mute:
            for end in pair:
                end.close()


@pytest.fixture(scope="module")
def browser():
    path = chromium_path()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


def frames(page) -> int:
    return int(page.locator("[data-camera=gate]").get_attribute("data-frames"))


def moves_again(page, before: int) -> None:
    page.wait_for_function("frames => tileOf('gate').dataset.state === 'live' && Number(tileOf('gate').dataset.frames) > frames + 10",
                           arg=before, timeout=PATIENCE)
    assert_moves(page, "videoOf('gate')", "after the network has changed")


def test_the_picture_moves_again_by_itself(tmp_path, browser, capsys):
    with support.staged(tmp_path) as stage:
        source = stage.camera()
        server = stage.server([{"id": "gate", "name": "Gate", "url": source.url("main"), "record": False, "connect": "always"}])
        network = Network(server.port)
        context = browser.new_context(storage_state=logged_in(browser, server.url))
        context.add_init_script(INSTRUMENTS)
        try:
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(f"http://127.0.0.1:{network.port}/#live?camera=gate")
            wait_until_live(page, "gate")
            page.wait_for_function("() => Number(tileOf('gate').dataset.frames) > 25")
            page.evaluate("() => { window.remembered = true; }")

            before = frames(page)
            network.cut()
            moves_again(page, before)

            # The browser is told that it is offline, and online again; and of its connections nothing.
            context.set_offline(True)
            network.lose()
            page.wait_for_function("() => !navigator.onLine")
            before, lost = frames(page), page.evaluate("() => performance.now()")
            context.set_offline(False)
            moves_again(page, before)
            told = page.evaluate("() => performance.now()") - lost

            # Nobody is told anything at all.
            network.lose()
            before, lost = frames(page), page.evaluate("() => performance.now()")
            page.wait_for_function("() => tileOf('gate').dataset.state === 'stalled'")
            assert page.evaluate("() => grab(videoOf('gate')) !== null || !tileOf('gate').querySelector('.still').hidden"), "the last picture stays"
            moves_again(page, before)
            untold = page.evaluate("() => performance.now()") - lost
            # The machine sleeps, and its connections are gone when it wakes up.
            before, browser_tools = frames(page), context.new_cdp_session(page)
            browser_tools.send("Page.setWebLifecycleState", {"state": "frozen"})
            network.lose()
            time.sleep(3)
            browser_tools.send("Page.setWebLifecycleState", {"state": "active"})
            moves_again(page, before)
            assert page.evaluate("() => remembered"), "the page is the same"
            with capsys.disabled():
                print(f"\nmoves again after {told / 1000:.1f} s where the browser is told, {untold / 1000:.1f} s where nobody is")
        finally:
            context.close()
            network.close()
