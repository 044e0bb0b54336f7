"""Reads the law's tables out of an e-Gov law XML: the 番号法 itself, and the orders that hold the tables beside it.

A table's row spans are carried out, so that each row of the result names its item. Nothing outside the file is read: no
entity is resolved, no document type is accepted, and every size is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from pia_audit.japanese.lists import canonical_number
from pia_audit.japanese.numerals import kanji_to_int
from pia_audit.japanese.patterns import regex
from pia_audit.law.tables import NETWORK, QUASI, TABLE, Cell, laws

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LIMIT = 30 * 1024 * 1024
"""Bytes of a file; the laws in question have under five million."""

_ROWS, _SPAN, _COLUMNS, _TEXT = 5000, 1000, 12, 20_000

_ERAS = {"Meiji": 1, "Taisho": 2, "Showa": 3, "Heisei": 4, "Reiwa": 5}
_NAME = regex(r"(?P<id>[0-9]{3}[0-9A-Z]{12})(?:_(?P<day>[0-9]{8}))?")


class LawError(Exception):
    """What is wrong with a file of the law: the ``code`` of a message and its ``params``."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}")
        self.code, self.params = code, params


class Row(Struct, frozen=True):
    """An item as a text of the law has it: who, which law's process, and who provides what (``cells``)."""

    holder: str
    law: str
    process: str
    cells: tuple[Cell, ...] = ()

    @property
    def deleted(self) -> bool:
        """Whether the number stands there as 削除."""
        return not self.holder


class LawText(Struct, frozen=True):
    """A law's text of one day: ``table`` is the table's name here, ``items`` its rows by number."""

    law: str
    law_id: str
    day: date
    table: str
    items: Mapping[str, Row]


def read(data: bytes, name: str, day: date | None = None) -> LawText:
    """The table in a file's bytes; ``name`` is the file's, which says the law's id and the day in e-Gov's way
    (``425AC0000000027_20240527_…``), ``day`` stands for a day that it does not say. Raises :class:`LawError`."""
    if len(data) > LIMIT:
        raise LawError("large", limit=f"{LIMIT // 1024 // 1024}")
    law = _law(_parsed(data))
    match = _NAME.search(name)
    law_id = match["id"] if match else ""
    table = _which(law, law_id)
    on = day or _day_of(match["day"] if match else None)
    if on is None:
        raise LawError("no-day")
    items = dict(_items(_table_of(law, table), network=table == NETWORK))
    if not items:
        raise LawError("no-table", table=table)
    return LawText(_text(law.find("LawNum")), law_id, on, table, items)


def _parsed(data: bytes) -> Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:  # the parser's own words are in its own language
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else None
        raise LawError("no-xml", line=max(line or 1, 1)) from error
    if root.getroottree().docinfo.doctype:
        raise LawError("doctype")
    return root


def _law(root: Element) -> Element:
    law_element: Element | None = root if root.tag == "Law" else next(root.iter("Law"), None)
    if law_element is None or law_element.find("LawBody") is None:
        raise LawError("no-law")
    return law_element


def _which(law: Element, law_id: str) -> str:
    """The table that this law holds, by its own number; its id must be that law's."""
    era, kind = law.get("Era", ""), law.get("LawType", "")
    year, number = (_whole(law.get(part, "")) for part in ("Year", "Num"))
    law_number = _text(law.find("LawNum"))
    if law_id and not _fits(law_id, era, year, number):
        raise LawError("wrong-id", id=law_id, law=law_number)
    if (era, year, kind, number) == ("Heisei", 25, "Act", 27):
        return TABLE
    if (era, year) == ("Reiwa", 6) and kind == "MinisterialOrdinance" and "デジタル庁" in law_number:
        if number == 9:
            return NETWORK
        if number == 8:
            return QUASI
    raise LawError("other-law", law=law_number or "?")


def _fits(law_id: str, era: str, year: int | None, number: int | None) -> bool:
    return law_id.startswith(f"{_ERAS.get(era, '?')}{year or 0:02d}") and law_id.endswith(f"{number or 0:03d}")


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _day_of(digits: str | None) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if digits else None
    except ValueError as error:
        raise LawError("bad-day", day=digits) from error


