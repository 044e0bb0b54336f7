"""Whether a text has grown since a row quoted the whole of it.

A row that quotes one paragraph of a longer item stands in it as a part, and nothing is wrong. A row that quotes an
item from its first line on, with lines that did not change, and leaves out but the end of its last list, is not likely
to quote a part: who wants to show one line does not copy all of them but the last. It cannot be known, so this is said
only where all of these signs are there, and with less confidence than a break.
"""

from __future__ import annotations

import re

from pia_audit.compare.locate import Hit
from pia_audit.history.order import Row
from pia_audit.japanese.ladder import fold

_LEAST, _MOST = 3, 2
"""Lines that the quotation has at least, and lines that stand behind it at most."""
_KEPT = 2
"""Lines of the quotation, its first among them, that the row leaves as they were, at least."""
_BULLET = re.compile(r"\s*([・●○◦◆◇■□※-])")
_NUMBER = re.compile(r"\s*([(（]?)(?:[0-9０-９]{1,2}|[①-⑳])([)）.．、]?)(?![0-9０-９年月日])")


def addition(text: str, hit: Hit, row: Row) -> str | None:
    """What stands behind a quotation that seems to have been the whole of a text; ``None`` where it may be a part."""
    quoted, behind = _lines(text[: hit.end]), _lines(text[hit.end :])
    if hit.count > 1 or text[: hit.start].strip() or len(quoted) < _LEAST or not 1 <= len(behind) <= _MOST:
        return None
    if not text[hit.end :].startswith("\n") or 2 * len("".join(behind)) > len("".join(quoted)):
        return None
    mark = _mark(quoted[-1])
    in_one_list = mark and _mark(quoted[-2]) == mark and all(_mark(line) == mark for line in behind)
    return "\n".join(behind) if in_one_list and _keeps(row) else None


def is_entry_of(line: str, text: str) -> bool:
    """Whether a line may have been an entry of a text's list: it begins with the sign that the list's lines do."""
    lines = _lines(line)
    mark = _mark(line)
    return len(lines) == 1 and bool(mark) and any(_mark(other) == mark for other in _lines(text))


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _mark(line: str) -> str:
    """What kind of sign a line begins with, without its number; empty for none."""
    number = _NUMBER.match(line)
    if number:
        return f"{number[1]}1{number[2]}"
    bullet = _BULLET.match(line)
    return bullet[1] if bullet else ""


def _keeps(row: Row) -> bool:
    """Whether a row copies lines that did not change, from the first on; the first is no entry of the list."""
    before, after = ([fold(line) for line in _lines(cell or "")] for cell in (row.before, row.after))
    if not before or before[0] != after[0]:
        return False
    return len(set(before) & set(after)) >= _KEPT and not _mark(_lines(row.after or "")[0])
