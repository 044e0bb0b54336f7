"""Which row wrote what is otherwise in a text than a row says."""

from __future__ import annotations

from collections import Counter

from rapidfuzz.distance import Levenshtein

from pia_audit.compare.hunks import folded_changes
from pia_audit.compare.locate import Hit
from pia_audit.history.current_text import BODY, Now

_ROW_SHARE = 0.3
"""So much of what is otherwise in a text has to be in a later row's words to be told of that row."""


def author_of_break(current: Now, start: int, expected: str, stretch: str, most: int) -> int:
    """The row that wrote most of what is otherwise in a text, and not the one that wrote most of it (``most``): it
    may have quoted its part rightly. What is missing is missing by the row that wrote on both sides of it, else by the
    one that last gave the whole text."""
    if len(set(current.authors[start : start + len(stretch)])) <= 1:
        return most
    shares: Counter[int] = Counter()
    for a, b, c, d in folded_changes(expected, stretch):
        if c < d:
            shares.update(current.authors[start + c : start + d])
        text_before, text_behind = (
            current.authors[at] if 0 <= at < len(current.authors) else None for at in (start + c - 1, start + d)
        )
        shares[text_before if text_before is not None and text_before == text_behind else current.nobody] += b - a
    (first, count), *_ = shares.most_common(1) or [(most, 0)]
    author = first if count > shares[most] else most
    if author != BODY:
        return author
    # Where the printed text is otherwise, too, the 変更前 that a later row put there is no less off.
    row, sign_count = max(((a, n) for a, n in shares.items() if a != BODY), key=lambda s: s[1], default=(BODY, 0))
    return row if sign_count >= _ROW_SHARE * shares.total() else BODY


def author_of_slip(current: Now, hit: Hit, expected: str, stretch: str) -> int | None:
    """The row that alone wrote what is otherwise in a passage; ``None`` where several wrote it, or the printed text."""
    spans = ((c.dest_start, c.dest_end) for c in Levenshtein.opcodes(expected, stretch) if c.tag != "equal")
    authors = {current.authors[hit.start + at] for a, b in spans for at in range(a, b) if not stretch[at].isspace()}
    return authors.pop() if len(authors) == 1 else None
