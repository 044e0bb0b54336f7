"""Raw text as markup: escaped, signs one cannot see made visible, what differs marked.

A report's text is hostile until shown: everything passes through :func:`mark` (in an element) or :func:`plain`
(in an attribute or beside other words), so that no text becomes a tag and none turns the writing direction round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from pia_audit.compare.hunks import Hunk, hunks
from pia_audit.japanese.ladder import Rung

MARGIN = 24
"""So many characters are shown on either side of a difference."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_BROKEN = re.compile("[\r\ud800-\udfff]")
_ALIKE, _SHORT = 0.3, 40
"""Below this share of common text marks would cover everything and tell nothing; in a short text, such as a date, any
common sign will do."""

_LONGEST = 40_000
"""Longer texts are shown without marks; the reader's limit for a cell is far below."""


def clean(text: str) -> str:
    """The text with one kind of line break and without halves of characters, which no file can hold."""
    if _BROKEN.search(text) is None:
        return text
    return _BROKEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str) -> str:
    """The text with unseen signs named, such as ``[U+202E]``."""
    return _UNSEEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", clean(text))


def mark(text: str) -> Markup:
    """The text as markup; an unseen sign becomes a small label that scripts can turn back."""
    escaped = str(escape(clean(text)))
    return Markup(_UNSEEN.sub(_label, escaped))


def _label(match: re.Match[str]) -> str:
    sign = f"{ord(match[0]):04X}"
    return f'<span class="u" data-u="{sign}">U+{sign}</span>'


def differing(old: str, new: str) -> tuple[Hunk, ...]:
    """Where two texts differ: in words, else in writing; nothing where hardly anything is alike."""
    if max(len(old), len(new)) > _LONGEST:
        return ()
    found = hunks(old, new) or hunks(old, new, Rung.IDENTICAL)
    kept = len(old) - sum(h.old_end - h.old_start for h in found)
    longest = max(len(old), len(new))
    return found if kept >= (1 if longest <= _SHORT else _ALIKE * longest) else ()


def sides(old: str, new: str, margin: int | None = MARGIN) -> tuple[Markup, Markup]:
    """Both texts with what is in one alone marked; ``margin`` leaves out what is far from any difference."""
    old, new = clean(old), clean(new)
    found = differing(old, new)
    left = _side(old, [(h.old_start, h.old_end) for h in found], "del", margin)
    return left, _side(new, [(h.new_start, h.new_end) for h in found], "ins", margin)


def merged(old: str, new: str, margin: int | None = MARGIN) -> Markup:
    """One text that shows what went and what came, in reading order; a short value that
    changes in several places is exchanged whole, since its pieces would read as another value.
    """
    old, new = clean(old), clean(new)
    found = differing(old, new)
    if old != new and (not found or (len(found) > 1 and max(len(old), len(new)) <= _SHORT)):
        found = (Hunk(0, len(old), 0, len(new)),)
    return Markup("").join(_merged(old, new, found, margin))


def _merged(old: str, new: str, found: tuple[Hunk, ...], margin: int | None) -> Iterator[Markup]:
    at = 0
    for h in found:
        yield _kept(new[at : h.new_start], margin, opens=at == 0, closes=False)
        yield _tagged("del", old[h.old_start : h.old_end], margin)
        yield _tagged("ins", new[h.new_start : h.new_end], margin)
        at = h.new_end
    yield _kept(new[at:], margin, opens=not found, closes=True)


def _side(text: str, spans: list[tuple[int, int]], tag: str, margin: int | None) -> Markup:
    parts: list[Markup] = []
    at = 0
    for start, end in spans:
        parts.append(_kept(text[at:start], margin, opens=at == 0, closes=False))
        parts.append(_tagged(tag, text[start:end], margin))
        at = end
    parts.append(_kept(text[at:], margin, opens=not spans, closes=True))
    return Markup("").join(parts)


_GAP = Markup('<i class="g">…</i>')


def _kept(text: str, margin: int | None, *, opens: bool, closes: bool) -> Markup:
    """What both texts share, of which only the ends beside a difference are shown."""
    if margin is None or len(text) <= 2 * margin + 8:
        return mark(text)
    if opens and closes:
        return mark(text[: 4 * margin]) + _GAP if len(text) > 4 * margin + 8 else mark(text)
    head = Markup("") if opens else mark(text[:margin])
    return head + _GAP + (Markup("") if closes else mark(text[-margin:]))


def _tagged(tag: str, text: str, margin: int | None) -> Markup:
    """A passage that stands on one side alone; line breaks and spaces by themselves are shown as signs."""
    if not text:
        return Markup("")
    if not text.strip():
        shown = mark(text.replace(" ", "␣").replace("\u3000", "□").replace("\n", "⏎\n"))
    elif margin is not None and len(text) > 12 * margin:
        shown = mark(text[: 8 * margin]) + _GAP + mark(text[-2 * margin :])
    else:
        shown = mark(text)
    return Markup(f"<{tag}>{shown}</{tag}>")
