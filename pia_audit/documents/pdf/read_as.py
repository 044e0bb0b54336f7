"""Text that a PDF draws and asks to be read as other words (ActualText): what is drawn is what a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pia_audit.documents.pdf import calls
from pia_audit.documents.pdf.characters import text_of, words_of
from pia_audit.documents.pdf.marks import READ_AS, Marks
from pia_audit.documents.pdf.signs import is_strange
from pia_audit.japanese.ladder import fold


def as_drawn(page: Any, marked: dict[int, Marks]) -> int:
    """Takes from an open page's texts what they are to be read as, and tells how many then say something else.

    Where the signs that are drawn have no meaning of their own, as in fonts without a map, the file's word is kept; of
    all others ``marked`` has none any more.
    """
    groups: dict[tuple[int, str], list[int]] = {}
    for item, marks in marked.items():
        if marks.mark:
            groups.setdefault((marks.mark, marks.instead), []).append(item)
            calls.remove_from_mark(item, marks.mark, READ_AS)
    differing_count = 0
    with text_of(page.raw) as (text_page, _):
        where = calls.address(text_page)
        drawn = {key: "".join(words_of(where, item) for item in items) for key, items in groups.items()}
    for (mark, instead), text in drawn.items():
        is_same = fold(text) == fold(instead)
        if instead.strip() and not is_same and not _has_meaning(text):
            _restore(page, mark, instead, groups[mark, instead])
            continue
        differing_count += not is_same
        for item in groups[mark, instead]:
            marked[item] = marked[item]._replace(mark=0)
    return differing_count


def _has_meaning(text: str) -> bool:
    return bool(text.strip()) and not any(is_strange(char) for char in text)


def _restore(page: Any, mark: int, instead: str, items: Iterable[int]) -> None:
    document, encoded_text = calls.address(page.pdf.raw), b"\xfe\xff" + instead.encode("utf-16-be", "replace")
    for item in items:
        calls.set_in_mark(document, item, mark, READ_AS, encoded_text, len(encoded_text))
