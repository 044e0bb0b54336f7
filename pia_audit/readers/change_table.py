"""The 変更箇所 table: finds it among the rows, joins its pieces and takes each row apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Row, is_lost, merged_cells, row_place
from pia_audit.documents.table_heads import ROLES, TITLES, UNTITLED, Head, head_of, joined_heads, role_of
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ditto import is_ditto, is_rest_mark
from pia_audit.japanese.intervals import interval_of
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import ChangeRow, Unread
from pia_audit.readers.captions import below_caption, caption_of, divides, text_alone
from pia_audit.readers.headings import heading
from pia_audit.readers.rows_above import days_of, days_of_cell, goes_on, joined, with_meaning
from pia_audit.readers.table_stacked import USUAL, set_apart
from pia_audit.readers.timings import ticked_column, timing_of, with_short_timings, with_timings_above

_PAGE_MARK = regex(r"^[\s\-–—−ー/0-9０-９pPページ頁]{1,16}$")
_COLUMNS = len(ROLES)
_NEEDED = ROLES[:-1]
"""All but the explanation, which many leave out."""
_LONGEST_WORD, _MOST_WORDS = 40, 10
_LONGEST_END = 6
"""The end of a title that a page's end cuts has no more signs."""


class Table(Struct, frozen=True):
    """The rows of the change table, its header lines taken out, with the header that each stands under."""

    rows: tuple[Row, ...]
    heads: tuple[Head, ...]
    all_heads: tuple[tuple[Head, str], ...]
    """The headers that stand there, each with its place."""


def _is_title(row: Row) -> bool:
    """Whether a row is the table's own heading, ``変更箇所`` or ``(別添2)変更箇所``."""
    filled = [c.text for c in row.cells if c.text]
    return len(filled) == 1 and len(filled[0]) < _LONGEST_TITLE and _TITLE.search(fold(filled[0])) is not None


_LONGEST_TITLE = 60
_TITLE = regex(
    r"^(?:\(?別(?:添|紙|表)\d{0,2}\)?)?変更(?:箇所|経過|履歴)|変更(?:箇所|の?経過|履歴)(?:一覧表?|表)?(?:\(.*\))?$"
)


def split(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], Table | None]:
    """The rows before the change table, and the table (``None`` when the document has no header of one)."""
    start, body, heads, printed_heads = None, [], [], []
    below = False
    for at, row in enumerate(rows):
        if below:  # the second line of a header
            below = False
            continue
        head, lines = _head(rows, at)
        if head is not None:
            if start is None:
                start = at - (at > 0 and caption_of(rows[at - 1].cells) is not None)
                body, heads = list(rows[start:at]), [head] * (at - start)
            printed_heads.append((head, row.locator))
            below = lines > 1 or (at + 1 < len(rows) and _ends_titles(row, rows[at + 1]))
        elif start is not None and not _is_title(row):
            body.append(_unnumbered(row, printed_heads[-1][0]))
            heads.append(printed_heads[-1][0])
    if start is None:
        return rows, None
    fields = rows[: start - 1] if start and _is_title(rows[start - 1]) else rows[:start]
    meant = {id(head): _with_untitled(head, [r for r, h in zip(body, heads, strict=True) if h is head])
             for head in heads if head.untitled}  # fmt: skip
    all_heads = tuple((meant.get(id(head), head), locator) for head, locator in printed_heads)
    return fields, Table(tuple(body), tuple(meant.get(id(head), head) for head in heads), all_heads)


def _ends_titles(head_row: Row, row: Row) -> bool:
    """Whether a row at the head of a page is the end of titles that the page before cut: 変更年月 and 日."""
    pages = _PAGE.match(head_row.locator), _PAGE.match(row.locator)
    if pages[0] is None or pages[1] is None or pages[0][0] == pages[1][0] or len(row.cells) != len(head_row.cells):
        return False
    pairs = [(above.text, cell.text) for above, cell in zip(head_row.cells, row.cells, strict=True) if cell.text]
    return bool(pairs) and all(len(end) <= _LONGEST_END and role_of(start + end) for start, end in pairs)


