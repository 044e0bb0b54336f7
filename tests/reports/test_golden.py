"""What the sample gives in every format, letter by letter; ``pytest --regenerate`` writes it again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import run
from outline import Outline
from sheets import cells

GOLDEN = Path(__file__).parent / "golden"
SAMPLE = "data/meguro-14/2026-03-18.txt"
FORMATS = {"table": "txt", "json": "json", "csv": "csv", "markdown": "md", "sarif": "sarif", "xlsx": "cells.json",
           "html": "outline.txt"}  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_the_sample_gives_what_it_gave(
    form: str,
    lang: str,
    tmp_path: Path,
    sample_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """The findings on chains (PIA3) in both languages; a change here is a change for everybody who reads it."""
    monkeypatch.chdir(sample_path.parents[2])
    target = tmp_path / f"out.{form}"
    assert run("audit", SAMPLE, "--select", "PIA3", "--lang", lang, "--format", form, "-o", target).exit_code == 1
    given = target.read_bytes()
    if form == "xlsx":
        given = json.dumps(cells(target), ensure_ascii=False, indent=1).encode()
    if form == "sarif":
        given = _without_other_rules(given)
    if form == "json":
        given = _without_unchosen(given)
    if form == "html":
        given = Outline(given.decode("utf-8")).text().encode()
    given = _UNCHOSEN.sub("…", given.decode("utf-8")).encode()
    kept = GOLDEN / f"sample.{lang}.{FORMATS[form]}"
    if request.config.getoption("--regenerate"):
        kept.write_bytes(given)
    assert given.decode("utf-8") == kept.read_bytes().decode("utf-8")


# How many rules there are besides the chosen ones: the catalogue's affair.
_UNCHOSEN = re.compile(r"(?<=規則)\d+件（PIA[^）]*）|\d+(?= rules that were not chosen)|(?<=not chosen) \(PIA[^)]*\)")


def _without_unchosen(text: bytes) -> bytes:
    """The JSON without the list of rules that were not chosen."""
    document = json.loads(text)
    for entry in (
        u for part in (document, *document["reports"]) for u in part["unchecked"] if u["kind"] == "deselected"
    ):
        del entry["rules"], entry["count"]
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _without_other_rules(log: bytes) -> bytes:
    """The log without the version and without rules that found nothing, which are the catalogue's affair."""
    document = json.loads(log)
    driver = document["runs"][0]["tool"]["driver"]
    rule_ids = {r["ruleId"] for r in document["runs"][0]["results"]}
    driver["rules"] = [r for r in driver["rules"] if r["id"] in rule_ids]
    driver["version"] = "…"
    for notification in document["runs"][0]["invocations"][0]["toolConfigurationNotifications"]:
        if notification["properties"].get("kind") == "deselected":
            del notification["properties"]["rules"]
    for result in document["runs"][0]["results"]:
        result.pop("ruleIndex")
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
