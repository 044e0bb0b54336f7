"""The editions of a year's folder, each report's in the order of their 公表日; names of folders and files are hints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePath

from msgspec import Struct

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import Edition, Unread
from pia_audit.readers.witnesses import rank

Pair = tuple[Edition, Edition]

_FINAL = regex("差替|差し替え|差換|最終|確定|修正後|訂正後|決裁済|公表用|清書")
_EARLIER = regex("(?:差替|差し替え|差換|修正|訂正)え?前|旧|(?<!起)案(?!内|件)|下書|草稿|ドラフト|draft")
_FISCAL = regex(r"(?:(令和|平成|r|h)(\d{1,2}|元)|(20\d\d))年?度?")
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}


class Order(Struct, frozen=True):
    """The editions that count, each report's older ones first, the pairs that follow each other, and what is told.

    ``replaced`` are editions that the file names say were exchanged for another one of the same 公表日; they count for
    nothing else. ``notes`` tell of these, and of folders whose years go against the 公表日.
    """

    editions: tuple[Edition, ...]
    pairs: tuple[Pair, ...]
    replaced: tuple[Edition, ...] = ()
    notes: tuple[Unread, ...] = ()


def in_order(editions: Iterable[Edition]) -> Order:
    """Put the editions of any reports in order.

    Args:
        editions: as :func:`pia_audit.readers.read_paths` gives them, each once.

    Returns:
        The sequence. Of several editions of one 公表日 the one counts that its file's name alone says took the place
        of the others (差替, 最終 … against 差替前, 案 …); where names do not tell, all count, and reading has told of
        them. An edition without 公表日 counts, and is in no pair.
    """
    reports: dict[str, list[Edition]] = {}
    for edition in sorted(editions, key=lambda e: (e.published_on or date.max, rank(e), e.source)):
        reports.setdefault(edition.report_id, []).append(edition)
    standing: list[Edition] = []
    replaced: list[Edition] = []
    notes: list[Unread] = []
    pairs: list[Pair] = []
    for report_editions in reports.values():
        exchanged = dict(_exchanged(report_editions))
        remaining = [e for e in report_editions if e.edition_id not in exchanged]
        exchanged_editions = [e for e in report_editions if e.edition_id in exchanged]
        notes += [_replacement(e, exchanged[e.edition_id]) for e in exchanged_editions]
        first_of_day = {e.published_on: e for e in reversed(remaining) if e.published_on is not None}
        report_pairs = list(pairwise(first_of_day[day] for day in sorted(first_of_day)))
        notes += _against_folders(report_pairs)
        standing, replaced, pairs = [*standing, *remaining], [*replaced, *exchanged_editions], [*pairs, *report_pairs]
    return Order(tuple(standing), tuple(pairs), tuple(replaced), tuple(notes))


def _exchanged(editions: Sequence[Edition]) -> Iterator[tuple[str, Edition]]:
    """The editions whose place another one of the same day took, by their ids, each with the one that stands."""
    days: dict[date, list[Edition]] = {}
    for edition in editions:
        if edition.published_on is not None:
            days.setdefault(edition.published_on, []).append(edition)
    for rivals in days.values():
        weights = [_weight(e) for e in rivals]
        if len(rivals) > 1 and weights.count(max(weights)) == 1:
            last = rivals[weights.index(max(weights))]
            yield from ((e.edition_id, last) for e in rivals if e is not last)


def _weight(edition: Edition) -> int:
    """What the name of the file, and of the folder it lies in, says of its standing; the report's own title aside."""
    name = "/".join(PurePath(edition.source).parts[-2:])
    title = fold(name, Rung.WIDTH).replace(fold(edition.title, Rung.WIDTH), "").lower()
    if _EARLIER.search(title):
        return -1
    return 1 if _FINAL.search(title) else 0


def _replacement(edition: Edition, last: Edition) -> Unread:
    params = {"of": last.source, "day": str(edition.published_on)}
    return Unread(edition.source, "replaced-edition", params=params, fatal=False)


def _against_folders(pairs: Iterable[Pair]) -> Iterator[Unread]:
    """Pairs whose folders name fiscal years in the other order."""
    for old, new in pairs:
        old_year, new_year = _folder_year(old), _folder_year(new)
        if old_year and new_year and old_year > new_year:
            params = {"day": str(new.published_on), "of": old.source, "of_day": str(old.published_on)}
            yield Unread(new.source, "folder-order", params=params, fatal=False)


def _folder_year(edition: Edition) -> int | None:
    """The fiscal year that the innermost folder with one names."""
    for part in reversed(PurePath(edition.source).parts[:-1]):
        match = _FISCAL.fullmatch(fold(part, Rung.WIDTH).lower())
        if match:
            return int(match[3]) if match[3] else _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))
    return None
