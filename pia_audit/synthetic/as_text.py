"""Writes an edition as the tab-separated text that converters make of a printed report."""

from __future__ import annotations

from functools import cache, lru_cache

from pia_audit import forms
from pia_audit.forms import FormItem
from pia_audit.model import ChangeRow, Edition
from pia_audit.synthetic.repeated import form_of

_HEADER = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")


def to_text(edition: Edition) -> str:
    """The edition as text, one line per table row and tabs between cells; readers give the edition back."""
    form = form_of(edition)
    texts = {i.item_id: i.text for i in edition.items}
    out = [f"特定個人情報保護評価書（{form.title}）", *form.stamps[:1], ""]
    for headings, item in layout(form.key):
        out += [_heading(path, ticks, texts) for path, ticks in headings]
        if item is not None:
            out.append(_field(item, texts.get(item.item_id)))
    out += ["", form.change_table, "", "\t".join(_HEADER), *map(_row, edition.changes)]
    return "\n".join(out) + "\n"


_Headings = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=64)
def layout(form_key: str) -> tuple[tuple[_Headings, FormItem | None], ...]:
    """The form's fields in order, each with the headings that stand above it for the first time.

    A heading carries the tick boxes that the form prints in it.
    """
    items = forms.load(form_key).items
    seen: set[tuple[str, ...]] = {i.path for i in items}
    out = []
    for item in items:
        above = [item.path[:depth] for depth in range(1, len(item.path))]
        fresh = [path for path in above if path not in seen]
        seen.update(fresh)
        boxes = [tuple(i.item_id for i in items if i.path[:-1] == p and _in_heading(i)) for p in fresh]
        headings = tuple((p[-1], b) for p, b in zip(fresh, boxes, strict=True))
        out.append((headings, None if _in_heading(item) else item))
    return tuple(out)


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
