"""Which row wrote which words."""

from __future__ import annotations

from datetime import date

from pia_audit.history.corpus_replay import replayed
from pia_audit.history.views import Segment, blame, signs_authors
from pia_audit.model import ChangeRow, Edition, Item, Quote
from pia_audit.model.frames import Corpus

COUNTED, OUTLINE = "threshold.subjects_as_of", "handling.outline"


def row(number: int, item: str, before: str, after: str) -> ChangeRow:
    """A change row of one item, a year after the one before it."""
    on = date(2020 + number, 4, 1)
    return ChangeRow(
        number, on, on.isoformat(), "", before, after, "事後", "事後", "", item_ids=(item,), label_score=1.0,
        quotes=(Quote(item, before, after),),
    )  # fmt: skip


def corpus(kind: str, item: str, text: str, *rows: ChangeRow) -> Corpus:
    """A report of one item, replayed."""
    edition = Edition(
        agency="試行市長", report_no="1", title="給付", form="様式2", form_version="令和6年10月", form_key="form2-r6",
        published_on=date(2026, 4, 1), items=(Item(item, 1, "", "", kind, text, "read"),), changes=rows, sha256="0",
    )  # fmt: skip
    return replayed(Corpus.of([edition]))


def test_a_date_belongs_to_the_row_that_changed_any_of_it() -> None:
    """Year, month and day are one: of a date whose year alone changed the month is not an older row's. That the chain
    is broken before the last row changes nothing of it."""
    rows = (
        row(1, COUNTED, "令和2年9月23日時点", "令和3年7月1日時点"),
        row(2, COUNTED, "令和3年7月1日時点", "令和5年9月1日時点"),
        row(3, COUNTED, "令和4年9月1日時点", "令和8年1月1日時点"),
    )
    made = corpus("date", COUNTED, "令和8年1月1日 時点", *rows)
    (edition,) = made.editions.get_column("edition_id")
    assert blame(made, edition, COUNTED) == (Segment("令和8年1月1日 時点", 3),)
    assert set(signs_authors(made, edition)[COUNTED][:8]) == {3}


def test_words_belong_to_their_own_row() -> None:
    """Within a passage that a later row touched words have the row that wrote them, or none."""
    rows = (
        row(1, OUTLINE, "窓口で受け付ける。", "窓口及び郵送で受け付ける。"),
        row(2, OUTLINE, "窓口及び郵送で受け付ける。", "窓口及び郵送で速やかに受け付ける。"),
    )
    text = "窓口及び郵送で速やかに受け付ける。"
    made = corpus("text", OUTLINE, text, *rows)
    (edition,) = made.editions.get_column("edition_id")
    authors = signs_authors(made, edition)[OUTLINE]
    assert len(authors) == len(text)
    for words, number in {"窓口": 0, "郵送": 1, "速やか": 2}.items():
        start = text.index(words)
        assert set(authors[start : start + len(words)]) == {number}
