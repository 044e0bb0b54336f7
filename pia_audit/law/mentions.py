"""The items of the law's own tables that a text cites: which table, which numbers, for whom, for what.

A text tells by its own words on which side of the information network a list stands (情報提供の根拠, 情報照会の根拠),
of which law's process a passage is (1 児童手当法による…), and for which condition a list holds (第3欄が「…」,
第4欄に「…」). What it does not say is left open. The tables of a body's own ordinances and rules are none of the law's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from msgspec.structs import replace

from pia_audit.japanese.citations import Citation
from pia_audit.japanese.lists import ENTRY, JOIN, ROW, Range, number_key, numbers_in, ranges_in
from pia_audit.japanese.numerals import KANJI_NUMERALS, plain, to_int
from pia_audit.japanese.patterns import regex
from pia_audit.law.later_lists import side
from pia_audit.law.list_readings import State, is_usual, read_list
from pia_audit.law.spaceless import citations_of
from pia_audit.law.table_owners import ACT_NAMES, passage_starts, table_of
from pia_audit.law.tables import NETWORK, TABLE_2, laws

Role = Literal["", "provided", "asked"]
"""On which side of the information network a list stands: the body provides, or it asks."""

PURPOSE = regex(
    "改正前|旧(?:番号|個人情報)?[^。、]{0,6}?法|旧別表|旧条例|廃止前|当時|従前の例|による改正後?|施行前|改正後|施行後"
)
"""Words by which a text seems to name the law of another day on purpose."""
_KANJI_SIGN = "[^\\Wぁ-ゖァ-ヺーa-zA-Z0-9_]"  # a range of all kanji takes fifty times as long to compile
FORMER = regex(
    rf"(?:旧|(?<!{_KANJI_SIGN})元の?|(?:以前|従前|従来|かつて|改正前)(?:は|の)?)[:：・･、「『(（]{{0,2}}"
    "(?:番号利?用?法|マイナンバー法|同法)?[の「・]?(?:別表|主務省令|第?[0-9一二三四五六七八九十]+条)"
    "|施行(?:の日|日)?(?:の)?(?:前|まで)|施行(?:の日|日)より前",
    needs="旧|元|以前|従前|従来|かつて|改正前|施行(?:の|日|前|まで)",
)
"""Words by which a text tells that what it cites is what the law was called before."""
ANOTHER_TIME = regex(
    "(?:年|月|日|前|[0-9][./][0-9]{1,2}[./][0-9]{1,2})(?:以前|以後|以降|より前|まで|から|前|より)(?:は|の|、|,|・|:|「)*(?:番号利?用?法|マイナンバー法|同法|旧)?"
    "[^。、0-9一二三四五六七八九十]{0,4}(?:第?[0-9一二三四五六七八九十]+[条項号]){0,3}(?:に基づく|に規定する|による|の)?、?"
    "(?:別表|主務省令|第?[2二]条の表)"
    "|の項」?(?:から|を)[^。]{0,40}?(?:変更|改正|改め|改まっ|改定|移行)|[(【]変更前[)】]"
    "|の項(?:について)?は?[^。、0-9]{0,3}(?:令和|平成|[RH]|20)[^。、]{1,14}(?:まで|以前)(?!の間)"
    "|(?:→|⇒|➡|⇨)[^。]{0,40}?(?:別表(?!第?[12一二])|主務省令|第?[2二]条の表)",
    needs="[年月日前0-9](?:以前|以後|以降|より|まで|から|前)|の項」?(?:から|を)|の項(?:について)?は?[^。、0-9]{0,3}(?:令和|平成|R|H|20)|変更前|→|⇒|➡|⇨",
)
"""Words by which a text tells since when, up to when or in place of what another table is cited beside one."""

_HEADING = regex(r"[①-⑳❶-❿⑴-⒇⒈-⒛Ⅰ-Ⅻⅰ-ⅻ]|[(（]?[0-9０-９]{1,2}[)）]?[\s.．,，、､)）]?")
_ROLE = regex("情報(提供|照会)(?!ネットワーク|等記録|する|を)|【[^】]{0,8}(提供|照会)[^】]{0,8}】")
_COLUMN = regex(r"第?([1-4一二三四])欄(?:\([^()]*\))?(?:が|に|の|は|:)?「([^」]{1,60})」")
TWO_SIDED = frozenset({TABLE_2, NETWORK})
"""The tables that tell who provides what to whom."""
_NEAR = 20
_NO_HEADING_BEHIND = frozenset("第表条の・、")  # 第 2 欄 broken over two lines has no heading in it
_NO_HEADING_BEFORE = frozenset("・･、の項欄条号年月日人件歳")
_FAR = 3000  # characters over which a heading still heads a citation
_ZONE = 420  # characters behind the beginning of a citation in which its condition is looked for


class Mention(NamedTuple):
    """A citation of items of one of the law's tables.

    ``numbers`` are the items, ``ranges`` the ends of ranges among them. ``start`` to ``end`` is the citation in the
    text as read and ``words`` its words, ``listed`` where the number list stands. ``law`` is the law of whose process
    the passage is, ``holder`` and ``information`` the condition that the text states, ``columns`` what it quotes as a
    column's words. ``purpose`` tells whether the text seems to name another day's law on purpose. ``state`` is how a
    list with a condition was read (see :mod:`pia_audit.law.list_readings`), ``perhaps`` what it may be where that is
    unsure.
    """

    table: str
    numbers: frozenset[str]
    ranges: tuple[Range, ...]
    start: int
    end: int
    words: str
    listed: tuple[int, int] | None
    role: Role
    law: str
    holder: str
    information: str
    columns: tuple[tuple[int, str], ...]
    purpose: bool
    state: State = ""
    perhaps: frozenset[str] = frozenset()

    @property
    def plain_numbers(self) -> frozenset[str]:
        """The numbers that the text itself says: not those that only lie in a range."""
        ends = {end for pair in self.ranges for end in pair}
        return frozenset(n for n in self.numbers if n in ends or not self.covers(n))

    def covers(self, number: str) -> bool:
        """Whether a range of the text takes the number in."""
        key = number_key(number)
        return any(number_key(low) <= key <= number_key(high) for low, high in self.ranges)

    def cites(self, number: str) -> bool:
        """Whether the text cites the item, by its number or by a range."""
        return number in self.numbers or self.covers(number)


def mentions(text: str, heading: str = "") -> tuple[Mention, ...]:
    """The items that ``text`` cites; where it states a condition and no list is read, without numbers.

    ``heading`` is what stands above the text elsewhere (the part of a field that a row's 項目 names): it heads the text
    and is no part of it.
    """
    return _mentions(text, heading) if _may_cite(text) else ()


@lru_cache(maxsize=8192)
def _mentions(text: str, heading: str) -> tuple[Mention, ...]:
    around = _Around(f"{heading}\n{text}" if heading else text, len(heading) + 1 if heading else 0)
    cited = [(c, name) for c in citations_of(text) if (name := table_of(c, text))]
    ends = [*(c.start for c, _ in cited[1:]), len(text)][: len(cited)]
    out: list[Mention] = []
    for (c, name), end in zip(cited, ends, strict=True):
        m = _with_condition(around, c, name, text, end)
        out += [m] if m.numbers or m.perhaps or (m.holder and m.information) else []
        out += _continued(m, text, end)
    return tuple(out)


def _with_condition(around: _Around, c: Citation, name: str, text: str, end: int) -> Mention:
    """A citation, with its list in whatever notation where the text states for what it is."""
    m = around.mention(c, name, text, end)
    if name not in TWO_SIDED or "欄" not in text[c.start : end] or is_usual(text, c.listed):
        return m
    stop = next((o.start for o in citations_of(text) if o.start > c.start and (o.article or o.table)), len(text))
    reading = read_list(text, c.listed, c.end, max(stop, c.listed[1] if c.listed else 0))
    if reading is None:
        return m
    numbers = {*reading.numbers}.union(*(numbers_in(f"{low}から{high}") for low, high in reading.ranges))
    is_shorter = c.listed is not None and reading.reach < c.listed[1]  # than with a heading's number glued to it
    if numbers == m.numbers and not is_shorter and reading.state != "cut":
        return m._replace(state=reading.state)
    if is_shorter and numbers != m.numbers:
        return m
    if reading.state == "cut":
        return m._replace(state="cut", perhaps=frozenset(numbers))
    rows, listed = frozenset(numbers), (reading.start, reading.end)
    as_listed = replace(c, rows=rows, ranges=reading.ranges, listed=listed)
    whole = around.mention(as_listed, name, text, end)
    if not (whole.holder and whole.information) and not (dict(whole.columns).keys() >= {1, 2}):
        return m
    return whole._replace(state=reading.state)


_ROWS = rf"{ENTRY}(?:{JOIN}{ENTRY})* ?(?:の ?)?{ROW}"


@cache
def _continuation() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What goes on behind a list, and the first item of several that 同表の parts."""
    further = rf"(?: ?\([^()]{{0,12}}\))?(?:{JOIN}| ・? ?)(?P<same>同 ?表 ?の ?)?(?P<rows>{_ROWS})"
    return re.compile(further), re.compile(rf" ?の ?(?P<rows>{ENTRY})(?={JOIN}同 ?表 ?の)")


_NOTE = regex(r" ?\([^()]{0,12}\)")
_OF_LISTS = frozenset("0123456789〇零一二三四五六七八九十百千第の・、,~〜からまで及び並に又は若しくおよなもた同表 ")
_FIRST_OF_SEVERAL = regex(f" ?の ?第?(?:[0-9]|[{KANJI_NUMERALS}])")


def _may_go_on(tail: str, *, has_list: bool) -> bool:
    """Whether a list may go on behind what was read of it, told fast: the patterns that read it take long to make."""
    if not has_list:
        return "同" in tail and _FIRST_OF_SEVERAL.match(tail) is not None
    note = _NOTE.match(tail)
    entries, unit, _ = tail[note.end() if note else 0 :].partition("項")
    return unit != "" and _OF_LISTS.issuperset(entries)


def _continued(m: Mention, text: str, end: int) -> list[Mention]:
    """The items that follow behind a note (26の項(第19条)、21の項) or as 同表の, as citations of their own of which no
    more is known than their table."""
    out: list[Mention] = []
    at = m.listed[1] if m.listed and m.listed[0] >= m.start else m.end
    tail = plain(text[at:end])
    if not _may_go_on(tail.text, has_list=m.listed is not None):
        return out
    further, first = _continuation()
    match = (further if m.listed else first).match(tail.text)
    bare = m.listed is not None and "第" not in text[slice(*m.listed)]
    while match and not (
        bare and not match["same"] and match["rows"].startswith("第")
    ):  # 15の項及び第2項: an article's
        low, high = (at + n for n in tail.span(*match.span("rows")))
        rows = match["rows"]
        alone = m._replace(
            numbers=numbers_in(rows), ranges=ranges_in(rows), start=low, end=high, words=text[low:high],
            listed=(low, high), role="asked", law="", holder="", information="", columns=(),
        )  # fmt: skip
        out.append(alone)
        match = further.match(tail.text, match.end())
    return out


def _may_cite(text: str) -> bool:
    return "表" in text or "準法定" in text or "条のうち" in text  # 主務省令第2条のうち次の項


def _numbers(c: Citation) -> frozenset[str]:
    return c.rows if c.table else frozenset({str(c.paragraph)} if c.paragraph else ())


class _Around:
    """A text with what stands above it: the passages, and what each citation stands under."""

    def __init__(self, text: str, shift: int) -> None:
        self._text, self._shift = text, shift
        self._starts = passage_starts(text)
        self._purpose = on_purpose(_without_spaces(text[shift:]))

    def mention(self, c: Citation, name: str, text: str, end: int) -> Mention:
        """The citation with its context; ``end`` is where the next citation begins."""
        at = c.start + self._shift
        head = self._text[max(self._heading(at), at - _FAR) : at]
        columns = _columns(text, *_zone(c, text, end))
        by_column = dict(columns) if len(dict(columns)) == len(columns) else {}  # else two conditions
        named_columns = {column for column, _ in columns}
        role: Role = (
            "provided" if named_columns & {3, 4} else "asked" if named_columns else side(c, text) or _role(head)
        )
        holder = by_column.get(1 if role == "asked" else 3, "")
        return Mention(
            name, _numbers(c), c.ranges, c.start, c.end, _citation_text(c, text), c.listed, role, _law(head), holder,
            by_column.get(4, ""), columns, self._purpose,
        )  # fmt: skip

    def _heading(self, at: int) -> int:
        """Where the part begins in which ``at`` stands: at its numbered heading, or with the text."""
        last = bisect_right(self._starts, at) - 1
        for nth in range(last, -1, -1):
            start = self._starts[nth]
            if self._heads(start):
                return start
        return 0

    def _heads(self, start: int) -> bool:
        """Whether a passage begins with a heading's number, and not with a list of items."""
        match = _HEADING.match(self._text, start)
        if match is None:
            return False
        behind = self._text[match.end() : match.end() + _NEAR].lstrip()[:1]
        previous_character = self._text[max(start - _NEAR, 0) : start].rstrip()[-1:]
        if previous_character in _NO_HEADING_BEHIND or behind in _NO_HEADING_BEFORE:
            return False
        return behind != "" and not behind.isdigit()


def _citation_text(c: Citation, text: str) -> str:
    """A citation's words, with the bracket that closes the one they open where it stands right behind: （16の項）."""
    opened = sum(c.text.count(bracket) for bracket in "(（") - sum(c.text.count(bracket) for bracket in ")）")
    behind = text[c.end : c.end + 1]
    return c.text + behind if opened == 1 and behind in (")", "）") else c.text


def on_purpose(bare: str) -> bool:
    """Whether a text without spaces seems to name the law of another day on purpose."""
    return any(pattern.search(bare) for pattern in (PURPOSE, FORMER, ANOTHER_TIME))


@lru_cache(maxsize=4096)
def _without_spaces(text: str) -> str:
    """The plain text without the spaces that a converter leaves between any two signs."""
    return plain(text).text.replace(" ", "")


def _zone(c: Citation, text: str, end: int) -> tuple[int, int]:
    """Where the condition of a citation's list stands: before the list, or behind it up to the next list."""
    if c.listed and c.listed[0] >= c.end:
        condition = text[c.end : c.listed[0]]
        if "欄" in condition:
            return c.end, c.listed[0]
    begin = c.listed[1] if c.listed else c.end
    stop = min(end, max(c.start, begin) + _ZONE)
    bracket = text.find("【", begin, stop)
    stop = bracket if bracket > 0 else stop
    next_list = _NEXT_LIST.search(text, begin, stop)
    return begin, next_list.start() if next_list else stop


# A number list, or a single item, which is none of 第2欄 and 第2条.
_NEXT_LIST = regex(
    r"(?<![第\d])(?:\d{1,3}(?:\s*の\s*\d{1,2})?\s*(?:・|、|,|，)\s*\d{1,3}(?![\d欄条])|\d{1,3}(?:\s*の\s*\d{1,2})?\s*の?\s*項)"
)


def _columns(text: str, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """What a text says between two places to stand in the table's columns, each thing once."""
    zone = _without_spaces(text[start:end])
    if "欄" not in zone:
        return ()
    column_texts = ((to_int(m[1]), m[2].strip()) for m in _COLUMN.finditer(zone))
    return tuple(dict.fromkeys((column, column_text) for column, column_text in column_texts if column))


def _role(head: str) -> Role:
    last = ""
    for match in _ROLE.finditer(_without_spaces(head)):
        last = match[1] or match[2]
    return "provided" if last == "提供" else "asked" if last == "照会" else ""


# What may be a law that is not known here, or is known by another name: 障害者総合支援法 beside 児童福祉法.
_ANOTHER = regex(r"[^\Wぁ-ゖa-zA-Z0-9_]{2,}(?<!方)(?<!手)(?<!司)(?:法律|法(?![人令務定的規])|条例|要綱)")


_OF_FOREIGNERS = "昭和29年社発第382号通知"
"""The process for foreigners in need, which rests on a notice and no law, as the tables have it."""
_BY_NOTICE = regex("生活に困窮する外国人に対する生活保護の措置")


@lru_cache(maxsize=4096)
def _law(head: str) -> str:
    """The law that a heading names, where it names one alone; longer names are taken out first (国民健康保険法)."""
    bare = _COLUMN.sub("\n", ACT_NAMES.sub("\n", _without_spaces(head)))  # what a list above asks for heads nothing
    if "法" not in bare:
        return _OF_FOREIGNERS if _BY_NOTICE.search(bare) and not _ANOTHER.search(bare) else ""
    law_names, bare = _taken_out(bare)
    return law_names[0] if len(law_names) == 1 and not _ANOTHER.search(bare) and _heads_with(law_names[0], head) else ""


_ITS_PROVISION = r"(?:\([^()]{0,40}\))?(?:の?別表|施行|第?[0-9一二三四五六七八九十百]+条)"
_PROVISION = regex(_ITS_PROVISION)
_BY_PROVISION = regex(
    rf"{_ITS_PROVISION}(?:の[0-9一二三四五六七八九十]+|第?[0-9一二三四五六七八九十]+[項号条]|[及並]びに?|[、・の]){{0,8}}"
    r"(?:による|により|に基づ|に規定|に定め|に係る|規定|[^。、番別]{1,24}事務)"
)


def _heads_with(law: str, head: str) -> bool:
    """Whether a law is named for its processes (児童手当法による, 児童手当法第8条の規定による), and not merely for an
    article or a table of its own that is cited beside the Act's."""
    bare = _without_spaces(head)
    ends = (occurrence.end() for occurrence in re.finditer(re.escape(law), bare))
    return any(not _PROVISION.match(bare, end) or _BY_PROVISION.match(bare, end) for end in ends)


@lru_cache(maxsize=4096)
def laws_named(text: str) -> tuple[str, ...]:
    """The laws with a process of their own in a table that a text names anywhere, longer names first."""
    return _taken_out(ACT_NAMES.sub("\n", _without_spaces(text)))[0]


def _taken_out(bare: str) -> tuple[tuple[str, ...], str]:
    """The laws that a text names, longer names first, and the text without them (国民健康保険法 holds 健康保険法)."""
    out: list[str] = []
    for law in _may_be_named(bare):
        if law in bare:
            out.append(law)
            bare = bare.replace(law, "\n")
    return tuple(out), bare


def _may_be_named(bare: str) -> list[str]:
    """The laws whose names end where a 法 or 法律 of the text does, longest first: a few of some two hundred."""
    law_order = _named_laws()
    ends = [ending.end() + more for ending in re.finditer("法", bare) for more in (0, 1)]
    candidates = {
        law for end in ends for length in _lengths() if (law := bare[max(end - length, 0) : end]) in law_order
    }
    return sorted(candidates, key=lambda law: law_order[law])


@cache
def _named_laws() -> dict[str, int]:
    """The laws that are named by their names, with their places when longer ones go first."""
    return {law: nth for nth, law in enumerate(laws()) if law.endswith(("法", "法律"))}


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(law) for law in _named_laws()}))


