"""Short names of items: Ⅱ1 対象人数 for Ⅱ しきい値判断項目 1. 対象人数 評価対象の事務の対象人数は何人か."""

from __future__ import annotations

from functools import lru_cache

from pia_audit.japanese.patterns import regex

_CHAPTER = regex(r"([Ⅰ-Ⅻ])\s?\S*(?:\s※\S*)?\s+(.+)")
_ANNEX = regex(r"[（(](別添\s*[0-9０-９]*)[）)]\S*\s+(.+)")
_NUMBERED = regex(r"(?:(.*?)\s)?([0-9]+)\.\s(\S+)(?:\s※)?(?:\s(.+))?")
_CIRCLED = regex(r"[①-⑳]")
_RISK = regex(r"(リスク[0-9０-９]*)[：:]\s*\S+")
_BRACKETS = regex(r"[（(](?:[^（()）]|[（(][^（()）]*[)）])*[)）]")
_OF_FILES = regex(r"特定個人情報(?:ファイル)?の(?=.)")
_OTHER_RISKS = regex(r"(?:における|に伴う)(その他の.+)")
_GENERAL = regex(r"具体的な.*|規定の内容|判断の根拠")
"""What several items of one heading are called: which one is said by the name before."""
_LONG, _HEADING, _GROUP = 32, 18, 7
"""So many characters are kept of a name, of a heading that stands before it, and of a group between them."""


@lru_cache(4096)
def short_name(label: str) -> str:
    """The number of chapter and heading, the group, and the last of the names; a label without chapter as it is.

    Args:
        label: an item's whole label, as :attr:`Finding.item_label` has it.

    Returns:
        Mostly some 40 characters. Brackets and 特定個人情報の, which nearly all names begin with, are left out; of
        a name that is long all the same the middle goes, marked with ``…``: what is asked stands at its end.
    """
    label = " ".join(label.split())
    chapter = _CHAPTER.fullmatch(label)
    annex = None if chapter else _ANNEX.fullmatch(label)
    if annex:
        return f"{annex[1]} {_cut(annex[2])}"
    if not chapter:
        return _cut(label)
    numbered = _NUMBERED.fullmatch(chapter[2])
    if not numbered:
        return f"{chapter[1]} {_cut(chapter[2])}"
    group, number, heading, remainder = numbered.groups()
    names = _RISK.sub(r"\1", remainder or "").replace(" ※", "").split(" ")
    *above, last = (_without(name, heading) for name in names)
    groups = [n for n in above if len(n) <= _GROUP]
    if _GENERAL.fullmatch(last) and above and above[-1] not in groups:
        groups.append(_cut(above[-1]))
    circled = f"{last[0]} " if _CIRCLED.match(last) else ""
    name = last[1:] if circled else last
    if not name or heading in name:
        parts = [name if name and not name.endswith("か") else _plain(heading)]
    elif circled or groups:
        parts = [*groups, f"{circled}{name}".replace(" ", "")]
    else:
        parts = [_heading(heading), name]
    parts = [_cut(group, _HEADING) if group else "", *parts[:-1], _cut(parts[-1])]
    return f"{chapter[1]}{number} {' '.join(p for p in parts if p)}"


def _without(name: str, heading: str) -> str:
    """A name without the heading it begins with, where it goes on with the other risks of it."""
    if name.startswith(heading) and (other_risks := _OTHER_RISKS.fullmatch(name.removeprefix(heading))):
        return other_risks[1]
    return name


def _heading(heading: str) -> str:
    return _cut(_plain(heading), _HEADING)


def _plain(text: str) -> str:
    """A name without what stands in brackets and without what nearly all names begin with."""
    return _OF_FILES.sub("", _BRACKETS.sub("", text), count=1) or text


def _cut(text: str, length: int = _LONG) -> str:
    """A text that is short enough as it is; else plain, and then without its middle."""
    if len(text) > length:
        text = _plain(text)
    if len(text) <= length:
        return text
    head = (length - 1) // 2
    return f"{text[:head]}…{text[head + 1 - length :]}"
