"""What a row says was taken out of a text: part of a longer name that stays, or a section beside others."""

from __future__ import annotations

from pia_audit.compare.locate import Hit
from pia_audit.japanese.ladder import fold, same
from pia_audit.japanese.lists import split_names
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import says_none

_HEADING = regex("【[^【】\n]{1,40}】")


def is_section(removed: str, text: str) -> bool:
    """Whether a text goes on with sections under other headings than those that were taken away."""
    headings, staying = ({*_HEADING.findall(side)} for side in (removed, text))
    return bool(headings) and bool(staying) and headings.isdisjoint(staying)


def prints_none(text: str, after: str) -> bool:
    """Whether a text has, in a line of its own beside others, the なし that 変更後 says: it quotes that."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and says_none(after) and sum(same(line, after) for line in lines) == 1


_LONGEST_NAME = 30
_SCRIPTS = "[一-鿿々〆]", "[ァ-ヺー]", "[A-Za-zＡ-Ｚａ-ｚ0-9０-９]"
_WITHIN_WORD = regex("|".join(f"(?<={script})(?={script})" for script in _SCRIPTS))


def is_in_longer_name(kind: str, text: str, hit: Hit) -> bool:
    """Whether what a row took away stands only in a longer name: 中間サーバー in 次期中間サーバー."""
    if hit.how != "part" or hit.end - hit.start > _LONGEST_NAME:
        return False
    if kind == "list" and len(names := split_names(text)) > 1:
        removed_names = [fold(name) for name in split_names(text[hit.start : hit.end])]
        return not {fold(name) for name in names}.issuperset(removed_names)
    return any(_WITHIN_WORD.match(text, at) for at in (hit.start, hit.end))