def rewritten(text: str, m: Mention, numbers: tuple[str, ...]) -> str:
    """``numbers`` as the text writes its list: its separators and last joint (及び), the width or script of its digits,
    第 and 項 where every number has them, and its ranges as far as they still hold. The 項 of the whole list is no part
    of it."""
    old_list = text[slice(*m.listed)] if m.listed else ""
    separators = {*old_list} - {*_PLAIN_DIGITS}
    if len(separators) == 1 and separators <= {"・", "、"}:
        (separator,) = separators
        return str(separator).join(numbers)
    joints = [match[0] for match in _JOINT.finditer(old_list)]
    if len(joints) + 1 < len(m.numbers):  # spaces between any two signs
        old_list = _SPACES.sub("", old_list)
        joints = [match[0] for match in _JOINT.finditer(old_list)]
    usual = max(joints, key=joints[:-1].count) if len(joints) > 1 else joints[0] if joints else "・"
    last = joints[-1] if joints and _JOINT_WORD.search(joints[-1]) else usual
    usual = "、" if _JOINT_WORD.search(usual) else usual
    usual = "・" if _RANGE.search(usual) else usual
    last = usual if _RANGE.search(last) else last
    pieces = _pieces(old_list, m.ranges, numbers)
    head = usual.join(pieces[:-1])
    return f"{head}{last}{pieces[-1]}" if head else "".join(pieces)


