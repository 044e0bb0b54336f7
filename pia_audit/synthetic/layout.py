"""An edition as the sheets of a workbook: what stands above what, before anything is drawn.

The shape is that of the official workbooks: headings over the full width, label and value side by side, a value
below its label where the label is a heading itself, blocks of options and rows of tick boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, field

from pia_audit.forms import Form, FormItem
from pia_audit.japanese.patterns import regex
from pia_audit.model import Edition
from pia_audit.synthetic.paper import PLAIN, Paper

Shape = Literal["section", "heading", "group", "beside", "below", "value", "choice", "ticks"]

_NAME = regex(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_NUMBERED = regex(r"^\d{1,2}\.")


class Block(Struct, frozen=True):
    """One stretch of a sheet: a heading, or a field with its value and, of a heading, the ticks it carries.

    ``options`` are the form's, ``ticks`` pairs of option and whether it is ticked.
    """

    shape: Shape
    label: str
    text: str = ""
    options: tuple[str, ...] = ()
    ticks: tuple[tuple[str, bool], ...] = ()


class Sheet(Struct):
    """A sheet of fields with the name on its tab."""

    name: str
    blocks: list[Block] = field(default_factory=list)


def sheets(edition: Edition, form: Form, paper: Paper = PLAIN) -> list[Sheet]:
    """The sheets between the cover and the change table."""
    texts = {i.item_id: i.text or "" for i in edition.items}
    out: list[Sheet] = []
    above: tuple[str, ...] = ()
    in_headings = {i.path[:-1]: [] for i in form.items if _in_heading(i)}  # type: dict[tuple[str, ...], list[FormItem]]
    for item in form.items:
        if _in_heading(item):
            in_headings[item.path[:-1]].append(item)
    for item in form.items:
        if item.item_id.startswith("cover.") or _in_heading(item):
            continue
        if len(item.path) == 1:  # a section that is one field: it goes on on the sheet before
            out[-1].blocks += [Block("section", item.path[0]), Block("value", "", texts.get(item.item_id, ""))]
            continue
        if not above or item.path[0] != above[0]:
            out.append(Sheet(_name(paper.sheet(form, item), {s.name for s in out})))
        heads = item.path[:-1]
        shared = _shared(heads, above)
        for depth in range(shared, len(heads)):
            boxes = in_headings.get(heads[: depth + 1], [])
            ticks = tuple((i.options[0], "○" in texts.get(i.item_id, "")) for i in boxes)
            label = heads[depth] if depth else paper.chapter(form, item)
            out[-1].blocks.append(Block(_shape(heads[: depth + 1]), label, ticks=ticks))
        out[-1].blocks += _field(item, texts.get(item.item_id, ""))
        above = heads
    return out


def _in_heading(item: FormItem) -> bool:
    return item.kind == "flags" and len(item.path) > 1 and item.options == item.path[-1:] and not item.required


def _shared(heads: tuple[str, ...], above: tuple[str, ...]) -> int:
    """How many of the headings stand there already."""
    both = zip(heads, above, strict=False)
    return next((n for n, (a, b) in enumerate(both) if a != b), min(len(heads), len(above)))


def _shape(path: tuple[str, ...]) -> Shape:
    if len(path) == 1:
        return "section"
    return "heading" if _NUMBERED.match(path[-1]) else "group"


def _field(item: FormItem, text: str) -> Iterator[Block]:
    label = item.path[-1]
    if item.kind == "flags":
        yield Block("ticks", label, ticks=tuple(_ticked(item, text)))
    elif item.kind == "choice" and item.options:
        yield Block("choice", label, text, options=item.options)
    elif _NUMBERED.match(label) or "その他のリスク及び" in label:
        yield Block("below", label, text)
    else:
        yield Block("beside", label, text)


def _ticked(item: FormItem, text: str) -> Iterator[tuple[str, bool]]:
    marks = re.findall(r"\[(.)\]", text) or [" "] * len(item.options)
    for option, mark in zip(item.options, marks, strict=False):
        yield option, mark == "○"


def _name(section: str, used_names: set[str]) -> str:
    short = _NAME.sub("", "".join(section.split()))[: _LONGEST_NAME - 4]
    return next(n for n in (short, *(f"{short}({k})" for k in range(2, 100))) if n not in used_names)
