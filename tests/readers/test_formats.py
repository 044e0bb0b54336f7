"""The same report as workbook and print gives the same edition, and its faults are found where they were put."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

import pia_audit
from pia_audit.model import Edition

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "data"
REPORTS = {"kawanari-07": "2020-08-31", "hoshimi-03": "2025-10-31"}
FILES = [(name, kind) for name in REPORTS for kind in ("xlsx", "pdf")]
FOUND_BY = {
    "undocumented_change": {"PIA302", "PIA303"},
    "chain_break": {"PIA301"},
    "misquote": {"PIA303"},
    "wrong_timing": {"PIA401", "PIA404", "PIA405"},
}


def plain(text: Any) -> str:
    """NFKC without white space: what the truth files promise."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text or "")))


_LIKE_TRANSFERS = ("⑤移転する情報の対象となる本人の範囲", "⑤提供する情報の対象となる本人の範囲")
_OTHER = ("特定個人情報ファイルの取扱いの委託における", "特定個人情報の委託における"), (
    "特定個人情報の保管・消去における", "特定個人情報の保管における",
)  # fmt: skip
"""Headings of the form, and the words for them in the truth's paths, which are those of the invented report."""


def by_path(edition: Edition) -> dict[str, Any]:
    """Items by their label without the form's ※, and without the リスク above what concerns a whole section."""
    items = {_key(i.label): i for i in edition.items}
    for item in edition.items:
        for form_word, word in (_LIKE_TRANSFERS, *_OTHER):
            items.setdefault(_key(item.label.replace(form_word, word)), item)
        if "その他のリスク及び" in item.label:
            items.setdefault(_key("".join(p for p in item.path if not p.startswith("リスク"))), item)
    return items


def _key(label: str) -> str:
    return plain(re.sub(r"※(?:[（(][^）)]*[）)])?", "", label))


def edition_of(name: str, kind: str) -> Edition:
    """One of the shipped files as an edition."""
    return pia_audit.read(DATA / name / f"{REPORTS[name]}.{kind}")


def truth_of(name: str) -> dict[str, Any]:
    """What the file says, written down when it was made."""
    held: dict[str, Any] = json.loads((HERE.parent / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    return held


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_every_change_row_is_exact(name: str, kind: str) -> None:
    """Date, item, both texts, timing and note of every row; rows whose text the print cuts are told instead."""
    edition, truth = edition_of(name, kind), truth_of(name)
    assert len(edition.changes) == len(truth["changes"])
    cut = set(truth["clipped_rows"]) if kind == "pdf" else set()
    for row, expected in zip(edition.changes, truth["changes"], strict=True):
        assert (str(row.changed_on), row.timing_text, plain(row.note)) == (
            expected["date"], expected["timing"], plain(expected["note"]),
        )  # fmt: skip
        texts = [plain(t) for t in (row.label, row.before, row.after)]
        if row.row_no in cut:
            assert row.hidden, row.row_no
        assert texts == [plain(expected[k]) for k in ("item", "before", "after")], row.row_no


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_every_field_has_its_item_value_and_status(name: str, kind: str) -> None:
    """Each field of the form comes out under its own item: texts, chosen options and ticks."""
    items, wrong = by_path(edition_of(name, kind)), []
    for f in truth_of(name)["fields"]:
        item, value = items.get(_key("".join(f["path"]))), f["value"]
        if item is None:
            wrong.append(f["path"])
            continue
        got = item.text
        if f["kind"] == "checkbox":
            got = "".join(re.findall(r"\[○\]([^\[]+)", item.text or ""))
            value = "".join(k for k, ticked in value.items() if ticked)
        if plain(got) != plain(value) or item.status != (
            "read" if plain(value) or f["kind"] == "checkbox" else "blank"
        ):
            wrong.append(f["path"])
    assert wrong == []


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_labels_name_their_items(name: str, kind: str) -> None:
    """Every label, however it was typed, resolves to the item it was written for."""
    edition, truth = edition_of(name, kind), truth_of(name)
    items = by_path(edition)
    named = [(row.row_no, row.item_ids) for row in edition.changes]
    meant = [(n, (items[_key("".join(c["path"]))].item_id,)) for n, c in enumerate(truth["changes"], 1)]
    assert named == meant


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_every_fault_is_found_and_nothing_beside_it(name: str, kind: str) -> None:
    """Each injected fault by a rule of its kind at its row; no other finding of 2xx, 3xx and 4xx but wordings."""
    edition, truth = edition_of(name, kind), truth_of(name)
    findings = pia_audit.audit([edition]).findings.to_dicts()
    rule_rows = {
        (f["rule"], f["row_no"])
        for f in findings
        if f["rule"].startswith(("PIA2", "PIA3", "PIA4")) and f["rule"] not in ("PIA206", "PIA407")
    }
    right = set()
    for fault in truth["faults"]:
        row = fault.get("row", fault.get("last_row"))
        hits = {t for t in rule_rows if t[0] in FOUND_BY[fault["type"]] and t[1] == row}
        assert hits, fault
        right |= hits
    assert rule_rows == right


@pytest.mark.parametrize("name", REPORTS)
def test_workbook_and_print_give_the_same_findings(name: str) -> None:
    """The two files of one report agree in every finding but those on how the print shows it."""
    shown = {"PIA108", "PIA113"}

    def signs(kind: str) -> set[tuple[str, int | None, str | None]]:
        findings = pia_audit.audit([edition_of(name, kind)]).findings.to_dicts()
        return {(f["rule"], f["row_no"], f["item_id"]) for f in findings if f["rule"] not in shown}

    assert signs("xlsx") == signs("pdf")
