"""How editions, leaves and audits show themselves in a notebook: pieces of HTML, every text of a report escaped.

The types ask for it by way of :mod:`pia_audit.model.notebook_views`, since it lies above them. The language is that of
the environment's ``PIA_AUDIT_LANG``, else Japanese.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from pia_audit.audits.run import Audit
from pia_audit.compare.leaves import Leaf
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Item
from pia_audit.reports.comparative import sheet
from pia_audit.reports.comparative.contents import Block, Line, Pair, Record
from pia_audit.reports.findings_list import places
from pia_audit.reports.html.markup import mark, markup, plain, sides
from pia_audit.reports.redline import Side
from pia_audit.reports.report import AuditReport, Finding, build

_MOST = 100
"""So many lines of a table are shown at most; how many there are is told."""
_LONGEST = 400
"""So many characters of a text that is compared with nothing."""

_Cells = Sequence[Markup | str]


def _wording() -> Wording:
    return Wording(os.environ.get("PIA_AUDIT_LANG", "").strip().lower() or "ja")


def edition(shown: Edition) -> str:
    """An edition: what it is, its items folded, and its change rows with what each changed."""
    wording = _wording()
    facts = [shown.agency, shown.report_no, f"{shown.form} {shown.form_version}".strip(), str(shown.published_on or "")]
    items = [_item(i, wording) for i in shown.items if i.status != "absent"]
    rows = [
        (str(r.row_no), plain(r.changed_on_text), mark(r.label), *_redlined(r.before, r.after, wording), r.timing_text)
        for r in shown.changes
    ]
    parts = [
        Markup("<p><b>{}</b><br>{}</p>").format(plain(shown.title), plain(" / ".join(f for f in facts if f))),
        _folded(_say("items", wording, count=len(items)), _table(("item", "status", "text"), items, wording)),
        _folded(
            _say("rows", wording, count=len(rows)),
            _table(("row", "day", "item", "before", "after", "timing"), rows, wording), is_open=True,
        ),
    ]  # fmt: skip
    return str(Markup("").join(parts))


def leaf(shown: Leaf) -> str:
    """One difference: where in the text it lies, and both texts with what differs marked."""
    wording = _wording()
    op = _say(f"op_{shown.op}", wording)
    cells = (" › ".join(map(plain, shown.path)), op, *_redlined(shown.before, shown.after, wording))
    return str(_table(("path", "op", "before", "after"), [cells], wording))


def result(shown: Audit) -> str:
    """An audit: the 新旧対照表 where two editions were compared, and the findings."""
    return _audited(shown, build(shown, _wording().lang))


def report(audit: Audit, words: AuditReport) -> str:
    """The same of an audit that is in words already."""
    return _audited(audit, words)


def _audited(audit: Audit, words: AuditReport) -> str:
    wording = Wording(words.lang)
    compared = sheet(audit.corpus, words.lang).pairs if audit.corpus.pairs.height else ()
    parts = [_pair(pair, wording) for pair in compared]
    parts.append(Markup("<p><b>{}</b></p>").format(wording.ui("counts", **words.summary)))
    heads = ("severity", "rule", "row", "item", "message", "expected", "actual", "place")
    parts.append(_table(heads, [_finding(f, wording) for f in words.findings], wording))
    return str(Markup("").join(parts))


def _say(key: str, wording: Wording, **params: object) -> str:
    return wording.say("notebook", f"part.{key}", **params)


def _item(item: Item, wording: Wording) -> _Cells:
    text = item.text or ""
    excerpt = mark(text[:_LONGEST]) + ("…" if len(text) > _LONGEST else "")
    return mark(item.label), wording.term("status", item.status), excerpt


def _redlined(before: str | None, after: str | None, wording: Wording) -> tuple[Markup | str, Markup | str]:
    """Both texts with what is in one alone marked; one that is missing is told."""
    if before is None or after is None:
        missing = _say("unreadable", wording)
        return missing if before is None else mark(before), missing if after is None else mark(after)
    return sides(before, after)[0]


def _finding(f: Finding, wording: Wording) -> _Cells:
    texts = f.expected or "", f.actual or ""
    marked_texts: _Cells = sides(*texts, change=f.change)[0] if all(texts) else tuple(map(mark, texts))
    severity = wording.term("severity", f.severity)
    row = str(f.row or "")
    return severity, f.rule, row, mark(f.item_label or ""), mark(f.message), *marked_texts, _lines(places(f, wording))


def _lines(texts: Iterable[str]) -> Markup:
    return Markup("<br>").join(mark(text) for text in texts)


# --- 新旧対照表 ---------------------------------------------------------------------------------------------


def _pair(pair: Pair, wording: Wording) -> Markup:
    """The 新旧対照表 of two editions."""
    title = wording.say("comparative", "page.report", agency=pair.agency, number=pair.number, title=pair.title)
    heads = [wording.say("comparative", f"column.{name}") for name in ("item", "before", "after", "records")]
    days = [f"{heads[1]} {pair.old.day}", f"{heads[2]} {pair.new.day}"]
    lines = [cells for block in pair.blocks for cells in _block(block, wording)]
    table = _rows_of([heads[0], *days, heads[3]], lines, wording)
    nothing = Markup("<p>{}</p>").format(wording.say("comparative", "page.nothing"))
    name = wording.say("comparative", "page.title")
    return Markup("<p><b>{}</b> {}</p>").format(name, plain(title)) + (table if lines else nothing)


def _block(block: Block, wording: Wording) -> Iterator[_Cells]:
    op = f"【{wording.term('op', block.op)}】 " if block.op else ""
    title = _lines([f"{op}{block.title}", *block.changes])
    yield Markup("<b>{}</b>").format(title), mark(block.before), mark(block.after), _records(block, wording)
    for line in block.lines:
        name = _lines([line.item, *(f"・{sentence}" for sentence in line.changes)])
        yield name, _side(line.before, wording), _side(line.after, wording), _records(line, wording)


def _side(side: Side | None, wording: Wording) -> Markup | str:
    return wording.say("comparative", "side.none") if side is None else markup(side.pieces)


def _records(of: Block | Line, wording: Wording) -> Markup:
    texts = [wording.term("account", of.status)] if of.status else []
    return _lines([*texts, *map(_record, of.records)])


def _record(record: Record) -> str:
    return f"{record.row_name} {record.doubt}".strip()


# --- tables -------------------------------------------------------------------------------------------------

_STYLE = "text-align:left;vertical-align:top;white-space:pre-wrap"


def _table(heads: Sequence[str], rows: Sequence[_Cells], wording: Wording) -> Markup:
    return _rows_of([wording.say("notebook", f"column.{head}") for head in heads], rows, wording)


def _rows_of(heads: Sequence[str], rows: Sequence[_Cells], wording: Wording) -> Markup:
    """A table; of many rows the first, and how many there are."""
    body = Markup("").join(_row("td", cells) for cells in rows[:_MOST])
    table = Markup("<table>{}{}</table>").format(_row("th", heads), body)
    more = len(rows) - _MOST
    return table + (Markup("<p>{}</p>").format(_say("more", wording, count=more)) if more > 0 else "")


def _row(tag: str, cells: _Cells) -> Markup:
    inner = Markup("").join(Markup(f'<{tag} style="{_STYLE}">{{}}</{tag}>').format(escape(cell)) for cell in cells)
    return Markup("<tr>{}</tr>").format(inner)


def _folded(head: str, body: Markup, *, is_open: bool = False) -> Markup:
    opening = Markup("<details open>") if is_open else Markup("<details>")
    return opening + Markup("<summary>{}</summary>{}</details>").format(head, body)
