"""The Markdown that is printed."""
from __future__ import annotations

import dataclasses

from measure import Cost, Run
from recorders import Recorder


@dataclasses.dataclass
class Result:
    """A recorder with a number of cameras and a way of writing, measured until it counted, or given up; once or more."""
    runs: list[Run]

    @property
    def valid(self) -> Run | None:
        """Of the runs that count the cheapest: what others do on the machine only ever adds."""
        good = [run for run in self.runs if not run.faults and run.cost]
        return min(good, key=lambda run: run.cost.processor) if good else None

    @property
    def cost(self) -> Cost | None:
        return self.valid.cost if self.valid else None


@dataclasses.dataclass
class Row:
    cameras: int
    by_packet: bool
    results: dict[str, Result]

    @property
    def name(self) -> list[str]:
        return [str(self.cameras), "RTP packet" if self.by_packet else "access unit"]


def render(recorders: list[Recorder], rows: list[Row], idle: dict[str, Cost]) -> str:
    parts = [_processor(recorders, rows), _memory(recorders, rows)]
    if first := [row for row in rows if row.cameras == 1]:
        parts.append(_first_camera(recorders, first, idle))
    return "\n\n".join([*parts, _proof(recorders, rows)])


def _table(title: str, head: list[str], lines: list[list[str]], words: int) -> str:
    """The first columns hold words, the others numbers."""
    rule = ["---" if column < words else "---:" for column in range(len(head))]
    return "\n".join([f"**{title}**", "", *("| " + " | ".join(line) + " |" for line in [head, rule, *lines])])


def _ratio(other: float | None, own: float | None) -> str:
    return f"{other / own:.1f}" if other is not None and own else "–"


def _figure(value: float | None, digits: int) -> str:
    return "void" if value is None else f"{value:.{digits}f}"


def _processor(recorders: list[Recorder], rows: list[Row]) -> str:
    head = ["cameras", "a write for each", *(r.label for r in recorders), *_ratio_heads(recorders)]
    lines = []
    for row in rows:
        costs = {r.key: row.results[r.key].cost for r in recorders}
        figures = [cost.processor / row.cameras if cost else None for cost in costs.values()]
        lines.append([*row.name, *(_figure(figure, 3) for figure in figures), *_ratios(recorders, figures)])
    return _table("Processor time for each camera, in % of a core", head, lines, 2)


def _memory(recorders: list[Recorder], rows: list[Row]) -> str:
    head = ["cameras", "a write for each", *(f"{r.label}: peak, held" for r in recorders), *_ratio_heads(recorders)]
    lines = []
    for row in rows:
        costs = [row.results[r.key].cost for r in recorders]
        cells = [f"{cost.memory.peak:.0f}, {cost.held:.0f}" if cost else "void" for cost in costs]
        peaks = _ratios(recorders, [cost.memory.peak if cost else None for cost in costs])
        held = _ratios(recorders, [cost.held if cost else None for cost in costs])
        lines.append([*row.name, *cells, *(", ".join(pair) for pair in zip(peaks, held))])
    return _table("Memory of all cameras together, in MB: peak, and held with shared pages counted once", head, lines, 2)


def _ratio_heads(recorders: list[Recorder]) -> list[str]:
    return [f"{r.key}/Nightjar" for r in _others(recorders)]


def _ratios(recorders: list[Recorder], figures: list[float | None]) -> list[str]:
    own = {r.key: figure for r, figure in zip(recorders, figures)}
    return [_ratio(own[r.key], own["nightjar"]) for r in _others(recorders)]


def _others(recorders: list[Recorder]) -> list[Recorder]:
    """Without Nightjar there is nothing to divide by."""
    return [r for r in recorders if r.key != "nightjar"] if any(r.key == "nightjar" for r in recorders) else []


def _first_camera(recorders: list[Recorder], rows: list[Row], idle: dict[str, Cost]) -> str:
    head = ["recorder", "a write for each", "idle: % of a core", "first camera adds", "idle: peak MB", "first camera adds",
            "idle: held MB", "first camera adds"]
    lines = []
    for row in rows:
        for recorder in recorders:
            base, cost = idle[recorder.key], row.results[recorder.key].cost
            pairs = [(3, base.processor, cost.processor if cost else None),
                     (1, base.memory.peak, cost.memory.peak if cost else None),
                     (1, base.held, cost.held if cost else None)]
            cells = [cell for digits, own, whole in pairs
                     for cell in (_figure(own, digits), _figure(None if whole is None else whole - own, digits))]
            lines.append([recorder.label, row.name[1], *cells])
    return _table("One camera: what the process costs without it, and what it adds", head, lines, 2)


def _proof(recorders: list[Recorder], rows: list[Row]) -> str:
    head = ["cameras", "a write for each", "recorder", "result", "void runs", "begun (s apart)", "pictures sent", "in files",
            "source late by (ms)", "source: % of a core", "recorder: wake-ups per camera and second"]
    lines = []
    for row in rows:
        for recorder in recorders:
            runs = row.results[recorder.key].runs
            last = row.results[recorder.key].valid or runs[-1]
            wakeups = last.cost.usage.wakeups / last.cost.seconds / row.cameras if last.cost else None
            lines.append([
                *row.name, recorder.label, f"**void**: {'; '.join(last.faults)}" if last.faults else "counts",
                f"{sum(bool(run.faults) for run in runs)} of {len(runs)}", f"{last.spacing:.1f}", str(last.sent), str(last.recorded),
                f"{last.late:.0f}", f"{last.source:.1f}", "–" if wakeups is None else f"{wakeups:.0f}"])
    return _table("Proof: all pictures of each camera are in its files, and the source was in time", head, lines, 4)
