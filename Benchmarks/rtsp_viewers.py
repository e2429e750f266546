#!/usr/bin/env python3
"""What it costs the recorder to send one camera of 4 Mbps to viewers by RTSP, over UDP and over TCP: its processor time with them less
that without.

    make bench-live                         with the other measurements of live views
    Benchmarks/rtsp_viewers.py --viewers 30 --seconds 15

Viewers of UDP do not read: what finds no room in their sockets is lost in the kernel, at no cost of the recorder's. Those of TCP do.
"""
from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import select
import sys
import tempfile
import threading
import time

import live
from source import free_port, until
from watched import PASSWORD, House

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))
from rtsp_words import VLC  # noqa: E402

OF_ACCOUNT = 8
"""Streams that one account watches."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--viewers", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=15, help="length of each measurement (default: 15)")
    options = parser.parse_args()
    nightjar = pathlib.Path(os.environ.get("NIGHTJAR_BIN") or ROOT / ".build/release/nightjar")
    with tempfile.TemporaryDirectory(prefix="nightjar-rtsp-") as name:
        folder, port = pathlib.Path(name), free_port()
        with live.staged(nightjar, folder, 1, 4 * options.seconds) as cameras:
            house = House(nightjar, folder, cameras.urls)
            configuration = json.loads((folder / "nightjar.yaml").read_text())
            configuration["rtsp_server"] = {"address": f"127.0.0.1:{port}"}
            (folder / "nightjar.yaml").write_text(json.dumps(configuration))
            with house:
                measure(house, port, options)


def measure(house: House, port: int, options: argparse.Namespace):
    until(lambda: house.frames(0) > 2 * live.RATE, 60, "pictures come")
    accounts = [account(house, number) for number in range(-(-options.viewers // OF_ACCOUNT))]
    alone = live.processor(house, lambda: time.sleep(options.seconds))
    print(f"without viewers: {100 * alone:.2f} % of a core")
    for over_tcp in (False, True):
        with contextlib.ExitStack() as stack:
            clients = [VLC(port, *accounts[number // OF_ACCOUNT], "cameras/cam-0/main") for number in range(options.viewers)]
            for client in clients:
                stack.callback(client.socket.close)
                client.play(over_tcp, stack)
            if over_tcp:
                stack.enter_context(reading(clients))
            time.sleep(2)
            each = (live.processor(house, lambda: time.sleep(options.seconds)) - alone) / options.viewers
        print(f"{options.viewers} viewers of {live.source.MEGABITS} Mbps over {'TCP' if over_tcp else 'UDP'}: {100 * each:.3f} % of a core each, "
              f"{1 / each:.0f} for each core")


def account(house: House, number: int) -> tuple[str, str]:
    """Its name and its stream password."""
    user = house.ask("/api/v1/users", {"username": f"viewer-{number}", "password": PASSWORD, "role": "viewer",
                                       "cameras": {"listed": {"cam-0": ["live"]}}})
    return user["username"], house.ask(f"/api/v1/users/{user['id']}/stream-password", method="POST")["password"]


@contextlib.contextmanager
def reading(clients: list[VLC]):
    """Takes what comes, on a thread of its own."""
    ended = threading.Event()

    def run():
        sockets = [client.socket for client in clients]
        while not ended.is_set():
            for ready in select.select(sockets, [], [], 0.2)[0]:
                with contextlib.suppress(OSError):
                    ready.recv(1 << 18)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


if __name__ == "__main__":
    main()
