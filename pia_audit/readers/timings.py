"""提出時期 as people write it: 「事後（公表後）」, 「②事後」, 「事　後」, a tick before one of the two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, is_lost
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import ChangeRow, Timing

_VARIANTS = str.maketrans({"亊": "事", "后": "後"})
_REMARK = regex(r"[(〔【][^()〔〕【】]*[)〕】]|※[0-9]*|[*]|注[0-9]*")
_WRAPPED = regex(r"[(\[「『〔【]+(事[前後])[)\]」』〕】]+")
_MARK = r"[○◯●◎〇✓✔☑■レ✅]"
_TICK = rf"(?:{_MARK}|\[{_MARK}\]|\({_MARK}\))"
_BEFORE, _BEHIND = regex(rf"{_TICK}(事[前後])"), regex(rf"(事[前後]){_TICK}")
_LEAD = rf"(?:{_MARK}|[^\w\s]|[①-⑳]|[0-9]{{1,2}}|提出時期|提出|任意(?:の|に|で)?|原則|すべて|全て)*+"
_DONE = (
    r"(?:(?:に|の|で|として)?(?:(?:[・,、]|及び|並びに|と)?"
    r"(?:提出|公表|届出|報告|変更|修正|改正|実施|対応|評価(?:の再実施)?|再評価))*"
    r"(?:済み?|予定|する|した|とする|分|扱い)?)"
)
_PLAIN = regex(rf"{_LEAD}(事[前後]){_DONE}{_LEAD}")
_SHORT = {"前": "事前", "後": "事後"}


@lru_cache(maxsize=4096)
def timing_of(text: str) -> Timing | None:
    """事前 or 事後 where a text plainly says one of the two; ``None`` for anything else, both of them among it."""
    key = fold(text, Rung.PUNCTUATION).translate(_VARIANTS)
    if len(key) > 60 or "事" not in key:
        return None
    if (ticked := _ticked(key)) is not None:
        return ticked
    bare = _REMARK.sub("", _WRAPPED.sub(r"\1", key))
    match = _PLAIN.fullmatch(bare)
    return cast(Timing, match[1]) if match else None


def _ticked(key: str) -> Timing | None:
    """The one of the two that a mark stands beside, where both are printed; marks stand all before or all behind."""
    if not ("事前" in key and "事後" in key):
        return None
    behind = key.startswith("事") and not key.endswith(("前", "後"))
    ticked = set((_BEHIND if behind else _BEFORE).findall(key))
    return cast(Timing, ticked.pop()) if len(ticked) == 1 else None


_TICKED = regex(r"[\[(（［]?(?:[○◯〇●◎◉⦿⭕■☑✓✔✅レﾚoOV1]|該当|有|チェック)[\])）］]?", re.IGNORECASE)
_NO_TICK = regex(r"[-―ー—–－×✕□☐◻/／]|なし|無")


def ticked_column(cells: Sequence[Cell], words: Sequence[str]) -> Cell:
    """What columns of their own for 事前 and 事後 say of a row: the one with a mark, or that words give.

    Args:
        cells: the row's cells in these columns.
        words: what the columns say, in the same order.

    Returns:
        A cell with 事前 or 事後; a lost one where that cannot be told, an empty one where there is nothing in either.
    """
    marked = [(cell, word, cell.full_text.strip()) for cell, word in zip(cells, words, strict=True)]
    if all(not text and not is_lost(cell) for cell, _, text in marked):
        return cells[0]
    standing = [m for m in marked if is_lost(m[0]) or (m[2] and _NO_TICK.fullmatch(m[2]) is None)]
    if len(standing) == 1:
        cell, word, text = standing[0]
        if not is_lost(cell) and (_TICKED.fullmatch(text) or timing_of(text) == word):
            return replace(cell, text=word, whole=None)
    return replace(cells[0], text="", whole=None, lost=True)


_FEWEST_LEFT_OUT = 2


def with_timings_above(rows: Sequence[ChangeRow]) -> list[ChangeRow]:
    """The rows with 提出時期 as in the row above where the table writes it only when it changes.

    That is so on a day whose first row gives it, and on which no row gives again what the row above it means; once may
    be a slip.
    """
    out = list(rows)
    meant = {at: timing for run in _days(rows) for at, timing in _left_out(rows, run).items()}
    if len(meant) >= _FEWEST_LEFT_OUT:
        for at, timing in meant.items():
            out[at] = replace(out[at], timing=timing)
    return out


def _days(rows: Sequence[ChangeRow]) -> list[list[int]]:
    """The places of the rows, those of one day together."""
    runs: list[list[int]] = []
    for at, row in enumerate(rows):
        if at and row.changed_from is not None and row.changed_from == rows[at - 1].changed_from:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _left_out(rows: Sequence[ChangeRow], run: Sequence[int]) -> dict[int, Timing]:
    """What the empty cells of one day's rows mean; nothing where one row gives what the one above it means."""
    meant: dict[int, Timing] = {}
    above = rows[run[0]].timing
    for at in run[1:]:
        row = rows[at]
        if row.timing is None and not row.timing_text and "timing" not in row.unreadable and above is not None:
            meant[at] = above
        elif row.timing is None or row.timing == above:
            return {}
        above = meant.get(at, row.timing)
    return meant


def with_short_timings(rows: Sequence[ChangeRow]) -> list[ChangeRow]:
    """The rows with 「前」 and 「後」 read where the other rows of the column are plain."""
    if not any(row.timing for row in rows):
        return list(rows)
    return [_with_short(row) for row in rows]


def _with_short(row: ChangeRow) -> ChangeRow:
    if row.timing is not None:
        return row
    key = re.sub(rf"{_MARK}|[()「」.、・※]", "", fold(row.timing_text))
    return replace(row, timing=cast(Timing, _SHORT[key])) if key in _SHORT else row