def _pieces(old_list: str, ranges: tuple[Range, ...], numbers: tuple[str, ...]) -> list[str]:
    """Every number as a list writes one, and as one piece those that a range of the list holds exactly."""
    entries = list(_ENTRY.finditer(old_list))
    prefix = [match[1] for match in entries[:2]] or [""]
    ordinal = len(entries) == 1 and prefix[0] != ""
    unit = entries[0]["unit"] or "" if len(entries) > 1 or ordinal else ""
    tail = entries[-1]["unit"] or "" if unit else ""
    kanji = bool(entries) and all(_KANJI.search(match["number"]) for match in entries)
    by_place = kanji and _BY_PLACE.search(old_list) is not None
    wide = re.search("[０-９]", old_list) is not None

    def in_script(number: str) -> str:
        if by_place:
            return number.translate(_PLACES)
        return in_kanji(number) if kanji else number.translate(_WIDE) if wide else number

    range_sign, end = _range_signs(old_list)
    runs: list[tuple[str, ...]] = [(n,) for n in numbers]
    for low, high in ranges if range_sign else ():
        runs = _with_range(runs, low, high)
    texts = [
        f"{in_script(run[0])}{range_sign}{in_script(run[-1])}{end}" if len(run) > 1 else in_script(run[0])
        for run in runs
    ]
    heads = [prefix[0], *[prefix[-1]] * (len(texts) - 1)]
    units = [*[unit] * (len(texts) - 1), tail]
    return [
        f"{number_prefix}{number_text}{behind}"
        for number_prefix, number_text, behind in zip(heads, texts, units, strict=False)
    ]