def _with_untitled(head: Head, rows: Sequence[Row]) -> Head:
    """The header with the columns behind its last title told as strange, where they hold texts beside that column's."""
    titled = len(head.roles) - head.untitled
    beside = any(
        len(row.cells) > titled and row.cells[titled - 1].full_text and any(c.full_text for c in row.cells[titled:])
        for row in rows
    )
    if not beside or head.roles[-1] != "note":
        return head
    roles = (*head.roles[:titled], *(None for _ in range(head.untitled)))
    return replace(head, roles=roles, strange=(*head.strange, UNTITLED))


def without_table(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], str | None]:
    """The rows before and behind a table that stands below the title of the change table under no header of one.

    Returns:
        The other rows, and the place of the title; all rows and ``None`` where no table stands below such a title. What
        such a table holds is no field of the report.
    """
    for at in (n for n, row in enumerate(rows) if _is_title(row)):
        if at + 1 < len(rows) and _is_line_of_titles(rows[at + 1]):
            return rows[:at], rows[at].locator
        if at + 1 == len(rows):
            return rows[:at], None  # a first edition has nothing below the title
        end = next((n for n in range(at + 1, len(rows)) if _begins_chapter(rows[n])), len(rows))
        if any(row.ruled and sum(bool(c.full_text) for c in row.cells) > 2 for row in rows[at + 1 : end]):
            return rows[:at] + rows[end:], rows[at].locator
    return rows, None


def _is_line_of_titles(row: Row) -> bool:
    """Whether a line of a text without columns is the header of the table: what stands below it is in no columns."""
    text = row.cells[0].full_text if not row.ruled and row.cells else ""
    return len(text) <= _LONGEST_TITLE * 4 and head_of(_GAP.split(text.strip())) is not None


_GAP = regex(r"[\s\u3000]+")


def _begins_chapter(row: Row) -> bool:
    filled = [c.full_text for c in row.cells if c.full_text]
    return len(filled) == 1 and len(filled[0]) < _LONGEST_TITLE * 2 and heading(filled[0]).is_chapter


def _head(rows: Sequence[Row], at: int) -> tuple[Head | None, int]:
    """The header that begins at a row, and over how many rows it goes."""
    texts = [c.text for c in rows[at].cells]
    if len(texts) < 3:
        return None, 1
    if at + 1 < len(rows) and any(map(role_of, texts)):
        below = {n: c.text for n, c in enumerate(rows[at + 1].cells) if c.text}
        both = joined_heads({n: t for n, t in enumerate(texts) if t}, below, {})
        if both is not None:
            last = max(len(texts), *(n + 1 for n in both))
            return head_of([both.get(n, "") for n in range(last)]), 2
    return head_of(texts), 1


def _unnumbered(row: Row, head: Head) -> Row:
    """A row of the table without the row numbers before it."""
    if head.first and row.ruled and len(row.cells) == head.width:
        return replace(row, cells=row.cells[head.first :])
    return row


def _by_role(cells: tuple[Cell, ...], head: Head) -> tuple[Cell, ...]:
    """The cells of a row in the form's order. What is not there, or is not to be told apart, is lost."""
    width = len(head.roles)
    more = any(c.full_text or c.lost for c in cells[width:])
    cells_of: dict[str, list[Cell]] = {}
    for cell, role in zip(cells, head.roles, strict=False):
        cells_of.setdefault(role or "", []).append(cell)
    lost_cell = Cell("", cells[0].locator, lost=True)
    merged_by_role = {role: merged_cells(parts) for role, parts in cells_of.items()}
    if head.timings and len(cells_of.get("timing", ())) == len(head.timings):
        merged_by_role["timing"] = ticked_column(cells_of["timing"], head.timings)
    absent = set(_NEEDED) - merged_by_role.keys() | ({"before", "after"} if more else set())
    nothing = Cell("", cells[0].locator)
    return tuple(lost_cell if role in absent else merged_by_role.get(role, nothing) for role in ROLES)


