"""Which editions count, and in which order: the 公表日 decides, names of files and folders are hints."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from msgspec.structs import replace

from pia_audit.model import Edition
from pia_audit.readers.edition_order import in_order

MARCH, NEXT = date(2025, 3, 18), date(2026, 3, 18)
TITLE = "最終処分場の使用に関する事務 基礎項目評価書"


def edition(source: str, day: date | None = MARCH, number: str = "14") -> Edition:
    """An edition of which only its place in the order matters."""
    made = Edition("見本市長", number, TITLE, "様式2", "令和6年10月", "form2-2024", day, (), (), source=source)
    return replace(made, sha256=hashlib.sha256(source.encode()).hexdigest())


def test_the_day_decides_and_not_the_folder() -> None:
    """Editions in each other's folder are put in the order of their 公表日, which is told; those that fit are not."""
    wrong = (edition("年/令和7年度/a.xlsx"), edition("年/令和6年度/b.xlsx", NEXT))
    order = in_order(wrong)
    assert order.pairs == (wrong,)
    (note,) = order.notes
    assert (note.source, note.code, note.params["of"]) == ("年/令和6年度/b.xlsx", "folder-order", "年/令和7年度/a.xlsx")
    for older, newer in (("R6", "R7"), ("令和元年度", "2020年度"), ("H31", "令和２年度"), ("控え", "R1"), ("R7", "R7")):
        assert not in_order((edition(f"{newer}/b.xlsx", NEXT), edition(f"{older}/a.xlsx"))).notes


@pytest.mark.parametrize(
    ("published", "other"),
    [
        ("14_差替.xlsx", "14.xlsx"), ("14（最終）.xlsx", "14.xlsx"), ("14.xlsx", "14_差替前.xlsx"),
        ("14.xlsx", "旧/14.xlsx"), ("14_確定.xlsx", "14_案.xlsx"), ("【差し替え】14.xlsx", "14 差し替え前.xlsx"),
        ("14.xlsx", "14_ＤＲＡＦＴ.xlsx"),
    ],
)  # fmt: skip
def test_names_of_files_tell_which_edition_of_a_day_was_published(published: str, other: str) -> None:
    """The one that took the other's place counts, and the other one is named with it."""
    both = (edition(f"R7/{other}"), edition(f"R7/{published}"))
    order = in_order(both)
    assert [e.source for e in order.editions] == [f"R7/{published}"]
    assert [e.source for e in order.replaced] == [f"R7/{other}"]
    (note,) = order.notes
    assert (note.code, note.source, note.params["of"]) == ("replaced-edition", f"R7/{other}", f"R7/{published}")


@pytest.mark.parametrize(
    "names",
    [
        ("14.xlsx", "14 (2).xlsx"), ("14_差替.xlsx", "14_最終.xlsx"), ("14_案1.xlsx", "14_案2.xlsx"),
        (f"{TITLE}.xlsx", "14.xlsx"), ("14_案内.xlsx", "14.xlsx"), ("14_起案.xlsx", "14.xlsx"),
    ],
)  # fmt: skip
def test_names_that_do_not_tell_leave_both(names: tuple[str, str]) -> None:
    """Nothing is guessed: both count, neither stands before the other; a title that holds such a word is no hint."""
    both = tuple(edition(f"R7/{name}") for name in names)
    order = in_order(both)
    assert {e.source for e in order.editions} == {e.source for e in both}
    assert (order.pairs, order.replaced, order.notes) == ((), (), ())


def test_reports_stay_apart_and_undated_editions_are_in_no_pair() -> None:
    """Of three editions two are compared where one has no 公表日; another report's are another order."""
    editions = (
        edition("c.xlsx", NEXT), edition("a.xlsx"), edition("b.xlsx", None), edition("d.xlsx", NEXT, number="7"),
    )  # fmt: skip
    order = in_order(editions)
    assert [tuple(e.source for e in pair) for pair in order.pairs] == [("a.xlsx", "c.xlsx")]
    assert {e.source for e in order.editions} == {"a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"}


def test_the_order_does_not_depend_on_the_order_of_the_files() -> None:
    """The same editions in any order give the same."""
    editions = [edition("R6/a.xlsx"), edition("R7/b.xlsx", NEXT), edition("R7/b_差替.xlsx", NEXT)]
    assert in_order(editions) == in_order(editions[::-1])
