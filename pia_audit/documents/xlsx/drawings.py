"""What lies on a workbook's sheets and is no cell: pictures, text boxes, and form controls with their state.

Opened only for sheets that have drawings. Programs write a control twice, in the sheet and in an older kind of drawing:
the place and the words come from the older one, the state from where the newer one is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any, Literal

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.xlsx.parts import Parts, attributes
from pia_audit.japanese.patterns import regex

Kind = Literal["picture", "text", "box", "control", "shape"]

_LINK = regex(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_HAS = regex(rb"<(?:\w+:)?(?:drawing|legacyDrawing|controls|oleObjects|picture)\b")
_WORDS = (b"rawing", b"controls", b"oleObjects", b"picture")
"""Plain bytes that stand in every such tag: found much sooner than the pattern."""
_MOST = 2000
"""Most things on one sheet that are looked at."""
_STATES = {"checkbox": "box", "radio": "box", "optionbutton": "box"}
_QUIET = frozenset(("note", "button", "label", "groupbox", "gbox", "scroll", "spin"))
"""Things with nothing to say of an answer: notes, buttons and frames."""


class Drawn(Struct, frozen=True):
    """A thing on a sheet: from which cell to which it goes (rows from 1, columns from 0), and what it says.

    ``ticked`` is the state of a box, ``None`` where the file does not tell.
    """

    kind: Kind
    row: int
    column: int
    last_row: int
    last_column: int
    text: str = ""
    ticked: bool | None = None


def drawn_on(parts: Parts, index: int) -> list[Drawn]:
    """Everything that lies on the sheet at that place in the workbook and may say something."""
    sheet = parts.of_sheet(index)
    behind = sheet[max(sheet.rfind(b"sheetData>"), 0) :]  # what lies on the cells is named behind them
    if not any(word in behind for word in _WORDS) or not _HAS.search(behind):
        return []
    name = parts.name_of_sheet(index)
    links = links_of(parts, name)
    out: list[Drawn] = []
    controls: dict[str, Drawn] = {}
    for kind, target in links.values():
        if kind == "drawing":
            out += _drawing(parts, target)
        elif kind == "vmlDrawing":
            controls.update(_older(parts.part(target)))
    for number, state in _states(parts, sheet, links).items():
        control = controls.get(number)
        if control is not None:
            controls[number] = replace(control, kind=state.kind, ticked=state.ticked, text=control.text or state.text)
        elif state.row:
            controls[number] = state
    return [*out, *controls.values()][:_MOST]


def links_of(parts: Parts, name: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names: by their id the last word of their type, and their name."""
    folder, file = posixpath.split(name)
    link_attrs = map(attributes, _LINK.findall(parts.part(f"{folder}/_rels/{file}.rels")))
    return {
        link.get("Id", ""): (link.get("Type", "").rsplit("/", 1)[-1], _beside(folder, link.get("Target", "")))
        for link in link_attrs
        if link.get("TargetMode") != "External"
    }