def _table_of(law: Element, table: str) -> Element:
    """The element of the table: the Act's 別表, or the table in Article 2 of the order."""
    if table == TABLE:
        for annex in law.iter("AppdxTable"):
            title = re.sub(r"\s", "", _text(annex.find("AppdxTableTitle")))
            if (
                re.fullmatch(r"別表(?:[（(].*)?", title)
                and (table_element := next(annex.iter("Table"), None)) is not None
            ):
                return table_element
        raise LawError("no-table", table=table)
    main = law.find("LawBody/MainProvision")
    body = law if main is None else main  # what an amendment's own provisions hold is no table of the order
    inside = [a for a in body.iter("Article") if a.get("Num") == "2"] if table == NETWORK else [body]
    for part in (*inside, *law.iter("AppdxTable")):
        if (table_element := next(part.iter("Table"), None)) is not None:
            return table_element
    raise LawError("no-table", table=table)


def _text(element: Element | None) -> str:
    """All that an element says, without ruby and white space, cut where no provision reaches."""
    if element is None:
        return ""
    parts: list[str] = []
    for node in element.iter():
        if node.tag == "Rt" or not isinstance(node.tag, str):
            continue
        parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return re.sub(r"\s", "", "".join(parts))[:_TEXT]


def _rows(table: Element) -> Iterator[list[str]]:
    """The table's rows with row spans and column spans carried out."""
    pending: dict[int, tuple[int, str]] = {}
    for nth, row in enumerate(table.iter("TableRow")):
        if nth >= _ROWS:
            raise LawError("rows", limit=_ROWS)
        cells = [(_text(c), _span(c, "rowspan"), _span(c, "colspan")) for c in row.iter("TableColumn")]
        out: list[str] = []
        while (cells or len(out) in pending) and len(out) < _COLUMNS:
            at = len(out)
            if at in pending:
                rows_to_go, text = pending[at]
                if rows_to_go > 1:
                    pending[at] = (rows_to_go - 1, text)
                else:
                    del pending[at]
                out.append(text)
                continue
            text, down, across = cells.pop(0)
            for column in range(at, min(at + across, _COLUMNS)):
                out.append(text)
                if down > 1:
                    pending[column] = (down - 1, text)
        yield out


def _span(cell: Element, name: str) -> int:
    value = _whole(cell.get(name, "1"))
    if value is None or not 1 <= value <= _SPAN:
        raise LawError("span", value=str(cell.get(name))[:20])
    return value


def _items(table: Element, *, network: bool) -> Iterator[tuple[str, Row]]:
    """Number and row of each item; rows of one item that name several providers are one."""
    columns = 5 if network else 3
    rows_by_number: dict[str, list[list[str]]] = {}
    heads: set[str] = set()
    for row in _rows(table):
        number = canonical_number(re.sub("の?項$", "", row[0]).removeprefix("第")) if row else ""
        if not number and not rows_by_number:
            heads.update(row[:1])
            continue
        if not number and (not row or row[0] in heads or row[0].startswith("備考")):
            continue
        if not number:  # an item that cannot be told would be missed in silence
            raise LawError("no-number", number=[*rows_by_number][-1])
        if len(row) < columns and "削除" not in "".join(row[1:]):
            raise LawError("columns", number=number)
        item_rows = rows_by_number.setdefault(number, [])
        if item_rows and ([*rows_by_number][-1] != number or item_rows[-1][1:3] != row[1:3]):
            raise LawError("twice", number=number)
        item_rows.append(row)
    for number, rows in rows_by_number.items():
        first = rows[0]
        if first[1].strip("（）()") == "削除":
            yield number, Row("", "", "")
            continue
        cells = tuple(Cell(holder_name(r[3]), information_names(r[4])) for r in rows) if network else ()
        law, process = process_name(first[2])
        yield number, Row(holder_name(first[1]), law, process, cells)


# --- short names ----------------------------------------------------------------------------------------

