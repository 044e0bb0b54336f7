"""Whose table a citation names: one of the law's own, or one of an ordinance, an annex, a notice or a contract."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from pia_audit.japanese.citations import Citation
from pia_audit.japanese.lists import passages
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex
from pia_audit.law.spaceless import citations_of
from pia_audit.law.tables import NETWORK, QUASI, TABLE, TABLE_1, TABLE_2

_ACT = "番号法"
_OF_THE_ACT = {"別表第一": TABLE_1, "別表第二": TABLE_2, "別表": TABLE}
_OF_THE_ORDER = regex("主務省令$|利用特定個人情報の提供に関する命令$|デジタル庁・?総務省令(?:第9号)?$")
_LOCAL_LAW = regex("条例|規則|要綱|規程")
_SHORT = 2  # signs of each of them
ACT_NAMES = regex(
    "行政手続き?における特定の個人を識別するための番号の利用等に関する法律|番号利用法|マイナンバー法|番号法"
)
_FAR = 3000
"""Characters before a citation in which an ordinance may be named that a table without its law is of."""

TWO_READINGS = regex("別表[12一二](?:の|ノ|-)[2-9]の?項")
"""別表2の2の項 may be the second item of 別表第二, or the item 2の2 of 別表."""


def table_of(c: Citation, text: str) -> str:
    """The law's table that a citation is of; nothing where it is none, or where that is not sure."""
    if "準法定事務" in c.law and c.law.endswith("命令"):
        if c.table is None:
            return QUASI if c.article is None and c.paragraph else ""
        return QUASI if c.table == "表" or c.table.endswith("条の表") else ""  # the order has one table
    if c.table == "第2条の表":
        return NETWORK if _OF_THE_ORDER.search(c.law) or (not c.law and "主務省令" in text) else ""
    name = _OF_THE_ACT.get(c.table or "", "")
    if not name or c.article or c.law not in ("", _ACT) or TWO_READINGS.search(_bare(c.text)):
        return ""
    if c.law and ACT_NAMES.search(_bare(c.text)):
        return name
    previous_citation = _before(text, c.start)
    if c.law:  # named by what is cited before it
        is_another_s = _leads_to_ordinances(previous_citation, text) or _has_owner(c, text, previous_citation)
        return "" if is_another_s else name
    return name if _is_the_act_s(c, text) and not _has_owner(c, text, previous_citation) else ""


def _bare(text: str) -> str:
    return plain(text).text.replace(" ", "")


def _is_the_act_s(c: Citation, text: str) -> bool:
    """Whether a table named without its law is the Act's: the law cited last before it is the Act, or none is and no
    ordinance or rule is named, neither there nor in its own passage."""
    if _names_local_law(text, _passage(text, c.start), c.start):
        return False
    previous_citation = _before(text, c.start, with_law=True)
    if previous_citation is None:
        return c.table != "別表" and not _names_local_law(text, max(c.start - _FAR, 0), c.start)
    if _leads_to_ordinances(previous_citation, text):
        return False
    return previous_citation.law in (_ACT, "主務省令") and not _names_local_law(text, previous_citation.end, c.start)


def _before(text: str, at: int, *, with_law: bool = False) -> Citation | None:
    """The citation that begins last before a place; ``with_law``: of those that name their law."""
    starts, cited = _order(text, with_law)
    nth = bisect_left(starts, at)
    return cited[nth - 1] if nth else None


@lru_cache(maxsize=64)
def _order(text: str, with_law: bool) -> tuple[list[int], list[Citation]]:
    """Where citations begin, and the citations: each is looked up among thousands, perhaps."""
    cited = sorted((c for c in citations_of(text) if c.law or not with_law), key=lambda c: c.start)
    return [c.start for c in cited], cited


def _names_local_law(text: str, start: int, end: int) -> bool:
    """Whether an ordinance or the like is named between two places."""
    places = _local_laws(text)
    nth = bisect_left(places, start)
    return nth < len(places) and places[nth] + _SHORT <= end


@lru_cache(maxsize=64)
def _local_laws(text: str) -> list[int]:
    return [match.start() for match in _LOCAL_LAW.finditer(text)]


_BOTH_PARAGRAPHS = regex(r"[1１一]\s*項[\s、,・及びならに並]{0,6}(?:第?[2２二]項)?\Z")


def _leads_to_ordinances(c: Citation | None, text: str) -> bool:
    """Whether what is cited is what a body's own ordinance rests on, so that a table behind it is the ordinance's:
    番号法第9条第2項 (unless the first paragraph is cited with it), 第19条第9号."""
    if c is None or c.law != _ACT:
        return False
    if c.article == "9" and c.paragraph == 2:
        return not _BOTH_PARAGRAPHS.search(text[max(c.end - 14, 0) : c.end])
    return c.article == "19" and c.item == "9"


OWNER = regex(
    "別[紙添冊記]|添付|附属|付属|巻末|末尾|通[知達牒]|告示|訓令|訓示|公告|マニュアル|手引|手順書|指針|ガイドライン|要領|規約|細則|内規|約款|定款"
    "|協定|契約|覚書|仕様書|本書|独自利用|(?:市|町|村|区|県|都|府|道|長|知事|委員会|当局|本課)[がの](?:別に)?定め"
    "|[政府]令|施行令|同(?:条例|規則|令|要綱|規程|法(?!別|の別))|省令別表|個人番号の利用に関する"
)
"""Words that own a table which stands behind them: an annex, a notice, a manual, a contract, another law."""
_LAST_WORD = regex(r"(?P<word>[^\W\dぁ-んa-zA-Z_]+|[0-9]+号|書)の?\Z")
_WORD = 24
"""Characters of a word before a table that are looked at."""
_MAY_STAND_BEFORE = regex(
    "(?:及|並|又|若|番号法|同法|同|当該|根拠|提供|照会|利用|事務|関係|規定|法令|範囲|連携|参照|移転|上記|下記|次|者|側|項|条|号|欄|係)\\Z"
)
"""How a word may end that stands right before a table of the Act's which is named without the Act."""


def _has_owner(c: Citation, text: str, previous_citation: Citation | None) -> bool:
    """Whether another word than the Act's name tells whose table it is: one that owns it, in the sentence between it
    and what is cited before, or any name right before it that is none of the words which may stand there."""
    begin = previous_citation.end if previous_citation else _passage(text, c.start)
    if begin >= c.start:
        return False
    between = _bare(text[begin : c.start])
    sentence = between.rpartition("。")[2]
    if len(sentence) < 2:  # 別紙, 告示: no owner is shorter
        return False
    if OWNER.search(sentence):
        return True
    last_word = _LAST_WORD.search(sentence[-_WORD:])
    return last_word is not None and not _MAY_STAND_BEFORE.search(last_word["word"])


def _passage(text: str, at: int) -> int:
    """Where the passage begins in which a place stands."""
    starts = passage_starts(text)
    return starts[max(bisect_right(starts, at) - 1, 0)]


@lru_cache(maxsize=64)
def passage_starts(text: str) -> tuple[int, ...]:
    """Where the passages of a text begin."""
    return tuple(start for start, _ in passages(text)) or (0,)
