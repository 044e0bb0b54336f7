"""Files of one edition: a workbook and its own print are one edition of a report, read from the better of the two.

Two files are of one edition when report, 公表日 and texts are the same, up to what reading loses in a format. What
reads differently is a note on the reading: it is never held against the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.model import ChangeRow, Edition

_RANK = {"xlsx": 0, "pdf": 2}
"""Which format reads best, first; every other is a kind of text and stands between."""
_MOST_APART = 0.25
"""The part of the texts that may read differently in two formats of one edition."""
_FEWEST = 5
_LABELS = 5


class Witness(Struct, frozen=True):
    """A file whose edition is read from another file, with how many of the texts both have read differently, and the
    labels of the first of them; ``rows`` of those texts are rows."""

    edition: Edition
    read: Edition
    compared: int
    different: int
    labels: tuple[str, ...]
    rows: int = 0


class Witnessed(Struct, frozen=True):
    """The editions of the files, each once, the witnesses, and editions of one day that are not the same edition."""

    editions: tuple[Edition, ...]
    witnesses: tuple[Witness, ...]
    rivals: tuple[Witness, ...]


def format_of(edition: Edition) -> str:
    """``xlsx``, ``html``, ``pdf`` or ``text``."""
    return edition.encoding if edition.encoding in ("xlsx", "html", "pdf") else "text"


def rank(edition: Edition) -> int:
    """How well the edition's format reads, 0 best."""
    return _RANK.get(edition.encoding, 1)


def witnessed(editions: Iterable[Edition]) -> Witnessed:
    """Each edition once, in the order given, and what else bears witness to it.

    Args:
        editions: editions of any reports, as they were read from their files.

    Returns:
        of the files of one edition the one whose format reads best; editions without 公表日 are never set together.
    """
    all_editions = list(editions)
    groups: dict[tuple[str, str, date], list[Edition]] = {}
    for edition in all_editions:
        if edition.published_on is not None:
            groups.setdefault((edition.report_id, edition.form, edition.published_on), []).append(edition)
    witnesses: list[Witness] = []
    rivals: list[Witness] = []
    for group in groups.values():
        if len(group) > 1:
            _set_apart(sorted(group, key=rank), witnesses, rivals)
    witness_ids = {id(w.edition) for w in witnesses}
    return Witnessed(tuple(e for e in all_editions if id(e) not in witness_ids), tuple(witnesses), tuple(rivals))


def _set_apart(group: Sequence[Edition], witnesses: list[Witness], rivals: list[Witness]) -> None:
    unique_editions: list[Edition] = []
    for edition in group:
        comparisons = [compared(read, edition) for read in unique_editions]
        same = [w for w in comparisons if is_same(w)]
        if same:
            witnesses.append(min(same, key=lambda w: w.different))
        else:
            rivals += comparisons[:1]
            unique_editions.append(edition)


def is_same(witness: Witness) -> bool:
    """Whether two files are of one edition: of one format only where nothing reads differently."""
    if format_of(witness.edition) == format_of(witness.read):
        return witness.different == 0 and witness.compared >= _FEWEST
    return witness.compared >= _FEWEST and witness.different <= _MOST_APART * witness.compared


def compared(read: Edition, edition: Edition) -> Witness:
    """How two files of one day differ, in the texts that both have; in one format also in what only one has."""
    read_items, edition_items = _items(read), _items(edition)
    names = [n for n in read_items if n in edition_items]
    differing_names = [n for n in names if read_items[n] != edition_items[n]]
    alone = [n for n in (*read_items, *edition_items) if (n in read_items) != (n in edition_items)]
    alone = alone if format_of(read) == format_of(edition) else []
    labels = {i.item_id: i.label for e in (edition, read) for i in e.items}
    rows = _rows_apart(read, edition)
    label_names = dict.fromkeys(labels[n] for n in (*differing_names, *alone))
    total = len(names) + len(alone) + max(len(read.changes), len(edition.changes))
    return Witness(edition, read, total, len(differing_names) + len(alone) + rows, tuple(label_names)[:_LABELS], rows)


def _items(edition: Edition) -> dict[str, str]:
    """What an edition says, by item; what its file lost, or shows as empty, says nothing."""
    return {i.item_id: text for i in edition.items if i.text and (text := _squeezed(i.text))}


def _rows_apart(read: Edition, edition: Edition) -> int:
    """How many rows of the one stand in no row of the other as they are, wherever in the table they stand."""
    read_rows, edition_rows = (Counter(map(_row, e.changes)) for e in (read, edition))
    return max((read_rows - edition_rows).total(), (edition_rows - read_rows).total())


def _row(row: ChangeRow) -> tuple[str, ...]:
    day = row.changed_on.isoformat() if row.changed_on else row.changed_on_text
    return tuple(map(_squeezed, (day, row.label, row.before, row.after, row.timing or row.timing_text)))


def _squeezed(text: str | None) -> str:
    return "".join(fold(text or "", Rung.NUMBERING).split())
