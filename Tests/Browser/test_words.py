"""What the API names by short words that stay the same has a sentence for people in every language; and each language speaks to its reader in
one way."""
from __future__ import annotations

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "Sources/Faces/WebApp/Resources"
LANGUAGES = {name: dict(re.findall(r'^  "([a-zA-Z0-9._-]+)": "(.*)",$', (RESOURCES / f"words-{name}.js").read_text(), re.M)) for name in ("en", "de")}


def raw_values(file: str, enum: str) -> list[str]:
    """Those of an enumeration in the sources, by which the API names its cases."""
    body = re.search(rf"enum {enum}: String.*?\{{(.*?)\n\s*\}}", (ROOT / "Sources" / file).read_text(), re.S)
    assert body, f"there is no {enum} in {file}"
    cases = re.findall(r"^\s+case (\w+)(?: = \"([^\"]+)\")?$", body[1], re.M)
    return [value or name for name, value in cases]


def job_kinds() -> list[str]:
    files = [file.read_text() for file in (ROOT / "Sources/NVR/NVR").rglob("*.swift")]
    calls = [match for text in files for match in re.findall(r"jobs\.(?:submit|run)\((.*?), by:", text)]
    return sorted({kind for call in calls for kind in re.findall(r'"([a-z-]+)"', call)})


def settings_in_use() -> list[str]:
    """Those that Settings offers: not what is only kept, nor what is set elsewhere."""
    texts = [file.read_text() for file in (ROOT / "Sources/NVR/NVR/Settings/Groups").glob("*.swift")]
    found = [match for text in texts for match in re.findall(r'Setting\.\w+\(\s*"([a-z_]+\.\w+)"(?:.*?)\n        \)(\S*)', text, re.S)]
    return [key for key, tail in found if "inUse" in tail and not key.startswith("server.")]


NAMED = {
    "settings.of": settings_in_use,
    "system.reason": lambda: raw_values("Engines/Catalog/Gaps/GapRecord.swift", "GapReason"),
    "fault": lambda: [value.replace("_", "-") for value in raw_values("Engines/Ingest/SourceFault.swift", "SourceFault")],
    "problem.type": lambda: raw_values("NVR/NVR/DomainError.swift", "CameraFault"),
    "system.job": job_kinds,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", NAMED)
def test_every_short_word_has_a_sentence(group, language):
    names = NAMED[group]()
    assert len(names) > 3, names
    assert [name for name in names if not LANGUAGES[language].get(f"{group}.{name}")] == []


def test_german_speaks_to_its_reader_in_one_way():
    familiar = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(e[mnrs]?)?)\b|(^|[.:!?] )(Sieh|Warte|Wähle|Prüfe|Ziehe|Drehe|Versuche|Schließe|Füge)\b")
    assert {key: text for key, text in LANGUAGES["de"].items() if familiar.search(text)} == {}
