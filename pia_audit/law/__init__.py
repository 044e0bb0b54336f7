"""The law as data: amendments, its tables by date, the threshold table and stock phrases, each with how sure we are.

The law's own tables of items are :mod:`pia_audit.law.tables`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from msgspec import Struct

from pia_audit.japanese.citations import Citation
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex
from pia_audit.law.spaceless import citations_of

Sure = Literal["high", "mid", "low"]
Kind = Literal["none", "basic", "focused", "full"]
KINDS: tuple[Kind, ...] = ("none", "basic", "focused", "full")
"""What Ⅲ may ask for, in rising order: no duty, 基礎項目, 基礎及び重点項目, 基礎及び全項目."""


class Amendment(Struct, frozen=True):
    """A change of what is right to cite, from ``in_force`` on.

    ``old``/``new`` are patterns over folded text, ``old_table``/``new_table`` tables of the Act, ``signs`` words of
    which a text that cites in the old way holds one (none: any text may). An entry without any pattern or table is
    listed but recognised nowhere. ``is_local`` marks an entry of the body's own calendar.
    """

    key: str
    in_force: date
    law: str
    sure: Sure
    was: str
    now: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    old_table: str = ""
    new_table: str = ""
    signs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    is_local: bool = False

    def concerns(self, item_id: str) -> bool:
        """Whether the entry is to be looked for in that item."""
        return bool(self.old or self.old_table) and (not self.items or item_id in self.items)

    def cites_old(self, text: str) -> tuple[str, ...]:
        """What a text cites in the old way, as read or as folded; empty when nothing."""
        return _cited(text, self.old, self.old_table)

    def names_old(self, text: str) -> tuple[str, ...]:
        """Where a text names the old table of the Act without any item, as what it rests on."""
        if not self.old_table or "表" not in text or not _names(self.old_table, text):
            return ()
        named_tables = (c for c in citations_of(text) if c.table == self.old_table and not c.rows)
        return tuple(c.text for c in named_tables if _is_named_alone(c, text))

    def cites_new(self, text: str) -> tuple[str, ...]:
        """What a text cites in the new way."""
        return _cited(text, self.new, self.new_table)


def _cited(text: str, patterns: tuple[str, ...], table: str) -> tuple[str, ...]:
    if not text:
        return ()
    citations = [m[0] for p in patterns for m in _pattern(p).finditer(fold(text))]
    if table and "表" in text and _names(table, text):
        citations += [c.text for c in citations_of(text) if c.table == table and c.law in ("", "番号法") and c.rows]
    return tuple(citations)


# Behind a table named for itself: no name of an order (別表第二の主務省令で定める…), and not what became of it.
_NAMED_ALONE = regex(
    r"\Z|[)）。、・:：【〔「(（](?!旧)|に基づ[くき](?!主務省令)|に(?:規定|定め|掲げ)る(?!主務省令)|による(?!主務省令)"
    r"|の(?:各|当該)?項|の?情報(?:提供|照会)|(?:提供|照会)[:：]|における"
)
_NEW_TABLE = regex("第?[2二]条の表|提供に関する命令|主務省令|別表(?!第?[一二12])|省令")
_IN_ITS_BRACKET = regex(r"(?:番号利?用?|マイナンバー|番号の利用等に関する)法(?:律)?第?19条第?[78]号[(]\Z")
_ORDINANCE_S = regex("第?9条第?2項|第?19条第?9号|条例|規則|要綱")


def _is_named_alone(c: Citation, text: str) -> bool:
    """Whether a text names a table of the Act without any item, as what it rests on: not beside the table that took its
    place, and not where it may be the table of an ordinance."""
    bare, behind = plain(text).text.replace(" ", ""), plain(text[c.end :]).text.replace(" ", "")
    before = plain(text[: c.start]).text.replace(" ", "")
    if (
        (c.law != "番号法" and not _IN_ITS_BRACKET.search(before))
        or _NEW_TABLE.search(bare)
        or _ORDINANCE_S.search(bare)
    ):
        return False
    return _NAMED_ALONE.match(behind) is not None and not _CHANGED.search(behind[:60])


_CHANGED = regex(
    "改正|改め|改ま|廃止|削除|移行|変更|移[りっ]|代わ|かわ|置き換|統合|なくな|であった|だった|[年月日度前]まで"
)
"""Words behind a table that tell what became of it."""


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


# Over text folded to the punctuation rung: no other spelling is read as one of these tables.
_NUMBERED = {"別表第一": regex("別表第?[0〇零]*[1一]"), "別表第二": regex("別表第?[0〇零]*[2二]")}


def _names(table: str, text: str) -> bool:
    """Tells quickly whether a text may name a table; true where that cannot be told."""
    return table not in _NUMBERED or _NUMBERED[table].search(fold(text, Rung.PUNCTUATION)) is not None


_BULLETS = "[・•●○◦◆◇]"  # what the numbering rung takes out of a word
_BULLET = regex(_BULLETS)


class OldCitations:
    """Tells quickly what a text may cite in the old way, so that most texts are asked no further.

    ``signs`` is a pattern for texts folded to the punctuation rung: what it is not found in cites nothing.
    """

    def __init__(self, calendar: Iterable[Amendment]) -> None:
        self._known = tuple(a for a in calendar if a.old or a.old_table)
        terms = dict.fromkeys(w for a in self._known for w in a.signs) if all(a.signs for a in self._known) else ("",)
        self.signs = "|".join(f"{_BULLETS}*".join(map(re.escape, word)) for word in terms) if self._known else "^$"

    def may_be_in(self, text: str) -> tuple[Amendment, ...]:
        """The entries whose signs the text holds, in order: :meth:`Amendment.cites_old` finds nothing by the others."""
        if not text:
            return ()
        folded = _BULLET.sub("", fold(text, Rung.PUNCTUATION))
        return tuple(a for a in self._known if not a.signs or any(term in folded for term in a.signs))


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def amendments() -> tuple[Amendment, ...]:
    """The Act's calendar, oldest first."""
    entries = [amendment(a) for a in _data("amendments")["amendment"]]
    return tuple(sorted(entries, key=lambda a: a.in_force))


