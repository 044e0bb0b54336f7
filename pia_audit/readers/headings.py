"""What a text looks like: a chapter, an item, a group, a risk, a numbered label, or words that are none of these."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.numerals import circled_to_int
from pia_audit.japanese.patterns import regex

_ROMANS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_CHAPTER = regex(r"^第?(?P<number>[Ⅰ-Ⅻ]|[IVX]{1,4})章?[.、:]?(?P<name>[^\x00-\x7f].*)$")
_ANNEX = regex(r"^(?P<number>\((?:別添|別紙|別表)\d{0,2}\)|(?:別添|別紙)\d{1,2}(?![をの参に]))(?P<name>.*)$")
_ITEM = regex(r"^\s*(?P<number>[0-9０-９]{1,2})\s*[.．、]\s*(?P<name>\D.*)$", re.DOTALL)
_SPACED_ITEM = regex(r"^\s*(?P<number>[0-9０-９]{1,2})[ \u3000]+(?P<name>[^\W\d].*)$", re.DOTALL)
_TOUCHING = regex(r"^\s*(?P<number>[0-9０-９]{1,2})(?P<name>[^\W\d].*)$", re.DOTALL)
_CIRCLED = regex(r"^\s*(?P<number>[①-⑳⑴-⒇])\s*(?P<name>.*)$", re.DOTALL)
_GROUP = regex(
    r"^\s*(?P<kind>システム|委託事項|提供先|移転先)\s*(?P<number>[0-9０-９]{1,2}|[①-⑳])"
    r"(?P<name>(?![0-9０-９]).*)$",
    re.DOTALL,
)
_RANGE = regex(r"^(?:システム|委託事項|提供先|移転先)\d{1,2}[-〜~]\d{0,2}$")
_RISK = regex(r"^\s*リスク\s*(?P<number>[0-9０-９]{1,2}|[①-⑳])?\s*[:：.．、\s]?\s*(?P<name>.*)$", re.DOTALL)
_STAR = regex(r"[(（]\s*※[^()（）]*[)）]|※\s*(?:[(（][^()（）]*[)）])?")
_IN_BRACKETS = regex(r"^\s*[(（「『](?P<name>[^()（）]*)[)）」』]\s*$")
_SENTENCE = regex(r"[。]|^[・●■◆○◎※「『【＜<(（\[［□☐☑-]|https?:")
_NOTE = regex(r"^\s*[(（]\s*[^\W\d][^()（）]{0,10}[)）]\s*$")
_PAGE_NUMBER = regex(r"[.…‥・·-]*[0-9]{1,3}$")
_SIGN_BEHIND_NUMBER = regex(r"(?<=^[Ⅰ-Ⅻ])[.、:]")
_LONGEST_LABEL = 90
LONGEST = 1000
"""So many signs of a text are looked at for a heading: what is longer is a value, and is not folded for it."""
FILE_NUMBER = regex(r"^\s*[(（]\s*(?P<number>[0-9０-９]{1,2})\s*[)）]\s*(?P<name>.*)$", re.DOTALL)
"""A number in brackets at the beginning of a text, and the name behind it: how a file of several is printed."""
_CASES = r"[(（]\s*(?:[0-9０-９]{0,3}\s*$|[0-9０-９\s]{0,4}[)）]\s*件)"
VALUE_SIGN = regex(rf"^\s*(?:[\[［☐□☑☒■✓✔]|{_CASES}|[<＜〈《]\s*選\s*択\s*肢)")
"""What a value begins with and no label does: a box, a count, a list of options."""
GROUP_IDS = {"システム": "system", "委託事項": "outsourcing", "提供先": "recipient", "移転先": "transferee"}
"""The repeated groups of the forms: what their headings begin with, and the word of their item ids."""


class Heading(Struct, frozen=True):
    """A text by its looks: ``kind`` is ``chapter``, ``annex``, ``item``, ``group``, ``risk``, ``circled`` or ``plain``.

    ``number`` is its number in ASCII digits (of a chapter 1 for Ⅰ), ``name`` the words behind it as read and ``key``
    those folded. Of a group ``word`` is the kind of group.
    """

    kind: str
    number: str
    name: str
    key: str
    word: str = ""

    @property
    def is_chapter(self) -> bool:
        """Whether it is a chapter, or an annex, which stands beside the chapters."""
        return self.kind in ("chapter", "annex")


def without_star(text: str) -> str:
    """A label without the form's ※ and what it excepts."""
    return _STAR.sub("", text) if "※" in text else text


