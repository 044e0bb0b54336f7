"""Where a text leaves open what a list of items is meant to be: nothing is said of it then."""

from __future__ import annotations

import re
from functools import lru_cache

from pia_audit.japanese.numerals import plain
from pia_audit.law.mentions import Mention, laws_named, mentions
from pia_audit.law.remarks import Remark

_BEHIND, _TAIL = 80, 40
"""Characters behind a list in which words may limit it, and in which it may go on."""

_LIMITS = re.compile(
    r"除[くき]|ただし|但し|抽出|一部|主な|等の?項|など|[0-9]等|ほか|その他|同左|同上|\(略\)|以下を?追加|各項"
    r"|のうち(?:、)?(?:当|本)(?:市|区|町|村|県|都|府|道|課|局|団体)|のうち[^、。「」]{1,12}(?:が|に)(?:提供|行|係)"
)
"""Words by which a list is a part of what its condition gives, or more than that."""
_SEVERAL = re.compile("」(?:又は|または|及び|および|並びに|ならびに|若しくは|もしくは|や|、|,|・)「")
"""A condition of two holders, or of two kinds of information."""
_GOES_ON = re.compile(
    r"(?:の?[0-9]|(?:の?項)?(?:\([^()]{0,8}\))?(?:及び|および|並びに|ならびに|又は|または|若しくは|もしくは|その他|と|、|,|・|･)+第?[0-9]"
    r"|(?:\([^()]{0,8}\))(?:の?項)?(?:、|,|・)第?[0-9])"
)
"""Numbers behind those that were read as the list."""
_BROKEN = re.compile(r"[0-9０-９]\s+[0-9０-９]")
_NEXT_LINE = re.compile(r"\s*(?:<[^<>]{0,8}>\s*|[\r\n]\s*)+第?[0-9０-９]+[・、,，･][0-9０-９]")


def says_too_much(text: str, m: Mention | None, remark: Remark) -> bool:
    """Whether a remark on a citation says more than its text lets one know.

    Args:
        text: the whole text as read.
        m: the citation; ``None`` for an article.
        remark: what the table of the day says of it.

    Returns:
        For a list beside the table's (PIA612): whether words limit or widen it, or it may go on behind what was read.
        For an item of another law's process (PIA614): whether the text may mean that law, or cites its own item too.
    """
    if m is None:
        return False
    if remark.code == "PIA612":
        return _is_open(text, m)
    if remark.code == "PIA614":
        return _may_mean_other_law(text, m, remark)
    return remark.code == "PIA611" and (
        _is_broken(text, m) or (_goes_on(text, m) and "各項" in text[m.end : m.end + _TAIL])
    )


@lru_cache(maxsize=4096)
def _is_open(text: str, m: Mention) -> bool:
    end = m.listed[1] if m.listed else m.end
    zone = _bare(text[max(m.start - _TAIL, 0) : end + _BEHIND].split("【")[0])
    limited = _LIMITS.search(zone) is not None or _SEVERAL.search(zone) is not None
    return limited or _goes_on(text, m) or _is_broken(text, m)


def _is_broken(text: str, m: Mention) -> bool:
    """Whether two numbers of a list stand side by side with nothing but white space between them."""
    start, end = m.listed or (m.start, m.end)
    return _BROKEN.search(text, start, end) is not None


def _goes_on(text: str, m: Mention) -> bool:
    end = m.listed[1] if m.listed else m.end
    tail = text[end : end + _TAIL]
    return _GOES_ON.match(_bare(tail)) is not None or _NEXT_LINE.match(tail) is not None


def _may_mean_other_law(text: str, m: Mention, remark: Remark) -> bool:
    own = [o for o in mentions(text) if o.table == m.table and o.role == m.role]
    if any(number in o.numbers for o in own for number in remark.right):
        return True
    bare = _bare(text)
    if any(law.removesuffix("法") in bare for law in remark.what.split("、") if law):
        return True
    return ("地方税法" in remark.what and "税" in bare) or len(laws_named(text)) > 1


def _bare(text: str) -> str:
    return plain(text).text.replace(" ", "")