def amendment(data: dict[str, Any], *, is_local: bool = False) -> Amendment:
    """An entry of the calendar from its table; raises ``KeyError`` or ``TypeError`` for a wrong one."""
    lists = {n: tuple(data.get(n, ())) for n in ("old", "new", "signs", "items")}
    texts = {n: str(data.get(n, "")) for n in ("law", "was", "now", "old_table", "new_table")}
    if not isinstance(data["in_force"], date):
        raise TypeError("in_force")
    return Amendment(data["key"], data["in_force"], sure=data.get("sure", "high"), is_local=is_local, **lists, **texts)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def required(subjects: str, handlers: str, incident: str) -> Kind | None:
    """What しきい値判断 asks for by the three answers of Ⅱ; ``None`` when an answer is none of the options."""
    band = next((b for b in _data("threshold")["band"] if fold(b["subjects"]) == fold(subjects)), None)
    answers = {fold("500人以上"): True, fold("500人未満"): False}, {fold("発生あり"): True, fold("発生なし"): False}
    many, grave = answers[0].get(fold(handlers)), answers[1].get(fold(incident))
    if band is None or many is None or grave is None:
        return None
    kind: Kind = band["many" if many or grave else "few"]
    return kind


@lru_cache(maxsize=1024)
def kind_of(text: str) -> Kind | None:
    """The assessment a text names (Ⅲ's result, Ⅳ1's answer); ``None`` when it names none."""
    key = fold(text)
    if "義務付けられない" in key or "任意" in key or "義務づけられない" in key:
        return "none"
    for word, kind in (("全項目", "full"), ("重点項目", "focused"), ("基礎項目", "basic")):
        if word in key:
            return kind  # type: ignore[return-value]
    return None


class Phrase(Struct, frozen=True):
    """What a note says of a change, and which 提出時期 its own words contradict (empty: neither)."""

    key: str
    contradicts: str
    text: str


def phrase(note: str) -> Phrase | None:
    """The stock phrase a note uses; ``None`` for a note in other words."""
    key = fold(note)
    for entry in _data("phrases")["phrase"]:
        for pattern in entry["patterns"]:
            match = _pattern(pattern).search(key)
            if match:
                return Phrase(entry["key"], entry["contradicts"], match[0])
    return None


def calendar(local_entries: Iterable[Amendment] = ()) -> tuple[Amendment, ...]:
    """The Act's calendar and a body's own entries, oldest first."""
    return tuple(sorted((*amendments(), *local_entries), key=lambda a: a.in_force))
