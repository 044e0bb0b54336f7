"""Names of files that Windows takes as well."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pia_audit.years.file_names import LIMIT, file_names

_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def test_reserved_signs_and_names() -> None:
    """Signs become wide ones, devices and hidden names are no longer those, trailing dots and blanks go."""
    titles = ["14: a/b?", "CON", "com1.x", "..", "~$下書き", "末尾. . ", "a\u202eb", "福祉課\n保健係"]
    assert file_names(titles, ".docx") == [
        "14： a／b？.docx", "_CON.docx", "_com1.x.docx", "_.docx", "下書き.docx", "末尾.docx", "a b.docx",
        "福祉課 保健係.docx",
    ]  # fmt: skip


def test_names_that_are_alike_get_a_number() -> None:
    """Case aside, also where the name is cut."""
    assert file_names(["A", "a", "A"], ".html") == ["A.html", "a (2).html", "A (3).html"]
    long = file_names(["長" * 200] * 2, ".html")
    assert len(set(long)) == 2
    assert max(map(len, long)) == LIMIT


@given(st.lists(st.text(max_size=120), max_size=6))
def test_any_title_gives_a_name_that_every_system_takes(titles: list[str]) -> None:
    """No reserved sign, no dot or blank at either end, short, each once."""
    names = file_names(titles, ".xlsx")
    assert len({n.casefold() for n in names}) == len(titles)
    for name in names:
        stem = name.removesuffix(".xlsx")
        assert not _RESERVED.search(name)
        assert stem == stem.strip(" .")
        assert len(name.encode("utf-16-le")) // 2 <= LIMIT + 1  # a device's name has one more
        assert name.encode("utf-8")
