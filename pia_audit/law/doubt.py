"""Where a text leaves open what a list of items is meant to be: nothing is said of it then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from pia_audit.japanese.numerals import KANJI_NUMERALS, plain
from pia_audit.japanese.patterns import regex
from pia_audit.law import known_tables
from pia_audit.law.list_pages import numbers_that_begin_lines, pages_among, stands_in_pieces
from pia_audit.law.mentions import Mention, laws_named, mentions
from pia_audit.law.remarks import Remark
from pia_audit.law.spaceless import UNSURE

_BEHIND, _TAIL, _FAR = 80, 40, 600
"""Characters behind a list in which words may limit it, in which it may go on, in which a note may take out items."""

_LIMITS = regex(
    r"除[くき]|ただし|但し|抽出|一部|主な|等の?項|項等|項、?外?他(?=[(（。、」0-9]|\Z)|項外[0-9]|など|[0-9]等|ほか|その他|同左|同上|(?<!手)続(?=[きくけ・】)])|\(略\)|以下を?追加|各項"
    r"|のうち(?:、)?(?:当|本)(?:市|区|町|村|県|都|府|道|課|局|団体)|のうち[^、。「」]{1,12}(?:が|に)(?:提供|行|係)"
)
"""Words by which a list is a part of what its condition gives, or more than that."""
_SEVERAL = regex("」(?:又は|または|及び|および|並びに|ならびに|若しくは|もしくは|や|、|,|・)「")
"""A condition of two holders, or of two kinds of information."""
_GOES_ON = regex(
    r"(?:の?[0-9]|(?:の?項)?(?:\([^()]{0,8}\))?(?:及び|および|並びに|ならびに|又は|または|若しくは|もしくは|その他|と|、|,|・|･)+第?[0-9一二三四五六七八九十百]"
    r"|の?項第?[0-9一二三四五六七八九十百]+(?:の[0-9一二三四五六七八九十]+)?の?項"
    r"|(?:\([^()]{0,8}\))(?:の?項)?(?:、|,|・)第?[0-9]|[:(]第?[0-9]+(?:の[0-9]+)?条[^。]{0,20}?[0-9]+の?項)"
)
"""Numbers behind those that were read as the list."""
_TAKEN_OUT = regex(
    "除(?:[くきいか]|外)|対象外|対象とし(?:て?い?ない|ません)|含[まめ](?:て?い?ない|ず|ません)|(?:行|扱|用)(?:わない|って?い?ない|っていません|いない)"
    "|(?:使用|利用|提供|実施|該当|存在|保有|必要と)(?:は|を)?(?:し(?:て?い?ない|ません|ていません)|なし)"
)
"""Words by which a note says that an item is left out of a list."""
_IS_NOT_USED = regex(rf"(?:の?項)?(?:」)?(?:に?ついて|に?関して)?[はをも](?:、)?[^。]{{0,40}}?(?:{_TAKEN_OUT.pattern})")
"""Words right behind a list that say that its items are not what the text rests on."""
_BY_PROCESS = regex("第?[2二]欄(?:[(][^()]{0,12}[)])?に「[^」]{1,60}」[がを]?(?:含|掲げ|該当)")
"""How a list's condition names processes of the second column."""
_BROKEN = regex(r"[0-9０-９一二三四五六七八九十百]\s+[0-9０-９一二三四五六七八九十百]")
_NEXT_LINE = regex(
    r"\s*(?:<[^<>]{0,8}>\s*|[\r\n]\s*)+[・･]?第?[0-9０-９]+(?:[・、,，･][0-9０-９]|(?:の[0-9０-９]+)?の?項(?!目))"
)


_DASHES = frozenset("-‐‑‒–—―−ー─－")
_AT_A_DASH = regex(r"(?:-|‐|‑|‒|–|—|―|−|ー|─|－)\s*[0-9０-９]")
_STRUCK_OUT = r"(?:の?\s*項)?\s*(?:は|を|が|、|・)?\s*[(（〔「]?[^()（）。、]{0,16}?(?:削除|削る|欠番|欠|廃止)"
_IS_GONE = regex(
    r"(?:\s*の?\s*項)?\s*(?:」\s*)?(?:に?ついて)?\s*[はがも](?:[^。項]{0,40}?[^。項に])??"
    r"(?:に|で|により|をもって)?\s*(?:削除|削ら|欠番|廃止|存在し(?:ない|ません|なく)|なくな|無くな|除かれ|(?:ありません|ない|なし)(?=[。、)）]|ため|こと|\Z))"
)
"""Words right behind a list that say that its items are not there: on a day, by an amendment."""
_AMENDS = regex(r"[^「」]{0,30}」(?:の項)?(?:を|は|、|から|の次に|中)[^。]{0,60}?(?:削|改|加え|追加|変更|修正)")


