"""Starts `nightjar serve --demo` for the run, unless NIGHTJAR_URL names one that runs already."""
from __future__ import annotations

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
import support  # noqa: E402
from everywhere_support import chromium, company, furnished, people  # noqa: E402, F401 - fixtures
from timeline_support import open_place, timeline, timeline_window  # noqa: E402, F401 - fixtures


@pytest.fixture(scope="session", autouse=True)
def demo(tmp_path_factory):
    if os.environ.get("NIGHTJAR_URL"):
        yield
        return
    folder = tmp_path_factory.mktemp("demo")
    port = support.free_port()
    program = support.Program("serve", "--demo", "--data-dir", str(folder / "data"), "--listen", f"127.0.0.1:{port}",
                              log=folder / "server.log", environment=support.ADMINISTRATOR)
    os.environ["NIGHTJAR_URL"] = f"http://127.0.0.1:{port}"
    try:
        support.wait_for(lambda: "ready" in program.output(), 60, "the demo is up")
        yield
    finally:
        del os.environ["NIGHTJAR_URL"]
        program.stop()
