"""Short names of items: Ⅱ1 対象人数 for Ⅱ しきい値判断項目 1. 対象人数 評価対象の事務の対象人数は何人か."""

from __future__ import annotations

from functools import lru_cache

from pia_audit.japanese.patterns import regex

_CHAPTER = regex(r"([Ⅰ-Ⅻ])\s?\S*(?:\s※\S*)?\s+(.+)")
_ANNEX = regex(r"[（(](別添\s*[0-9０-９]*)[）)]\S*\s+(.+)")
_NUMBERED = regex(r"(?:(.*?)\s)?([0-9]+)\.\s(\S+)(?:\s※)?(?:\s(.+))?")
_CIRCLED = regex(r"[①-⑳]")
_RISK = regex(r"(リスク[0-9０-９]*)[：:]\s*\S+")
_LONG, _HEADING = 22, 14
"""So many characters are kept of a name, and of a heading that stands before it."""


@lru_cache(4096)
def short_name(label: str) -> str:
    """The number of chapter and heading, the group, and the last of the names; a label without chapter as it is.

    Args:
        label: an item's whole label, as :attr:`Finding.item_label` has it.

    Returns:
        At most some 40 characters; what is left out is marked with ``…``.
    """
    label = " ".join(label.split())
    chapter = _CHAPTER.fullmatch(label)
    annex = None if chapter else _ANNEX.fullmatch(label)
    if annex:
        return f"{annex[1]} {_cut(annex[2], _LONG)}"
    if not chapter:
        return _cut(label, _LONG)
    numbered = _NUMBERED.fullmatch(chapter[2])
    if not numbered:
        return f"{chapter[1]} {_cut(chapter[2], _LONG)}"
    group, number, heading, rest = numbered.groups()
    names = _RISK.sub(r"\1", rest or "").replace(" ※", "").split(" ")
    last, groups = names[-1], [n for n in names[:-1] if len(n) <= _HEADING // 2]
    circled = f"{last[0]} " if _CIRCLED.match(last) else ""
    name = last[1:] if circled else last
    if not name or heading in name:
        names = [name if name and not name.endswith("か") else heading]
    elif circled or groups:
        names = [*groups, f"{circled}{name}".replace(" ", "")]
    else:
        names = [_cut(heading, _HEADING), name]
    parts = [_cut(group, _HEADING) if group else "", *names[:-1], _cut(names[-1], _LONG)]
    return f"{chapter[1]}{number} {' '.join(p for p in parts if p)}"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