_TELLS_THE_DAY = regex(
    r"(?:の?項)?[(【][^()【】]{0,12}?(?:令和|R)[0-9元一二三四五六七八九十]{1,3}[^()【】0-9]?[0-9一二三四五六七八九十]{1,3}[^()【】]{0,6}?"
    r"(?:施行|から|より|以降)"
)
"""Words right behind a list that say from when its items stand."""


_TWO_TABLES = regex("別表第[12一二][0-9一二三四五六七八九十]")
"""別表第二十六の項 without its spaces may be the item 26 of 別表, or the item 16 of 別表第二."""


def left_over(text: str, m: Mention | None, remark: Remark) -> Remark | None:
    """What may be said of a remark on a citation without saying more than its text lets one know.

    Args:
        text: the whole text as read.
        m: the citation; ``None`` for an article.
        remark: what the table of the day says of it.

    Returns:
        ``None`` for a list beside the table's (PIA612) where words limit or widen it, or where it may go on behind what
        was read; for an item of another law's process (PIA614) where the text may mean that law, or cites its own item
        too; for numbers that may be read in two ways. Items that are not in the table (PIA611) without those of which
        the text itself says so.
    """
    if m is None:
        return remark
    if remark.op.endswith("-ahead") and _TELLS_THE_DAY.match(_bare(text[_end(m) : _end(m) + _BEHIND])):
        return None
    if remark.op == "table-ahead" and _TWO_TABLES.search(_bare(remark.words)):
        return None
    if remark.code == "PIA612" or remark.op.startswith("list-ahead"):
        if m.role == "asked" and not _BY_PROCESS.search(_bare(text)):  # words that tell what one item is
            return None
        lacking = frozenset(remark.missing)
        if is_open(text, m) or _is_unsure(text, m) or _leaves_out(text, m, lacking) or _stands_behind(text, m, lacking):
            return None
        if stands_in_pieces(text, m, remark):
            return None
        return _without_pages(text, m, remark._replace(weak=remark.weak or m.state == "interrupted"))
    if remark.code in ("PIA602", "PIA614"):
        if (
            _is_unsure(text, m)
            or _is_broken(text, m)
            or (remark.code == "PIA614" and _may_mean_other_law(text, m, remark))
        ):
            return None
        return remark._replace(weak=remark.weak or len(laws_named(text)) > 1)
    if remark.code == "PIA615":  # 8 9の項 may be the items 8 and 9, or 89
        return None if _is_unsure(text, m) or _is_glued(text, m) else remark
    if remark.code == "PIA613" and remark.op not in ("repealed", "renumbered", "table-ahead"):
        return None if _is_unsure(text, m) or _is_broken(text, m) else remark
    if remark.code != "PIA611":
        return remark
    if (_is_broken(text, m) and m.state not in ("whole", "interrupted")) or _is_unsure(text, m):
        return None
    if _goes_on(text, m) and "各項" in text[m.end : m.end + _TAIL]:
        return None
    if remark.op == "absent" and UNSURE.search(text, m.start, _end(m)):  # 100-2 may be a number of the body's own
        return None
    if _AMENDS.match(text, _end(m)):
        return None
    behind = plain(text[_end(m) : _end(m) + _BEHIND]).text
    if _IS_GONE.match(behind) or _IS_NOT_USED.match(behind.replace(" ", "")):
        return None
    pages = pages_among(text, m, remark.numbers)
    written = [n for n in remark.numbers if n not in pages and _is_written(text, m, n)]
    certain_numbers = tuple(n for n in written if not _is_struck_out(text, m, n))
    return remark._replace(numbers=certain_numbers) if certain_numbers else None


def _without_pages(text: str, m: Mention, remark: Remark) -> Remark | None:
    """A remark on a list without what may be the number of a page in it; ``None`` where nothing else is left."""
    pages = pages_among(text, m, remark.extra)
    if not pages:
        return remark
    extra = tuple(n for n in remark.extra if n not in pages)
    if not (remark.missing or extra):
        return None
    kind = "both" if remark.missing and extra else "missing" if remark.missing else "extra"
    op = re.sub("both$|extra$", kind, remark.op)
    return remark._replace(op=op, extra=extra, weak=True)


