"""What the tests say of other products' documents is what stands there, where those are at hand."""
from __future__ import annotations

import contextlib
import json
import re
import shlex

import pytest

import mibee_examples
import test_lightnvr
import test_vibenvr
from support import ROOT

SHARED = ROOT.parent / "shared"
TITLES = {"mibee": "MiBee", "lightnvr": "LightNVR", "vibenvr": "VibeNVR"}


def document(name: str) -> str:
    path = SHARED / f"contracts/{name}.original.txt"
    if not path.exists():
        pytest.skip("the document is not at hand")
    return path.read_text()


def test_the_examples_of_mibee_are_those_of_its_document():
    there = printed(document("mibee"))
    # Of those that another asks again, the first tells all that is printed.
    here = {spelling(shlex.split(example.command)): example for example in reversed(mibee_examples.examples())}
    assert {spelling(words) for words, _ in there} == set(here)
    for words, answer in there:
        example = here[spelling(words)]
        # Nobody is logged in to the Xiaomi cloud.
        if answer is None or example.status >= 400 or "/xiaomi/" in example.call:
            continue
        missing = members(answer) - members(example.answer)
        # ONVIF has no word for it, and what a device has not is left out.
        missing -= {f"white_balance.color_temperature{end}" for end in ("", ".min", ".max") if "options" in example.call}
        # Cameras are there by their own ids.
        missing -= {"pending.front-door", "pending.backyard"}
        assert not missing, f"{example.call}: {missing}"


@pytest.mark.parametrize("name, examples", [
    ("lightnvr", test_lightnvr.EXAMPLES.strip().split("\n\n")), ("vibenvr", [test_vibenvr.EXAMPLE])])
def test_the_examples_of_others_are_those_of_their_documents(name, examples):
    there = {spelling(words) for words, _ in printed(document(name))}
    assert {spelling(shlex.split(example.replace("\\\n", " "))) for example in examples} == there


@pytest.mark.parametrize("name", TITLES)
def test_the_table_of_calls_has_those_of_the_document(name):
    path = SHARED / f"conformance/calls_{name}.md"
    if not path.exists():
        pytest.skip("the list of calls is not at hand")
    # A WebSocket begins with a GET.
    calls = re.findall(r"^\| \d+ \| (\w+) `?(/[^ |`]*)", path.read_text().replace("WebSocket `", "GET `"), re.M)
    there = {plain(" ".join(call)) for call in calls}
    section = (ROOT / "docs/dialects.md").read_text().split(f"\n## {TITLES[name]}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.M)
    here = {plain(call) for call, state in rows if not state.endswith("beside the document")}
    assert here == there, f"not in the table: {sorted(there - here)}, not in the document: {sorted(here - there)}"


def plain(call: str) -> str:
    """The same for calls that differ in the names of what is asked for, and where the listener's paths begin."""
    return re.sub(r":\w+|\{\w+\}|\*\*?\w*|<\w+>", "*", call).replace(" /api/", " /")


def printed(text: str) -> list[tuple[list[str], object]]:
    """Each call of curl in the document, and the JSON that it prints beneath it, if it does."""
    found, rest = [], text
    while (place := rest.find("\ncurl ")) >= 0:
        # A line may end before its quotation does, and some breaks are spelled out.
        lines = rest[place + 1:].replace(" \\n ", " ").split("\n")
        for count in range(1, len(lines) + 1):
            command = "\n".join(lines[:count])
            with contextlib.suppress(ValueError):
                words = shlex.split(command.replace("\\\n", " "))
                if not command.endswith("\\"):
                    break
        rest = "\n".join(lines[count:])
        answer = None
        if said := re.match(r"\s*Response[^\n]*\n\s*(?=[{\[])", rest):
            answer, _ = json.JSONDecoder().raw_decode(rest[said.end():])
        found.append((words, answer))
        rest = "\n" + rest
    return found


def spelling(words: list[str]) -> str:
    """The same for commands that differ in their blanks, or in the name of who asks."""
    body = [json.dumps(json.loads(word), sort_keys=True) if word.startswith("{") else word for word in words]
    return " ".join(sorted("username:password" if word == "admin:password" else word for word in body))


def members(value, place: str = "") -> set[str]:
    if isinstance(value, list):
        return set().union(*(members(item, place) for item in value)) if value else set()
    found: set[str] = set()
    for name, inner in value.items() if isinstance(value, dict) else []:
        found |= {f"{place}{name}"} | members(inner, f"{place}{name}.")
    return found