def read(table: Table, source: str) -> tuple[list[ChangeRow], list[Unread]]:
    """The change rows, first printed first; what fits no row is told and never dropped in silence."""
    rows: list[ChangeRow] = []
    problems: list[Unread] = []
    strays: list[Cell] = []
    captions: list[str] = []
    split_rows = set_apart(table.rows, table.heads)
    if split_rows.joined:
        params = {"rows": len(split_rows.joined), "all": sum(head.is_stacked for head in table.heads)}
        problems.append(Unread(source, "texts-joined", split_rows.joined[0], params, fatal=False))
    for row, head in zip(split_rows.rows, split_rows.heads, strict=True):
        cells = row.cells
        if caption := caption_of(cells):
            captions.append(caption)
            continue
        if row.ruled and strays and not _is_note(cells):
            problems.append(_stray(strays, source))
            strays = []
        if not row.ruled or (_is_note(cells) and not (rows and _is_half_of_day(rows[-1], cells))):
            if not _PAGE_MARK.match(cells[0].text) or parse_date(cells[0].text):
                strays.append(cells[0])
            continue
        if not head.is_usual:
            if not _fits(cells, head):
                problems.append(_columns(source, row, len(cells), len(head.roles), len(rows) + 1))
            cells = _by_role(cells, head)
        if not any(c.full_text or c.lost for c in cells) or _is_withdrawn(cells):
            continue
        if rows and goes_on(rows[-1], cells):
            rows[-1] = joined(rows[-1], cells)
            continue
        if rows and _is_rest(rows[-1], cells):
            rows[-1] = _rejoined(rows[-1], _row(len(rows), cells, row.locator, derived=_is_plain(head)))
            continue
        if (heading_alone := text_alone(cells)) is not None:
            if not divides(heading_alone.text):
                strays.append(heading_alone)
            continue
        if not _COLUMNS - 1 <= len(cells) <= _COLUMNS:
            problems.append(_columns(source, row, len(cells), _COLUMNS, len(rows) + 1))
        new = _row(len(rows) + 1, cells, row.locator, derived=_is_plain(head))
        new = with_meaning(new, rows[-1], cells) if rows else new
        rows.append(below_caption(new, captions.pop()) if captions else new)
    if strays:
        problems.append(_stray(strays, source))
    return with_timings_above(with_short_timings(rows)), [*_heads(table, source), *problems]


def _is_plain(head: Head) -> bool:
    """Whether the cells of a row stand in the form's columns as printed, and were not set there."""
    return head.is_usual and head is not USUAL


def _heads(table: Table, source: str) -> Iterator[Unread]:
    """Headers with words that are none of the form's, and without a column of it: one sentence each."""
    strange_words = list(dict.fromkeys(w[:_LONGEST_WORD] for head, _ in table.all_heads for w in head.strange))
    if strange_words:
        locator = next(locator for head, locator in table.all_heads if head.strange)
        params = {"words": "、".join(strange_words[:_MOST_WORDS]), "count": len(strange_words)}
        yield Unread(source, "head-words", locator, params, fatal=False)
    for head, locator in table.all_heads:
        if set(_NEEDED) & set(head.missing) - ({"before", "after"} if head.is_stacked else set()):
            columns = "、".join(TITLES[r] for r in head.missing if not (head.is_stacked and r in ("before", "after")))
            yield Unread(source, "head-columns", locator, {"columns": columns}, fatal=False)


def _columns(source: str, row: Row, columns: int, expected: int, number: int) -> Unread:
    params = {"columns": columns, "expected": expected, "row": number}
    return Unread(source, "row-columns", row.locator, params, fatal=False)