def is_unheld(text: str, m: Mention, day: date) -> bool:
    """Whether a text states for what a list is, and the list was not held against the table of the day all the same:
    it is not read, may be longer or shorter than what was read, or its condition is not one that the table has."""
    table = known_tables.table(m.table)
    if not (m.holder and m.information) or m.purpose or not table.knows(day):
        return False
    numbers = m.perhaps or m.numbers
    if not numbers:
        behind = _bare(_up_to_next_part(text, m.end, _FAR))
        return len(_FREE_NUMBER.findall(behind)) >= _SEVERAL_NUMBERS
    provided = table.provided(day, m.holder, m.information)
    if not provided or numbers == provided.listed:
        return not provided
    lacking = frozenset(n for n in provided.listed if not m.cites(n))
    is_left_open = is_open(text, m) or _is_unsure(text, m)
    return is_left_open or _leaves_out(text, m, lacking) or _stands_behind(text, m, lacking)


def _is_unsure(text: str, m: Mention) -> bool:
    """Whether a dash between two numbers of a list, or at its end, leaves open what is cited (1-4: a range, 1の4)."""
    start, end = m.listed or (m.start, m.end)
    if _DASHES.isdisjoint(text[start : end + 2]):  # told fast
        return False
    if _AT_A_DASH.match(text, end):
        return True
    if m.state in ("whole", "interrupted"):
        return False
    return any(_is_rising(match[0]) for match in UNSURE.finditer(text, start, end))


def _is_rising(pair: str) -> bool:
    low, high = (int(n) for n in re.findall(r"\d+", plain(pair).text))
    return high > low


def _is_struck_out(text: str, m: Mention, number: str) -> bool:
    """Whether the text says itself that the item stands as 削除, or is taken out."""
    pattern = r"\s*の\s*".join(number.split("の"))
    bare = plain(text[m.start : _end(m) + _TAIL]).text
    if not any(character in bare for character in "削欠廃"):  # no pattern of a number's own is made for most
        return False
    return re.search(rf"(?<!\d){pattern}(?!\d){_STRUCK_OUT}", bare) is not None


def _is_written(text: str, m: Mention, number: str) -> bool:
    """Whether a number's figures stand together: 12 on a page's foot and 第6 behind it are no 126."""
    zone = plain(text[m.start : _end(m)]).text
    figures = re.findall("[0-9]+", zone)
    return number.split("の")[0] in figures or re.search(f"[{KANJI_NUMERALS}]", zone) is not None


def _end(m: Mention) -> int:
    return m.listed[1] if m.listed else m.end


@lru_cache(maxsize=4096)
def is_open(text: str, m: Mention) -> bool:
    """Whether words limit or widen a list, or it may go on behind what was read."""
    end = _end(m)
    above = text[max(m.start - _TAIL, 0) : m.start].rpartition("【")[2]  # the heading that it stands under
    zone = _bare(above + text[m.start : end] + _up_to_next_part(text, end, _BEHIND))
    if m.state:  # a list that was read whole, whatever parts its numbers
        zone = _EACH.sub("の項", zone)
    if m.state == "cut" or _LIMITS.search(zone) is not None or _SEVERAL.search(zone) is not None:
        return True
    if m.state:
        return _goes_on(text, m) and not _NEXT_HEADING.match(text, end)
    return _goes_on(text, m) or _is_broken(text, m)


_NEXT_HEADING = regex(r"[^\S\n]{0,9}\n\s{0,9}[0-9０-９]{1,2}[\s.．]{1,9}[^\s0-9０-９・、の項及並又若]")
"""Behind a list that was read whole, a line that a heading's number begins."""
_EACH = regex("(?<=[0-9一二三四五六七八九十百〇項で])[)」】]?の各項")
_PART = regex(r"【(?![^】]{0,20}続)[^】]{0,10}(?:提供|照会|根拠)[^】]{0,10}】")
_FREE_NUMBER = regex(
    r"(?<![0-9./:年月平令和昭成RHS])(?<!第)(?P<number>[0-9]{1,3}(?:の[0-9]{1,2})?)(?![0-9]|の[0-9]|[条年月日号欄人件歳%％章時分回名時]|[./:][0-9])"
    r"|第(?P<ordinal>[0-9]{1,3}(?:の[0-9]{1,2})?)の?項"
)
_PARAGRAPHS = regex(r"(?<=条)(?:第?[0-9]+項(?:[、・,]|及び|並びに|又は)?)+")
"""An article's paragraphs, which are no items of a table: 第9条第1項."""
_GOES_ON_LATER = regex("(?<!手)続[きくけ]|つづき")
_SEVERAL_NUMBERS = 3
_REST = 2000
"""Characters behind a list in which its rest may stand."""


