"""Time as a whole does not matter: a report and the law moved by the same years give the same findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pia_audit import law
from pia_audit.audits.run import audit
from pia_audit.japanese.dates import FoundDate, find_dates
from pia_audit.law import Amendment, amendments
from pia_audit.model import ChangeRow, Edition, Item
from pia_audit.model.frames import Corpus
from pia_audit.readers.interpreter import understood
from pia_audit.synthetic import FAULTS, TIMING, generate

KINDS = tuple(k for k in FAULTS if k in TIMING)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def _moved_date(day_in_text: FoundDate, years: int) -> str:
    """The date as written, that many years later; the era goes on."""
    text = day_in_text.text
    start = next(i for i, c in enumerate(text) if c in "元0123456789０１２３４５６７８９")
    end = start + 1
    while text[start] != "元" and text[end] in "0123456789０１２３４５６７８９":
        end += 1
    count = 1 if text[start] == "元" else int(text[start:end].translate(_DIGITS))
    return f"{text[:start]}{count + years}{text[end:]}"


def _moved_text(text: str | None, years: int) -> str | None:
    if text is None:
        return None
    pieces, at = [], 0
    for day_in_text in find_dates(text):
        if day_in_text.span.precision == "year" and not day_in_text.relation:
            continue  # the number of a law
        pieces += [text[at : day_in_text.start], _moved_date(day_in_text, years)]
        at = day_in_text.end
    return "".join([*pieces, text[at:]])


def _moved_row(row: ChangeRow, years: int) -> ChangeRow:
    texts: dict[str, Any] = {n: _moved_text(getattr(row, n), years) for n in ("changed_on_text", "before", "after")}
    days = {n: getattr(row, n) for n in ("changed_on", "changed_from", "changed_to")}
    moved_days: dict[str, Any] = {n: d and d.replace(year=d.year + years) for n, d in days.items()}
    return replace(row, **moved_days, **texts)


def _moved_item(item: Item, years: int) -> Item:
    return replace(item, text=_moved_text(item.text, years))


def moved(edition: Edition, years: int) -> Edition:
    """The edition with every date of it that many years later."""
    assert edition.published_on is not None
    items = tuple(_moved_item(i, years) for i in edition.items)
    rows = [_moved_row(r, years) for r in edition.changes]
    return replace(
        edition,
        published_on=edition.published_on.replace(year=edition.published_on.year + years),
        items=items,
        changes=tuple(understood(rows, items, edition.form_key)),
    )


def _moved_law(years: int) -> tuple[Amendment, ...]:
    return tuple(replace(a, in_force=a.in_force.replace(year=a.in_force.year + years)) for a in amendments())


def _findings(editions: Sequence[Edition]) -> list[tuple[str, str, int]]:
    result = audit(Corpus.of(editions), select=("PIA4", "PIA504", "PIA505", "PIA7"))
    assert not result.unread
    return sorted((f["rule"], f["item_id"] or "", f["row_no"] or 0) for f in result.findings.to_dicts())


@given(
    st.integers(0, 2**32),
    st.lists(st.sampled_from(KINDS), max_size=4, unique=True),
    st.sampled_from([4, 8, 12]),
    st.sampled_from(["form2-2024", "form2-2019"]),
)
@settings(max_examples=effort(15, 5))
def test_time_as_a_whole_does_not_matter(seed: int, kinds: list[str], years: int, form: str) -> None:
    """A report and the law moved by the same four, eight or twelve years give the same findings."""
    editions = generate(seed, form=form, faults=tuple(kinds), decoys=True).editions[-2:]
    expected = _findings(editions)
    later = _moved_law(years)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(law, "amendments", lambda: later)
        assert _findings([moved(e, years) for e in editions]) == expected
