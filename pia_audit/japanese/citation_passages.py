"""Cuts a text where no citation can reach over the cut, so that passages which many texts share are read once."""

from __future__ import annotations

from pia_audit.japanese.patterns import regex

_CUT = regex(r"(?<=。)(?=[^\s。)）」』])|\n(?=[・【○●■◆])")
_REACHES_BACK = regex(r"同[\s　]*(?:条|法|規則|令|命令|省令)|\S[ 　]\S[ 　]\S[ 　]")
"""同法 and 同条 speak of the citation before, however far; and a text with a space after every sign is closed up as a
whole."""

_SHORT = 40


def passages(text: str) -> tuple[str, ...]:
    """The passages of a text; together they are the text.

    :func:`~pia_audit.japanese.citations.find_citations` finds in them what it finds in the whole, but for the offsets:
    cuts are after a 。 and before a bullet on a new line, outside brackets, and there are none where words reach back.
    """
    if len(text) < _SHORT or _REACHES_BACK.search(text):
        return (text,)
    parts: list[str] = []
    low = 0
    for match in _CUT.finditer(text):
        part = text[low : match.start()]
        if _open(part) == 0:
            parts.append(part)
            low = match.start()
    return (*parts, text[low:]) if low else (text,)


def _open(part: str) -> int:
    """How many round brackets are open at the end of a part (below 0: closed too many)."""
    return part.count("(") + part.count("（") - part.count(")") - part.count("）")


def differing(before: str, after: str) -> tuple[str, str]:
    """Two texts without the passages they share: each by as many as the other has too, in their order,
    with a 。 between them so that what was apart stays apart."""
    if before == after:
        return "", ""
    old, new = passages(before), passages(after)
    if len(old) == len(new) == 1:
        return before, after
    return "。".join(_without(old, new)), "。".join(_without(new, old))


def _without(parts: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    remaining_parts = list(others)
    unmatched_parts = []
    for part in parts:
        if part in remaining_parts:
            remaining_parts.remove(part)
        else:
            unmatched_parts.append(part)
    return unmatched_parts
