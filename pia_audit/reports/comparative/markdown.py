"""The 新旧対照表 as Markdown: a table for each two editions, safe wherever it is pasted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pia_audit.messages.wording import Wording
from pia_audit.reports.comparative.contents import Block, Line, Pair, Record, Sheet
from pia_audit.reports.markdown import escaped, table
from pia_audit.reports.redline import Side

_JOINER = "\u2060"
# Marks begin and end with a sign that prints nothing: beside brackets and full stops they would be none otherwise.
_SIGNS = {"same": "{}", "cut": "…", "removed": f"~~{_JOINER}{{}}{_JOINER}~~", "added": f"**{_JOINER}{{}}{_JOINER}**"}
_HEADS = ("item", "before", "after", "records", "remarks")
_BREAK = "<br>"


def as_markdown(sheet: Sheet, level: int = 1) -> str:
    """The whole sheet, its headings from ``level`` on."""
    wording = Wording(sheet.lang)
    parts = [part for pair in sheet.pairs for part in _pair(pair, wording, "#" * level)]
    if not sheet.pairs:
        parts = [
            f"{'#' * level} {wording.say('comparative', 'page.title')}",
            wording.say("comparative", "page.no_pairs"),
        ]
    for head, lines in sheet.unread:
        parts.append("\n".join([f"{'#' * level}# {head}", "", *(f"- {escaped(line)}" for line in lines)]))
    return "\n\n".join(parts) + "\n"


def _pair(pair: Pair, wording: Wording, mark: str) -> Iterator[str]:
    def say(key: str, **params: object) -> str:
        return wording.say("comparative", key, **params)

    yield f"{mark} {say('page.title')}"
    number = pair.number or wording.ui("unknown")
    facts = [escaped(say("page.report", agency=pair.agency, number=number, title=pair.title))]
    for name, e in (("old", pair.old), ("new", pair.new)):
        description = f"{say('page.stand', day=e.day, form=e.form)} {say('page.source')} {e.source}"
        facts.append(f"{say(f'page.{name}')}: {escaped(description)}")
    yield "\n".join(f"- {fact}" for fact in facts)
    if not pair.blocks:
        yield say("page.nothing")
    else:
        yield say("page.marks")
        rows = [row for block in pair.blocks for row in _block(block, wording)]
        yield table([say(f"column.{name}") for name in _HEADS], rows)
    yield "\n".join([f"{mark}# {say('page.aside')}", "", *(f"- {escaped(note)}" for note in pair.aside)])


def _block(block: Block, wording: Wording) -> Iterator[list[str]]:
    """A row for the heading, with what became of a group, and one for each line."""
    op = f"【{wording.term('op', block.op)}】 " if block.op else ""
    title = _lines([f"{op}{block.title}", *block.changes])
    yield [f"**{_JOINER}{title}{_JOINER}**", _cell(block.before), _cell(block.after), _records(block, wording), ""]
    for line in block.lines:
        name = _lines([line.item, *(f"・{sentence}" for sentence in line.changes)])
        yield [name, _side(line.before, wording), _side(line.after, wording), _records(line, wording), ""]


def _cell(text: str) -> str:
    return _lines(text.split("\n"))


def _lines(texts: Sequence[str]) -> str:
    return _BREAK.join(escaped(text) for text in texts)


def _side(side: Side | None, wording: Wording) -> str:
    if side is None:
        return wording.say("comparative", "side.none")
    return "".join(_SIGNS[p.mark].format(_cell(p.text)) for p in side.pieces)


def _records(of: Block | Line, wording: Wording) -> str:
    texts = [wording.term("account", of.status)] if of.status else []
    return _BREAK.join([*texts, *map(_record, of.records)])


def _record(record: Record) -> str:
    return _BREAK.join(_cell(t) for t in (f"{record.row_name} {record.doubt}".strip(), record.typed) if t)