def _stands_behind(text: str, m: Mention, lacking: frozenset[str]) -> bool:
    """Whether an item that a list lacks stands by itself further behind in the same part, or in a citation of the same
    table: the list was interrupted, by whatever it was."""
    others = (
        o for o in mentions(text)
        if o is not m and o.table == m.table and (o.holder, o.information) in (("", ""), (m.holder, m.information))
        and (o.role != "asked" or o.listed == (o.start, o.end))
    )  # fmt: skip
    if any(lacking & o.numbers for o in others):
        return True
    end = _end(m)
    following = min((o.start for o in mentions(text) if o.start >= end), default=len(text))
    following_text = _up_to_next_part(text, end, min(_REST, following - end))
    if not lacking.isdisjoint(numbers_that_begin_lines(following_text)):
        return True
    behind = _PARAGRAPHS.sub("", _bare(following_text))
    if _GOES_ON_LATER.search(text, end):
        behind = _bare(text[end : end + _REST])
    return any((match["number"] or match["ordinal"]) in lacking for match in _FREE_NUMBER.finditer(behind))


def _up_to_next_part(text: str, end: int, far: int) -> str:
    """What stands behind a list, up to the heading of the next part; other brackets of that shape are notes."""
    following = _PART.search(text, end, end + far)
    return text[end : following.start() if following else end + far]


_ITEM = regex(r"(?<![0-9の条第])([0-9]+(?:の[0-9]+)*)の?項")


def _leaves_out(text: str, m: Mention, lacking: frozenset[str]) -> bool:
    """Whether the text says further behind a list that items are left out: within its condition, or in a note on one
    of those that the table has beyond the list."""
    following = min((o.start for o in mentions(text) if o.start >= _end(m)), default=len(text))
    behind = _bare(_up_to_next_part(text, _end(m), min(_FAR, following - _end(m))))
    if {match[1] for match in _ITEM.finditer(behind)} & lacking:  # told apart from the list
        return True
    behind = _bare(_up_to_next_part(text, _end(m), _FAR))
    condition = behind.partition("。")
    if "除く" in condition[0] or re.match(r"[^。]{0,30}除(?:く|き|いて)", condition[2]):
        return True
    return any(_names(sentence, n) for sentence in _taking_out(behind) for n in lacking)


def _taking_out(bare: str) -> Iterator[str]:
    return (sentence for sentence in re.split(r"[。\n]|(?=※)", bare) if _TAKEN_OUT.search(sentence))


def _names(sentence: str, number: str) -> bool:
    return re.search(rf"(?<![0-9の条]){number}(?![0-9]|の[0-9]|条|号|年|月|日)", sentence) is not None


def _is_broken(text: str, m: Mention) -> bool:
    """Whether two numbers of a list stand side by side with nothing but white space between them."""
    start, end = m.listed or (m.start, m.end)
    return _BROKEN.search(text, start, end) is not None


def _is_glued(text: str, m: Mention) -> bool:
    """Whether two figures of a list with white space alone between them were read as one number."""
    start, end = m.listed or (m.start, m.end)
    listed = plain(text[start:end]).text if _BROKEN.search(text, start, end) else ""
    return any(f"{pair[1]}{pair[2]}" in m.numbers for pair in re.finditer(r"([0-9]+) +([0-9]+)", listed))


def _goes_on(text: str, m: Mention) -> bool:
    end = m.listed[1] if m.listed else m.end
    tail = text[end : end + _TAIL]
    return _GOES_ON.match(_bare(tail)) is not None or _NEXT_LINE.match(tail) is not None


def _may_mean_other_law(text: str, m: Mention, remark: Remark) -> bool:
    is_beside = {*remark.numbers} < m.numbers  # the right item stands in the same list
    same_table_mentions = [
        o for o in mentions(text) if o.table == m.table and o.role == m.role and not (is_beside and o == m)
    ]
    if any(number in o.numbers for o in same_table_mentions for number in remark.right):
        return True
    bare = _bare(text)
    if any(law.removesuffix("法") in bare for law in remark.what.split("、") if law):
        return True
    if "地方税法" in remark.what and "税" in bare:
        return True
    return len(laws_named(text)) > 1 and laws_named(_since_the_last(text, m)) != (m.law,)


def _since_the_last(text: str, m: Mention) -> str:
    """A citation with what stands between it and the one before it: the process of 2 in 1 …法…の項 2 …法…の項."""
    last = max((_end(o) for o in mentions(text) if _end(o) <= m.start), default=0)
    return text[last : _end(m)]


def _bare(text: str) -> str:
    return plain(text).text.replace(" ", "")
