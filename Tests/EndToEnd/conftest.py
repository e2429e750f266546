"""Fixtures: everything that a test starts is stopped after it."""
from __future__ import annotations

import pathlib

import pytest

import support


class Stage:
    """Starts programs in a temporary folder."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.programs: list[support.Program] = []

    def camera(self, *options: str, port: int | None = None) -> support.Camera:
        return self._started(support.Camera(self.folder, *options, port=port))

    def server(self, cameras: list[dict], **keys) -> support.Server:
        return self._started(support.Server(self.folder, cameras, **keys))

    def program(self, *arguments: str, name: str) -> support.Program:
        return self._started(support.Program(*arguments, log=self.folder / f"{name}.log"))

    def _started(self, program):
        self.programs.append(program)
        return program


@pytest.fixture
def stage(tmp_path):
    made = Stage(tmp_path)
    yield made
    for program in reversed(made.programs):
        if program.process.poll() is None:
            program.kill()