def _is_withdrawn(cells: tuple[Cell, ...]) -> bool:
    """Whether a row is struck through: all of it, or both of its texts."""
    return all(c.struck and not c.full_text for c in cells[2:4]) and len(cells) > 3


def _fits(cells: tuple[Cell, ...], head: Head) -> bool:
    """Whether a row has the cells its header asks for; one with nothing beyond, or without its last notes, has."""
    width = len(head.roles)
    has_more = any(c.full_text or c.lost for c in cells[width:])
    return not has_more and all(role in (None, "note") for role in head.roles[len(cells) :])


def _is_note(cells: tuple[Cell, ...]) -> bool:
    """Whether a row is no change: nothing but a text where its date should be, or the sum below the table.

    A day alone stands for the rows below it; 「令和6年度分」 only divides them.
    """
    first, others = cells[0].full_text, cells[1:]
    if first and any(c.full_text for c in others) and _SUM.fullmatch("".join(first.split())):
        return all(not c.full_text or _COUNT.fullmatch(c.full_text.strip()) for c in others[1:])
    if others and first and all(c.lost and not c.full_text for c in others) and not _stands_for_day(first):
        return True  # 「※」 beside one cell over all other columns
    if not first or any(c.full_text or is_lost(c) for c in others[1:]):
        return False
    if others and (others[0].full_text or is_lost(others[0])):  # a sum, or a line of another table that follows
        is_other = not (_stands_for_day(first) or is_lost(others[0]))
        return is_other or _SUM.fullmatch("".join(first.split())) is not None
    if _REMARK.match(first) and not any(c.full_text or is_lost(c) for c in others):
        return True
    is_mark = _PAGE_OF.fullmatch(first) is not None and interval_of(first) is None
    return len(first) > 1 and (is_mark or not _has_date(first) or _DIVIDES.search(first.strip()) is not None)


_SUM = regex(r"(?:(?:令和|平成)?[0-9０-９元]{1,4}年度?|年度|全体)?(?:の)?(?:(?:合|総|小|累|集)?計|総数)(?:件数)?")
_PAGE_OF = regex(r"\s*[0-9０-９]{1,3}\s*[/／]\s*[0-9０-９]{1,3}\s*(?:ページ|頁)?\s*")
_COUNT = regex(r"[0-9０-９][0-9０-９,，.．]*\s*(?:件|行|項目|か所|箇所)?")
_REMARK = regex(r"\s*(?:※|＊|\*|[(（]?\s*(?:注|備考|参考)\s*[0-9０-９]{0,2}\s*[)）:：])")
_DIVIDES = regex(r"年度?中?(?:の?変更)?(?:分|以降|以前)?$")


_LIKE_DATE = regex(r"\s*(?:[0-9０-９]|令和|平成|昭和|[RHS]\s*[0-9０-９])")
_LONGEST_DATE = 20


def _stands_for_day(text: str) -> bool:
    return _has_date(text) or is_ditto(text) or is_rest_mark(text)


def _has_date(text: str) -> bool:
    """Whether a text is a day, or is short and begins as one: a day that cannot be read is still a change's."""
    return interval_of(text) is not None or (len(text) <= _LONGEST_DATE and _LIKE_DATE.match(text) is not None)


def _stray(cells: list[Cell], source: str) -> Unread:
    """Lines that belong to no row, told once for lines that stand together: the first, and how many they are."""
    text = cells[0].text[:40] + (f" … (×{len(cells):,})" if len(cells) > 1 else "")
    return Unread(source, "stray-line", cells[0].locator, {"text": text}, fatal=False)


_PAGE = regex(r"^p\d+(?=:)")
_BEGINS = regex(r"\s*(?:[Ⅰ-ⅫIV]|[(（]別添|[0-9０-９①-⑳])")