_CUT = "…"
_DEFINED = regex(r"以下「([^」]{2,40})」という")
_NOTE = regex(r"[（(][^（）()]*[）)]")
_NESTED = 12
_WELFARE = "都道府県知事、市長又は社会福祉法に規定する福祉に関する事務所を管理する町村長"


def _bare(text: str) -> str:
    """A provision without its notes in brackets."""
    for _ in range(_NESTED):
        shorter = _NOTE.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def holder_name(text: str) -> str:
    """A holder's short name, as the tables here have it."""
    bare = _bare(text)
    if bare.startswith(_WELFARE):
        return "都道府県知事等"
    if "こととされ" in bare or bare.endswith("支給を行う者"):
        return "他の法令による給付を行う者"
    if "である" in bare and not bare.endswith("である"):
        bare = bare.split("である")[-1]
    bare = bare.replace("高齢者の医療の確保に関する法律第四十八条に規定する", "")
    return bare if len(bare) <= _LONGEST else bare[:18] + _CUT


_LONGEST = 40
"""Signs that a name has here at most, before it is cut."""


def information_names(text: str) -> tuple[str, ...]:
    """The names of the information in a cell: those it defines, those it calls 関係情報, else what it says."""
    names = [*_DEFINED.findall(text), *re.findall(r"[一-龠々ァ-ヴー・]{2,24}関係情報", _bare(text))]
    names = [re.sub("^(?:又は|及び|若しくは)", "", name) for name in names if name.endswith("情報")]
    if names:
        return tuple(dict.fromkeys(names))
    whole = _bare(text).split("であって")[0]
    return (whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + _CUT,)


def process_name(text: str) -> tuple[str, str]:
    """A process's law and what it is, in short."""
    bare = _bare(text)
    law = law_name(bare)
    whole = re.split("に関する事務|であって", bare)[0]
    process = re.sub("^による", "", whole.removeprefix(law))
    return law, process if len(process) <= 27 else process[:26] + _CUT


# Processes of no law, and of laws whose title is long: what the provision begins with, and the short name here.
_OTHERS = {
    "中国残留邦人等": "中国残留邦人等支援法",
    "厚生年金保険制度及び農林漁業": "平成13年法律第101号",
    "厚生年金保険の保険給付及び国民年金の給付の支払": "年金給付遅延加算金支給法",
    "「生活に困窮する外国人": "昭和29年社発第382号通知",
    "昭和二十九年社発第三百八十二号": "昭和29年社発第382号通知",
    "地域優良賃貸住宅制度要綱": "地域優良賃貸住宅制度要綱",
    "「特定感染症": "特定感染症検査等事業実施要綱",
    "「感染症対策特別": "肝炎治療特別促進事業実施要綱",
    "「肝がん": "肝がん・重度肝硬変治療研究促進事業実施要綱",
    "国の設置する高等学校": "高等学校等修学支援事業費補助金交付要綱（国立）",
    "高等学校等修学支援": "高等学校等修学支援事業費補助金交付要綱",
    "「特定疾患": "特定疾患治療研究事業実施要綱",
    "「先天性": "先天性血液凝固因子障害等治療研究事業実施要綱",
    "「水俣病総合": "水俣病総合対策費補助金交付要綱",
}


def law_name(text: str) -> str:
    """The law that a provision begins with, by its short name here; nothing where none is known."""
    if other_name := next((name for begins, name in _OTHERS.items() if text.startswith(begins)), ""):
        return other_name
    numbered = re.match("(昭和|平成|令和)([〇一二三四五六七八九十百]+)年法律第([〇一二三四五六七八九十百]+)号", text)
    if numbered:
        return f"{numbered[1]}{kanji_to_int(numbered[2])}年法律第{kanji_to_int(numbered[3])}号"
    match = _beginning().match(text)
    if match:
        return match[0]
    name_match = re.match(r"(.+?(?:法律|法))(?=第|による|又は|若しくは|その他|に|及び|附則|の|、|$)", text)
    return name_match[1] if name_match and len(name_match[1]) <= 40 else ""


@cache
def _beginning() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(law) for law in laws()))
