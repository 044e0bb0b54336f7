"""What of an earlier text is in a later one: all of it and more, the rest of it, or all of it under other numbers."""

from __future__ import annotations

from collections.abc import Iterable

from pia_audit.compare.equality import whole_line
from pia_audit.compare.locate import locate
from pia_audit.history.earlier import Earlier
from pia_audit.japanese.ladder import fold, same
from pia_audit.japanese.lists import heading_number, passages


def has_more(text: str, fragment: str, fragments: Iterable[str]) -> bool:
    """Whether a text has what an earlier row put in beside a fragment: the fragment alone is not what stood there."""
    return any(locate(other, text) and not locate(other, fragment) for other in fragments if other != fragment)


def is_rest(before: str, text: str, earlier: Earlier) -> bool:
    """Whether a text is what an earlier row left, but for what a later one takes away."""
    for fragment in earlier.fragments_with(before):
        hit = locate(before, fragment.text)
        if hit is not None and hit.how == "part":
            start, end = whole_line(fragment.text, hit.start, hit.end)
            if same(fragment.text[:start] + fragment.text[end:], text):
                return True
    return False


def without_counts(text: str) -> str:
    """The passages of a text without the numbers before them."""
    stretches = (text[start:end].strip() for start, end in passages(text))
    return "".join(fold(p[number.end :] if (number := heading_number(p)) else p) for p in stretches)
