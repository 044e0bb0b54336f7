"""Recorded rows in the next edition: recognised by what is printed, never by what their labels are taken to mean."""

from __future__ import annotations

from datetime import date

from effort import effort
from grouped_editions import File, edition, row
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pia_audit.compare.kept_rows import new_rows
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import ChangeRow

LATER = date(2026, 3, 28)
FILES = [File("住民ファイル", "住民")]


def carried(old: list[ChangeRow], new: list[ChangeRow]) -> tuple[list[str], int]:
    """What became of each older row, and how many rows are new."""
    corpus = paired([(edition(FILES, rows=old), edition(FILES, rows=new, on=LATER))])
    return corpus.carried["what"].to_list(), new_rows(corpus).height


def test_what_a_label_resolves_to_is_no_part_of_the_record() -> None:
    """The same printed row is the same row though its label now means another item."""
    record = row("委託事項2 ③委託先名", "甲", "乙", item="file[1].outsourcing[2].contractor")
    other = replace(record, item_ids=("file[1].outsourcing[3].contractor",), quotes=())
    assert carried([record], [other]) == (["kept"], 0)


def test_equal_rows_are_counted() -> None:
    """Of three equal rows two are left: one vanished, and none is new."""
    record = row("③委託先名", "甲", "乙")
    old = [replace(record, row_no=n) for n in (1, 2, 3)]
    assert carried(old, old[:2]) == (["kept", "kept", "vanished"], 0)


def test_notation_is_no_alteration() -> None:
    """Width, spacing and the numbering rung change nothing; a word does."""
    record = row("Ⅰ 1 ②事務の概要", "第九条による。", "第十条による。")
    same = replace(record, label="Ⅰ　１　②　事務の概要", before="第9条による。", after="第10条による。")
    assert carried([record], [same]) == (["kept"], 0)
    assert carried([record], [replace(record, note="加筆")]) == (["altered"], 0)
    assert carried([record], [replace(record, after="第十一条による。")]) == (["altered"], 0)


@settings(max_examples=effort(40, 12), deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("子丑寅")), max_size=8), st.randoms())
def test_rows_in_any_order_are_kept(texts: list[tuple[str, str]], chance: object) -> None:
    """Equal rows, however often and in whatever order, never look altered."""
    rows = [row("③委託先名", before, after, number=n) for n, (before, after) in enumerate(texts, 1)]
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = [replace(r, row_no=n) for n, r in enumerate(shuffled, 1)]
    assert carried(rows, again) == (["kept"] * len(rows), 0)