def _beside(folder: str, target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")


def _tree(data: bytes) -> Any | None:
    """A part as a tree; ``None`` for one that is none. No entity is resolved and nothing outside is read."""
    if not data or b"<!DOCTYPE" in data[:1000]:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None


def _elements(node: Any, *names: str) -> Iterator[Any]:
    """The elements below a node with these names, whatever their namespaces."""
    for element in node.iter():
        if isinstance(element.tag, str) and element.tag.rsplit("}", 1)[-1] in names:
            yield element


def _first(node: Any, *names: str) -> Any | None:
    return next(_elements(node, *names), None)


# --- drawings -----------------------------------------------------------------------------------------


def _drawing(parts: Parts, name: str) -> Iterator[Drawn]:
    tree = _tree(parts.part(name))
    if tree is None:
        return
    for anchor in _elements(tree, "twoCellAnchor", "oneCellAnchor"):
        corners = _place(anchor)
        if corners is None or _is_hidden(anchor):
            continue
        text = "\n".join(_paragraphs(anchor)).strip()
        if text and not _is_control(anchor):
            yield Drawn("text", *corners, text)
        elif not text and _first(anchor, "pic", "graphicFrame", "contentPart") is not None:
            yield Drawn("picture", *corners)
        elif not text and _first(anchor, "sp", "cxnSp") is not None and not _is_control(anchor):
            yield Drawn("shape", *corners)


def _is_control(anchor: Any) -> bool:
    """Whether a shape only stands for a control, which is looked at elsewhere."""
    choice = next((a for a in anchor.iterancestors() if str(a.tag).endswith("}Choice")), None)
    if choice is not None and choice.get("Requires", "").startswith("a14"):
        return True
    return any("compatExt" in str(element.tag) for element in anchor.iter())


def _is_hidden(anchor: Any) -> bool:
    properties = _first(anchor, "cNvPr")
    return properties is not None and properties.get("hidden") in ("1", "true")


def _paragraphs(anchor: Any) -> Iterator[str]:
    for paragraph in _elements(anchor, "p"):
        if str(paragraph.tag).endswith("/main}p"):
            yield "".join(t.text or "" for t in _elements(paragraph, "t"))


def _place(anchor: Any) -> tuple[int, int, int, int] | None:
    first, last = _first(anchor, "from"), _first(anchor, "to")
    begin = _corner(first) if first is not None else None
    if begin is None:
        return None
    end = _corner(last, ends=True) if last is not None else None
    return (*begin, *(end if end is not None and end >= begin else begin))


def _corner(node: Any, *, ends: bool = False) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of a corner; one on the edge of a cell ends before it."""
    numbers: dict[str, int] = {}
    for element in node:
        name, text = str(element.tag).rsplit("}", 1)[-1], (element.text or "").strip()
        if text.lstrip("-").isdecimal() and len(text) < 10:
            numbers[name] = int(text)
    if "row" not in numbers or "col" not in numbers:
        return None
    row, column = numbers["row"], numbers["col"]
    if ends:
        row -= int(numbers.get("rowOff", 1) == 0 and row > 0)
        column -= int(numbers.get("colOff", 1) == 0 and column > 0)
    return row + 1, column


# --- controls -----------------------------------------------------------------------------------------


def _older(data: bytes) -> dict[str, Drawn]:
    """The controls of an older drawing, by their number."""
    tree = _tree(data)
    out: dict[str, Drawn] = {}
    for shape in _elements(tree, "shape") if tree is not None else ():
        client_data = _first(shape, "ClientData")
        kind = (client_data.get("ObjectType") or "").lower() if client_data is not None else ""
        if client_data is None or kind in _QUIET:
            continue
        anchor = _first(client_data, "Anchor")
        corners = _old_place(anchor.text or "") if anchor is not None else None
        number = re.search(r"_s([0-9]+)$", shape.get("id", ""))
        if corners is None:
            continue
        text = " ".join("".join(box.itertext()) for box in _elements(shape, "textbox"))
        key = number[1] if number else f"#{len(out)}"
        if kind == "pict":
            out[key] = Drawn("control", *corners)
        elif kind in _STATES:
            mark = _first(client_data, "Checked")
            state = (mark.text or "1").strip() if mark is not None else "0"
            ticked = {"1": True, "0": False}.get(state)
            out[key] = Drawn("box", *corners, " ".join(text.split()), ticked)
        else:
            out[key] = Drawn("text" if kind == "rect" and text.strip() else "control", *corners, " ".join(text.split()))
    return out


def _old_place(text: str) -> tuple[int, int, int, int] | None:
    """The cells of an anchor as it stands in older drawings: column, offset, row, offset, and the same of the end."""
    numbers = [int(t) for t in re.findall(r"-?[0-9]{1,8}", text)]
    if len(numbers) < 8 or min(numbers[0], numbers[2]) < 0:
        return None
    column, _, row, _, last_column, more, last_row, below = numbers[:8]
    last_column -= int(more == 0 and last_column > column)
    last_row -= int(below == 0 and last_row > row)
    return row + 1, column, last_row + 1, last_column


def _states(parts: Parts, sheet: bytes, links: dict[str, tuple[str, str]]) -> dict[str, Drawn]:
    """The controls that a sheet names, by their number, with the state their own parts tell."""
    begin, end = sheet.find(b"<controls"), sheet.find(b"</controls>")
    if begin < 0 or end < 0:
        return {}
    names = b" ".join(re.findall(rb'xmlns:\w+="[^"]*"', sheet[:3000]))
    tree = _tree(b"<x " + names + b">" + sheet[begin : end + len(b"</controls>")] + b"</x>")
    out: dict[str, Drawn] = {}
    for control in _elements(tree, "control") if tree is not None else ():
        number = control.get("shapeId", "")
        link = next((v for k, v in control.attrib.items() if str(k).endswith("}id") or k == "id"), "")
        kind, target = links.get(link, ("", ""))
        state = attributes(parts.part(target)[:2000]) if kind == "ctrlProp" else {}
        corners = _place(control) or (0, 0, 0, 0)
        object_type = state.get("objectType", "").lower()
        if number in out or object_type in _QUIET:
            continue
        name = control.get("name", "")
        text = "" if object_type not in _STATES or re.search(r"\d+$", name) else name
        ticked = _CHECKED.get(state.get("checked", "")) if object_type in _STATES else None
        out[number] = Drawn("box" if object_type in _STATES else "control", *corners, text, ticked)
    return out


_CHECKED = {"": False, "Checked": True, "Unchecked": False}
