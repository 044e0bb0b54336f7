"""Numbers of cases that a form prints for its groups, and the groups themselves."""

from __future__ import annotations

import pytest
from grouped_editions import File, Inner, contractor, edition, recipient
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.compare.pair_corpus import paired
from pia_audit.model import Edition, Item

FIRMS = [contractor("入力", "甲社"), contractor("印刷", "乙社"), contractor("発送", "丙社")]
OFFICES = [recipient("教育委員会"), recipient("水道局")]


def report(item_id: str, kind: str, text: str, inner: dict[str, list[Inner]]) -> Edition:
    """An edition with one file, these groups in it and the answer that counts them."""
    made = edition([File("台帳", "住民", inner)])
    answer = Item(f"file[1].{item_id}", 0, "", f"Ⅱ 特定個人情報ファイルの概要 (1)台帳 {item_id}", kind, text, "read")
    return replace(made, items=(*made.items, answer))


def unrecorded_items(old: Edition, new: Edition) -> list[str]:
    """The items of which PIA201 says that they changed without a row."""
    later = replace(new, published_on=new.published_on.replace(year=2025), sha256=new.sha256[::-1])  # type: ignore[union-attr]
    findings = audit(paired([(old, later)]), select=["PIA201"]).findings
    return sorted(findings.get_column("item_id").to_list())


@pytest.mark.parametrize(("number", "expected"), [(3, ["outsourcing[3]"]), (4, ["outsourcing.use", "outsourcing[3]"])])
def test_a_count_that_changed_with_its_groups_is_told_with_them(number: int, expected: list[str]) -> None:
    """One contractor more and 委託する（3）件 are one fact; another number than there are is one of its own."""
    old = report("outsourcing.use", "choice", "委託する（2）件", {"outsourcing": FIRMS[:2]})
    new = report("outsourcing.use", "choice", f"委託する（{number}）件", {"outsourcing": FIRMS})
    assert unrecorded_items(old, new) == [f"file[1].{name}" for name in expected]


@pytest.mark.parametrize(("provided", "expected"), [(1, ["transferee[2]"]), (2, ["provision.use", "transferee[2]"])])
def test_counts_behind_tick_boxes(provided: int, expected: list[str]) -> None:
    """提供 and 移転 each have a number of their own."""
    words = "[○]提供を行っている（{}）件 [○]移転を行っている（{}）件 [ ]行っていない"
    inner = {"recipient": OFFICES[:1], "transferee": OFFICES[:1]}
    old = report("provision.use", "flags", words.format(1, 1), inner)
    new = report("provision.use", "flags", words.format(provided, 2), {**inner, "transferee": OFFICES})
    assert unrecorded_items(old, new) == [f"file[1].{name}" for name in expected]


def test_an_answer_that_changed_beside_its_count() -> None:
    """委託する → 委託しない is no number."""
    old = report("outsourcing.use", "choice", "委託する（1）件", {"outsourcing": FIRMS[:1]})
    new = report("outsourcing.use", "choice", "委託しない", {"outsourcing": []})
    assert "file[1].outsourcing.use" in unrecorded_items(old, new)