def _is_rest(row: ChangeRow, cells: tuple[Cell, ...]) -> bool:
    """Whether a row at the head of a page is the rest of the one before it.

    Some programs close a row at the page's foot and open it again: its one date and its one 提出時期 then stand
    on either page, or in two halves.
    """
    row_page, cell_page = _PAGE.match(row.locator), _PAGE.match(cells[0].locator)
    if len(cells) < _COLUMNS - 1 or row_page is None or cell_page is None or row_page[0] == cell_page[0]:
        return False
    day, timing = cells[0].full_text, cells[4].full_text
    if not (day or timing) and _BEGINS.match(cells[1].full_text):  # an item of its own, its date and timing left out
        return False
    days, timings = (row.changed_on_text, day), (row.timing_text, timing)
    halves = row.changed_on is None and all(days) and _is_day("".join(days))
    is_one_row = (not all(days) or halves) and (not all(timings) or timing_of("".join(timings)) is not None)
    return is_one_row and any(days) and any(timings)


def _is_half_of_day(row: ChangeRow, cells: tuple[Cell, ...]) -> bool:
    """Whether a row at the head of a page is nothing but the end of the day of the one before, which the page's end cut
    in two: 令和５年１０ and 月１９日."""
    return row.changed_on is None and _is_day(row.changed_on_text + cells[0].full_text) and _is_rest(row, cells)


def _is_day(text: str) -> bool:
    return days_of(text)[0] is not None


def _rejoined(row: ChangeRow, continuation: ChangeRow) -> ChangeRow:
    def both(first: str | None, two: str | None) -> str | None:
        return "\n".join(t for t in (first, two) if t) if first is not None and two is not None else None

    day = row.changed_on_text + continuation.changed_on_text
    on, start, end = days_of(day)
    return replace(
        row,
        changed_on=on,
        changed_from=start,
        changed_to=end,
        changed_on_text=day,
        label=both(row.label, continuation.label) or "",
        before=both(row.before, continuation.before),
        after=both(row.after, continuation.after),
        timing=timing_of(row.timing_text + continuation.timing_text),
        timing_text=row.timing_text + continuation.timing_text,
        note=both(row.note, continuation.note) or "",
        hidden=(*row.hidden, *continuation.hidden),
        struck=(*row.struck, *continuation.struck),
    )


def _row(number: int, cells: tuple[Cell, ...], locator: str, *, derived: bool) -> ChangeRow:
    """A change row; ``derived`` tells that the places of its cells follow from its own."""

    def text(at: int) -> str:
        return cells[at].full_text if at < len(cells) else ""

    shifted = _is_shifted(cells)

    def quoted(at: int) -> str | None:
        return cells[at].full_text if at < len(cells) and not is_lost(cells[at]) and not shifted else None

    on, start, end = days_of_cell(cells[0])
    return ChangeRow(
        row_no=number,
        changed_on=on,
        changed_from=start,
        changed_to=end,
        changed_on_text=text(0),
        label=text(1),
        before=quoted(2),
        after=quoted(3),
        timing=timing_of(text(4)),
        timing_text=text(4),
        note="\n".join(c.full_text for c in cells[5:] if c.full_text),
        locator=row_place(locator),
        cells=() if derived and locator.startswith("L") else tuple(c.locator for c in cells),
        hidden=tuple((n, c.hidden) for n, c in zip(("before", "after"), cells[2:4], strict=False) if c.hidden),
        struck=tuple((role, c.struck) for role, c in zip(ROLES, cells, strict=False) if c.struck),
        unreadable=tuple(role for role, c in zip(ROLES, cells, strict=False) if is_lost(c)),
    )


def _is_shifted(cells: tuple[Cell, ...]) -> bool:
    """Whether a row has a cell too many before its 提出時期: then which text is which column's is not to be guessed."""
    tail = cells[_COLUMNS - 1 :]
    return len(cells) > _COLUMNS and timing_of(cells[4].full_text) is None and any(timing_of(c.full_text) for c in tail)