def _with_range(runs: list[tuple[str, ...]], low: str, high: str) -> list[tuple[str, ...]]:
    """The numbers from ``low`` to ``high`` as one, where none of those that can be counted between them is missing."""
    all_numbers = [n for run in runs for n in run]
    inside = tuple(n for n in all_numbers if number_key(low) <= number_key(n) <= number_key(high))
    if {low, high} - {*inside} or numbers_in(f"{low}から{high}まで") - {*inside}:
        return runs
    first = next(nth for nth, run in enumerate(runs) if run[0] == low)
    other_runs = [run for run in runs if run[0] not in inside]
    return [*other_runs[:first], inside, *other_runs[first:]]


def _range_signs(old_list: str) -> tuple[str, str]:
    match = re.search(r"\s*(?:[~～〜]|から)\s*", old_list)
    return (match[0], "まで" if "まで" in old_list else "") if match else ("", "")


def in_kanji(number: str) -> str:
    """A number in kanji, with its branches: 二十の二."""
    return "の".join(map(_kanji, map(int, number.split("の"))))


def _kanji(number: int) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    parts = [(hundreds, "百"), (tens, "十")]
    return "".join(f"{_DIGITS[n] if n > 1 else ''}{unit}" for n, unit in parts if n) + _DIGITS[ones]


