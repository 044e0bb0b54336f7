"""Writes an edition as the tab-separated text that converters make of a printed report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pia_audit.forms import CONTENTS, Form, FormItem
from pia_audit.model import ChangeRow, Edition
from pia_audit.synthetic.paper import PLAIN, STAMPS, Paper, chapters
from pia_audit.synthetic.repeated import form_of

_HEADER = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")


def to_text(edition: Edition, paper: Paper = PLAIN) -> str:
    """The edition as text, one line per table row and tabs between cells; readers give the edition back."""
    form = form_of(edition)
    texts = {i.item_id: i.text for i in edition.items}
    out = _cover(form, texts, paper)
    for headings, item in layout(form):
        for path, ticks, first in headings:
            name = paper.chapter(form, first) if len(path) == 1 else path[-1]
            out.append(_heading(name, ticks, texts))
        if item is not None and not item.item_id.startswith("cover."):
            out.append(_field(item, texts.get(item.item_id)))
    out += ["", form.change_table, "", "\t".join(_HEADER), *map(_row, edition.changes)]
    return "\n".join(out) + "\n"


def _cover(form: Form, texts: dict[str, str | None], paper: Paper) -> list[str]:
    """Title, stamp and cover, and the page that lists the chapters."""
    title, stamp = f"特定個人情報保護評価書（{form.title}）", [*map(_stamp, form.stamps[:1])]
    fields = [_field(i, texts.get(i.item_id)) for i in form.items if i.item_id.startswith("cover.")]
    lists = ["", CONTENTS, "", *chapters(form)] if paper.contents and form.form != "様式2" else []
    at = STAMPS.index(paper.stamp)
    head = [*stamp, title] if at == 0 else [title, *(stamp if at == 1 else ())]
    return [*head, "", *fields, *(stamp if at == 2 else ()), *lists, ""]


def _stamp(text: str) -> str:
    return f"［{text}］"


_Headings = tuple[tuple[tuple[str, ...], tuple[str, ...], FormItem], ...]


def layout(form: Form) -> tuple[tuple[_Headings, FormItem | None], ...]:
    """The form's fields in order, each with the headings that stand above it for the first time.

    A heading is its path, the tick boxes that the form prints in it, and the first item below it.
    """
    if form.key not in _LAYOUTS:
        while len(_LAYOUTS) >= _KEPT:
            _LAYOUTS.pop(next(iter(_LAYOUTS)))
        _LAYOUTS[form.key] = tuple(_lines(form.items))
    return _LAYOUTS[form.key]


_LAYOUTS: dict[str, tuple[tuple[_Headings, FormItem | None], ...]] = {}
_KEPT = 64


def _lines(items: tuple[FormItem, ...]) -> Iterator[tuple[_Headings, FormItem | None]]:
    seen: set[tuple[str, ...]] = {i.path for i in items}
    boxes: dict[tuple[str, ...], list[str]] = {}
    for item in items:
        if _in_heading(item):
            boxes.setdefault(item.path[:-1], []).append(item.item_id)
    for item in items:
        fresh = [p for depth in range(1, len(item.path)) if (p := item.path[:depth]) not in seen]
        seen.update(fresh)
        headings = tuple((path, tuple(boxes.get(path, ())), item) for path in fresh)
        yield headings, None if _in_heading(item) else item


def _in_heading(item: FormItem) -> bool:
    return item.kind == "flags" and len(item.path) > 1 and item.options == item.path[-1:]


def _heading(title: str, ticks: tuple[str, ...], texts: dict[str, str | None]) -> str:
    return "\t".join([title, *(_boxes(texts.get(t)) for t in ticks)])


def _boxes(text: str | None) -> str:
    return (text or "").replace("[ ]", "[　]")


def _field(item: FormItem, text: str | None) -> str:
    if item.kind == "flags":
        return f"{item.path[-1]}\t{_boxes(text)}"
    if item.kind != "choice":
        return f"{item.path[-1]}\t{_cell(text)}"
    if text is None:  # an option list without an answer reads as an answer that was lost
        return f"{item.path[-1]}\t[　]"
    return f"{item.path[-1]}\t[{text}]\t{_options(item.options)}"


@cache
def _options(options: tuple[str, ...]) -> str:
    return " ".join(["<選択肢>", *(f"{n}) {o}" for n, o in enumerate(options, 1))])


def _cell(text: str | None) -> str:
    if text is None or "\n" not in text:
        return text or ""
    return " ".join(f"<p>{line}</p>" for line in text.split("\n"))


def _row(row: ChangeRow) -> str:
    cells = (row.changed_on_text, row.label, row.before, row.after, row.timing_text, row.note)
    return "\t".join(map(_cell, cells))
