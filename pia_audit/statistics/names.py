"""Names of information systems as a list prints them, and when two names are one system's."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct

from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import split_names
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_REMARK = regex(r"^(?P<name>.+?)\s*[(（](?P<remark>[^()（）]*)[)）]\s*$", re.DOTALL)
_BRACKETS = regex(r"[(（][^()（）]*[)）]")
_SENTENCE = regex(r"[ぁ-ん]\s*。")
_PLANNED = regex("予定|計画中|検討中")
_BEGINS = ("from", "in-force", "planned")
_ORDINARY = regex("情報|管理|共通|基盤|連携|支援|統合|総合|機能|システム|サーバー?|サービス|等|の")
_SHARED = 3


class Name(Struct, frozen=True):
    """A system as a text names it: ``text`` without its remark, ``key`` folded for comparison, the remark as printed
    (予定, 令和5年度から; empty without one), and the first day it speaks of."""

    text: str
    key: str
    remark: str = ""
    starts: date | None = None

    def planned(self, on: date | None) -> bool:
        """Whether the remark says that the system is still to come, seen from the day of the row (``None``:
        unknown)."""
        return bool(_PLANNED.search(self.remark)) or (self.starts is not None and on is not None and self.starts > on)


@lru_cache(maxsize=65536)
def names_in(text: str) -> tuple[Name, ...]:
    """The systems a list names, in order, each once; nothing for an empty mark, nor for sentences, whose parts are no
    names."""
    if is_empty(text) or _SENTENCE.search(_BRACKETS.sub("", text)):
        return ()
    all_names = (name(part) for part in split_names(text))
    return tuple({n.key: n for n in all_names if n.key}.values())


def name(text: str) -> Name:
    """A name and its remark taken apart. Brackets that tell of no time belong to the name."""
    match = _REMARK.match(text)
    if not match:
        return Name(text, fold(text))
    remark = match["remark"]
    dates = find_dates(remark)
    if not (dates or _PLANNED.search(remark)):
        return Name(text, fold(text))
    starts = next((d.span.start for d in dates if d.relation in _BEGINS), None)
    return Name(match["name"], fold(match["name"]), remark, starts)


@lru_cache(maxsize=65536)
def one_system(first: str, second: str) -> bool:
    """Whether two folded names share what is particular to them: three characters in a row and half of the shorter
    name.

    Words that many systems bear (システム, 管理, 基盤 …) are no part of that: 収納管理システム and 文書管理システム
    are two.
    """
    shorter, longer = sorted((_ORDINARY.sub("", first), _ORDINARY.sub("", second)), key=len)
    need = max(_SHARED, -(-len(shorter) // 2))
    return any(shorter[i : i + need] in longer for i in range(len(shorter) - need + 1))
