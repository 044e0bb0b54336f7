"""From rows and a form to an :class:`~pia_audit.model.Edition`: one interpreter for every file format."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Document, Row
from pia_audit.forms import Form, load, versions
from pia_audit.forms.labels import resolve
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import fold
from pia_audit.model import PAGES_MISSING, ChangeRow, Edition, Item, Unread
from pia_audit.readers import change_table
from pia_audit.readers.fields import read_fields
from pia_audit.readers.file_parts import one_table, reports_in
from pia_audit.readers.missing_pages import gaps_in, in_doubt
from pia_audit.readers.quotes import quoted
from pia_audit.readers.rows_above import label_in_full
from pia_audit.readers.split_tables import torn_head
from pia_audit.readers.tables_beside import split_side_by_side
from pia_audit.readers.texts_of_prints import sure
from pia_audit.readers.values_above import labels_first

_TITLES = (("基礎項目評価書", "様式2"), ("重点項目評価書", "様式3"), ("全項目評価書", "様式4"))
_NAME = "特定個人情報保護評価書"
_LOOK_AT, _STAMPED = 400, 40
"""In so many rows the title of the form is looked for, and in so many first cells its stamp."""


def to_editions(document: Document) -> list[Edition] | Unread:
    """The editions a document holds, one for each cover in it; :class:`Unread` when it is no report."""
    document = replace(document, rows=split_side_by_side(document.rows))
    parts = reports_in(document)
    first, *others = [to_edition(part) for part in parts]
    if not others:
        return first if isinstance(first, Unread) else [first]
    editions: list[Edition] = []
    notices: list[Unread] = []
    for part, result in zip(parts, (first, *others), strict=True):
        locator = part.rows[0].locator if part.rows else ""
        if isinstance(result, Unread):
            notices.append(Unread(document.source, "part-unread", locator, {"why": result.code}, fatal=False))
        elif any(_is_copy(result, e) for e in editions):
            notices.append(Unread(document.source, "report-twice", locator, fatal=False))
        else:
            editions.append(result)
    if not editions:
        return first if isinstance(first, Unread) else Unread(document.source, "not-a-report")
    if len(editions) > 1:
        names = [f"{e.agency} {e.report_no}".strip() for e in editions]
        notices.append(
            Unread(document.source, "several-reports", "", {"count": len(editions), "names": names}, fatal=False)
        )
    return [replace(editions[0], unread=(*editions[0].unread, *notices)), *editions[1:]]


def _is_copy(edition: Edition, earlier_edition: Edition) -> bool:
    """Whether two parts of a file say the same, wherever it stands."""
    texts = [[(i.item_id, i.status, i.text) for i in e.items] for e in (edition, earlier_edition)]
    rows = [
        [(r.changed_on_text, r.label, r.before, r.after, r.timing_text) for r in e.changes]
        for e in (edition, earlier_edition)
    ]
    return texts[0] == texts[1] and rows[0] == rows[1]


def to_edition(document: Document) -> Edition | Unread:
    """The edition a document holds; :class:`Unread` when it is no report, or one of an unknown form."""
    document = one_table(document)
    form_name = _form_name(document.rows)
    if form_name is None:
        return _no_report(document)
    form_versions = versions(form_name)
    if not form_versions:
        return Unread(document.source, "form-not-known", params={"form": form_name})
    fields, table = change_table.split(document.rows)
    strange, printed = None, fields
    if table is None:
        fields, strange = change_table.without_table(fields)
    form = _version(form_versions, fields)
    fields = labels_first(fields, form.key)
    read = read_fields(document, fields, form)
    gaps = gaps_in(document.problems, table)
    items, twice = sure(document, form, gaps.items(read.items) if gaps else read.items), read.twice
    if sum(i.status != "absent" for i in read.items) < 3 and table is None and strange is None:
        return _no_report(document)
    problems = [*document.problems, *(_twice(document.source, cells) for cells in twice)]
    problems += (_line_or_heading(document.source, cell) for cell in read.doubtful)
    rows, odd = change_table.read(table, document.source) if table else ([], [])
    rows = understood(rows, items, form.key)
    if gaps:
        problems = [in_doubt(p, gaps, read.items, items, rows) if p.code == PAGES_MISSING else p for p in problems]
    if table is None:
        problems.append(_no_table(document, printed, strange))
    return _edition(document, form, items, rows, (*problems, *odd))


def _line_or_heading(source: str, cell: Cell) -> Unread:
    return Unread(source, "line-or-heading", cell.locator, {"text": cell.full_text[:60]}, fatal=False)


def _no_table(document: Document, rows: Sequence[Row], strange: str | None) -> Unread:
    """That there is no change table, or one with a header that cannot be read (at ``strange``); of a print that puts
    its columns on several pages, that it does."""
    torn = torn_head(rows)
    if torn:
        pages = [locator.split(":")[0].removeprefix("p") for locator in torn]
        return Unread(document.source, "table-torn", torn[0], {"pages": "、".join(pages)}, fatal=False)
    code = "no-change-table" if strange is None else "change-table-strange"
    return Unread(document.source, code, strange or "", fatal=False)


def _no_report(document: Document) -> Unread:
    """That a file is no report; of one with files attached to it, that one of those may be."""
    attached = next((p for p in document.problems if p.code == "pdf-attachments"), None)
    code, params = ("pdf-portfolio", attached.params) if attached else ("not-a-report", {})
    return Unread(document.source, code, params=params)


def understood(rows: Sequence[ChangeRow], items: Sequence[Item], form_key: str) -> list[ChangeRow]:
    """The rows of a table with the items they mean and what they say of each."""
    printed = [i for i in items if i.status != "absent"]
    meant = resolve([_labelled(r, label_in_full(r)) for r in rows], printed, form_key)
    as_printed = [_unless_lost(_labelled(m, r.label)) for m, r in zip(meant, rows, strict=True)]
    return quoted(as_printed, items, form_key)


def _labelled(row: ChangeRow, label: str) -> ChangeRow:
    return row if row.label == label else replace(row, label=label)


def _unless_lost(row: ChangeRow) -> ChangeRow:
    """A row whose 項目 could not be read means what its texts fit at best: that is not to be held against anything."""
    if "label" not in row.unreadable:
        return row
    return replace(row, outcome="unsure", item_ids=(), group_ids=(), candidates=row.item_ids or row.candidates)


def _twice(source: str, cells: tuple[Cell, ...]) -> Unread:
    """A field that is there a second time: which of the two holds is not for the reader to say."""
    text = " ".join(" ".join(c.text.split()) for c in cells[1:])[:60]
    return Unread(source, "item-twice", cells[0].locator, {"label": cells[0].text[:60], "text": text}, fatal=False)


def _form_name(rows: tuple[Row, ...]) -> str | None:
    """様式2, 3 or 4 by the title on the first page; ``None`` when no such title stands there."""
    text = ""
    for cell in (c for row in rows[:_LOOK_AT] for c in row.cells if len(c.text) < 300):
        text += fold(cell.text)
        if (near := text.find(_NAME)) >= 0 and (title := _first_title(text[near:])):
            return title  # mostly on the first page, and the rest need not be looked at
    return _first_title(text) if "変更前の記載" in text and _NAME not in text else None


def _first_title(text: str) -> str | None:
    hits = [(at, name) for title, name in _TITLES if (at := text.find(title)) >= 0]
    return min(hits)[1] if hits else None


def _version(form_versions: tuple[Form, ...], rows: tuple[Row, ...]) -> Form:
    """The version whose labels the document has, by its printed stamp if there is one."""
    if len(form_versions) == 1:
        return form_versions[0]
    firsts = [c.full_text for r in rows for c in r.cells[:1] if 0 < len(c.full_text) < 200]
    stamped = "".join(map(fold, firsts[:_STAMPED]))
    by_stamp = [f for f in form_versions for s in f.stamps if fold(s) in stamped]
    if by_stamp:
        return by_stamp[0]
    present = sorted(set(map(fold, firsts)))

    def begins_one(key: str) -> bool:
        at = bisect_left(present, key)
        return at < len(present) and present[at].startswith(key)

    texts = [fold(c.full_text) for r in rows for c in r.cells if c.full_text and len(c.full_text) < 2000]

    def score(form: Form) -> float:
        labels, options = _marks(form.key)
        hits = [begins_one(key) for key in labels] + [any(o in t for t in texts) for o in options]
        return sum(hits) - 0.9 * (len(hits) - sum(hits))

    return max(form_versions, key=score)


@cache
def _marks(form_key: str) -> tuple[frozenset[str], frozenset[str]]:
    """The labels and options by which a version can be told from the other versions of its form."""
    form = load(form_key)
    marks_of = {
        f.key: (_labels(f), frozenset(fold(o) for i in f.items for o in i.options)) for f in versions(form.form)
    }
    labels, options = marks_of[form_key]
    common = [frozenset.intersection(*(e[n] for e in marks_of.values())) for n in (0, 1)]
    return labels - common[0], options - common[1]


def _labels(form: Form) -> frozenset[str]:
    return frozenset(level.number_key + level.name_key for item in form.items for level in item.levels)


def _edition(
    document: Document,
    form: Form,
    items: tuple[Item, ...],
    rows: list[ChangeRow],
    problems: tuple[Unread, ...],
) -> Edition:
    def text(item_id: str) -> str:
        return next((i.text or "" for i in items if i.item_id == item_id), "")

    published = next((i for i in items if i.item_id == "cover.published_on"), None)
    span = parse_date(text("cover.published_on"))
    day = span.start if span and span.precision == "day" else None
    cell_day = published.day if published else None
    if cell_day is not None and not (
        span and span.start <= cell_day <= span.end
    ):  # the cell shows its day in a way of its own
        day = cell_day
    return Edition(
        agency=text("cover.agency"),
        report_no=text("cover.number"),
        title=text("cover.title"),
        form=form.form,
        form_version=form.version,
        form_key=form.key,
        published_on=day,
        items=items,
        changes=tuple(rows),
        source=document.source,
        sha256=document.sha256,
        encoding=document.encoding,
        unread=problems,
    )
