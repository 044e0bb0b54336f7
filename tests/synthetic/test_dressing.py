"""Invented reports as offices dress their workbooks, through a real office program: equal to the truth, all told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from effort import effort

from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition
from pia_audit.readers import read
from pia_audit.synthetic import generate
from pia_audit.synthetic.dressing import NOTES, TRAITS, Dressed, dressed
from pia_audit.synthetic.office_prints import rewrite_all

MANY = effort(30, 6)
FORMS = (*("form2-2024", "form2-2019") * 4, "form3-2024", "form4-2024")
"""What is dressed is the table, which the small forms have as well: of the large ones there are three each."""


def _rows(edition: Edition) -> list[tuple[object, ...]]:
    return [
        (r.changed_on, fold(r.label), fold(r.before or ""), fold(r.after or ""), r.timing, fold(r.note))
        for r in edition.changes
    ]


def _items(edition: Edition) -> dict[str, tuple[str, str]]:
    return {i.item_id: (i.status, fold(i.text or "")) for i in edition.items if i.status != "absent"}


def _held(reading: object, truth: Edition, clothes: Dressed) -> list[str]:
    """What of a dressed report is not as it should be."""
    if not isinstance(reading, Edition):
        return [f"unread {reading}"]
    codes = {u.code for u in reading.unread}
    wanted = {NOTES[t] for t in clothes.traits if t in NOTES}
    # A header half-way that is written otherwise than the first may as well begin a second table, read on from there.
    either = {"second-table-continued"} if {"two lines", "second header"} <= set(clothes.traits) else set()
    live = [i.text or "" for i in reading.items] + [
        t or "" for r in reading.changes for t in (r.before, r.after, r.label)
    ]
    return [
        *(["rows"] if _rows(reading) != _rows(truth) else []),
        *(["items"] if _items(reading) != _items(truth) else []),
        *(f"not told: {code}" for code in wanted - codes),
        *(f"told for nothing: {code}" for code in codes - wanted - either),
        *(["words of nobody"] if any("幻" in text for text in live) else []),
    ]


def test_dressed_reports_through_an_office_program(program: Callable[[str], str], tmp_path: Path) -> None:
    """Thirty reports with traits at random: each edition equal to the truth, each trait told, and none that is not."""
    program("soffice")
    target, clothes, truths = tmp_path / "out", [], []
    target.mkdir()
    for seed in range(MANY):
        truths.append(generate(seed, form=FORMS[seed % len(FORMS)], editions=3).editions[-1])
        clothes.append(dressed(truths[-1], seed))
        (tmp_path / f"{seed}.xlsx").write_bytes(clothes[-1].data)
    made = rewrite_all([tmp_path / f"{seed}.xlsx" for seed in range(MANY)], target)
    assert {t for c in clothes for t in c.traits} == set(TRAITS)
    wrong = {}
    for seed, path in enumerate(made):
        faults = _held(read(path), truths[seed], clothes[seed])
        if faults:
            wrong[seed, clothes[seed].traits] = faults
    assert wrong == {}