_SPACES = regex(r"[\s\u200b]")
_DIGITS: tuple[str, ...] = ("", *"一二三四五六七八九")
_KANJI = regex("[〇零一二三四五六七八九十百]")
_BY_PLACE = regex("[〇零]|[一二三四五六七八九]{2}")
"""Kanji digits by their places: 一〇一, 二六."""
_PLACES = str.maketrans("0123456789", "〇一二三四五六七八九")
_ENTRY = regex(
    r"(第?)\s*(?P<number>(?:[0-9０-９]+|[〇零一二三四五六七八九十百]+)(?:\s*の\s*(?:[0-9０-９]+|[〇零一二三四五六七八九十百]+)){0,2})"
    r"\s*(?:まで)?(?P<unit>(?:\s*の)?\s*項)?"
)
_JOINT = regex(
    r"(?<=[0-9０-９項で〇零一二三四五六七八九十百])\s*(?:・|･|、|､|，|,|及び|並びに|又は|若しくは|および|ならびに|または|もしくは|[~～〜]|から)"
    r"\s*(?:及び|並びに|および|ならびに)?\s*(?=第?[0-9０-９〇零一二三四五六七八九十百])"
)
_JOINT_WORD = regex("及び|並びに|又は|若しくは|および|ならびに|または|もしくは")
_RANGE = regex("[~～〜]|から")
_PLAIN_DIGITS = "0123456789の"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