def name_key(text: str) -> str:
    """A name folded for comparison, its ※ and a colon before its value aside."""
    return fold(without_star(text), Rung.PUNCTUATION).rstrip(":")


def listed_key(text: str) -> str:
    """A chapter's heading folded, without the page number that a list of the chapters prints behind dots, nor a sign
    behind its own number, which the list need not have: Ⅰ 基本情報 there, Ⅰ．基本情報 where the chapter begins."""
    return _SIGN_BEHIND_NUMBER.sub("", _PAGE_NUMBER.sub("", fold(text, Rung.PUNCTUATION)))


def numbered_otherwise(text: str) -> tuple[str, str] | None:
    """Number and name of a label that the form may print with another sign: ``(2)名``, ``2名``, ``2. 名``."""
    match = FILE_NUMBER.match(text) or _TOUCHING.match(text) or _ITEM.match(text) or _SPACED_ITEM.match(text)
    if match is None or not match["name"].strip():
        return None
    return plain_number(match["number"]), match["name"].strip()


@lru_cache(maxsize=8192)
def heading(text: str) -> Heading:
    """The looks of one text, or of its first :data:`LONGEST` signs; what is no heading of any kind is ``plain``."""
    text = text[:LONGEST]
    key = fold(text, Rung.PUNCTUATION)
    if match := _CHAPTER.match(key):
        return Heading("chapter", _roman(match["number"]), _after_roman(text), name_key(_after_roman(text)))
    if match := _ANNEX.match(key):
        return Heading("annex", re.sub(r"\D", "", match["number"]), match["name"], name_key(match["name"]))
    for kind, pattern in (("circled", _CIRCLED), ("item", _ITEM), ("item", _SPACED_ITEM)):
        if match := pattern.match(text):
            return Heading(kind, plain_number(match["number"]), match["name"].strip(), name_key(match["name"]))
    if match := _GROUP.match(text):
        name = " ".join(match["name"].split()).strip(" :：")
        return Heading("group", plain_number(match["number"]), name, name_key(name), match["kind"])
    risk = _risk(text, key) if key.startswith("リスク") else None
    return risk or Heading("plain", "", text.strip(), name_key(text))


def _risk(text: str, key: str) -> Heading | None:
    match = _RISK.match(text)
    if match is None or key.startswith(("リスクに", "リスクへ", "リスクを", "リスク対策")):
        return None
    return Heading("risk", plain_number(match["number"] or ""), match["name"].strip(), name_key(match["name"]))


def _roman(char: str) -> str:
    """A Roman number in digits; ``0`` for letters that are none."""
    return str(_SIGNS.find(char) + 1 or (_ROMANS.index(char) if char in _ROMANS else 0))


def _after_roman(text: str) -> str:
    return re.sub(r"^\s*第?\s*(?:[Ⅰ-Ⅻ]+|(?:[IVXＩＶＸ][\s\u200b]*){1,4})\s*章?\s*[.．、:：]?\s*", "", text).strip()


def plain_number(text: str) -> str:
    """A printed number in ASCII digits: ``２`` and ``②`` are ``2``."""
    circled = circled_to_int(text)
    return str(circled) if circled else fold(text, Rung.PUNCTUATION)


def is_range(text: str) -> bool:
    """Whether a text heads groups that follow, such as システム2～5, and is none itself."""
    return len(text) <= LONGEST and _RANGE.match(fold(text, Rung.PUNCTUATION)) is not None


def is_label_like(text: str) -> bool:
    """Whether a text could be the label of a field: short, and no sentence."""
    if _NOTE.match(text):
        return True
    return 0 < len(text) <= _LONGEST_LABEL and not _SENTENCE.search(text.strip()) and not text.strip().isdecimal()


def file_part(text: str) -> tuple[str, str]:
    """Number and name of a file out of what stands behind a chapter's heading; either may be empty."""
    name_text = without_star(text).strip()
    if match := FILE_NUMBER.match(name_text):
        return plain_number(match["number"]), " ".join(match["name"].split())
    if match := _IN_BRACKETS.match(name_text):
        return "", match["name"].strip()
    return "", " ".join(name_text.split())
