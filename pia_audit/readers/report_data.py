"""``pia-report/1``: editions with their change rows as open data, written and read without loss.

What a person could print must be there; what the program works out of it (which item a row means, its day, 提出時期)
may be left out, and is then worked out as from a printed report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from pia_audit import forms
from pia_audit.japanese.patterns import regex
from pia_audit.model import ChangeRow, Edition, Item, Quote, Unread
from pia_audit.model.json_schema import BadJson, Schema, Shape, json_of, listed, made_of, misfit, plain, titled
from pia_audit.readers.interpreter import understood
from pia_audit.readers.rows_above import days_of
from pia_audit.readers.timings import timing_of

NAME = "pia-report/1"

_NEEDED: dict[type, tuple[str, ...]] = {
    Edition: ("agency", "report_no", "title", "form_key", "published_on", "items", "changes"),
    Item: ("item_id", "text"),
    Quote: ("item_id", "before", "after"),
    ChangeRow: ("changed_on_text", "label", "before", "after", "timing_text"),
    Unread: ("source", "code"),
}
"""What a document must say of each; the rest follows from it, or from the form."""

_CODE = "^[a-z0-9-]+$"
_WORD: Schema = {"type": ["string", "number", "boolean", "null"]}
_NUMBER = regex(r"\[\d+\]")


@cache
def schema() -> Schema:
    """The JSON Schema of a document: what fits it is read."""
    shape = Shape(needed=_NEEDED, closed=True)
    edition = shape.of(Edition)
    edition["properties"]["form_key"] = {"enum": list(forms.keys())}
    loss = edition["properties"]["unread"]["items"]["properties"]
    loss["code"] = {"type": "string", "pattern": _CODE}
    loss["params"] = {"type": "object", "additionalProperties": {"type": [*_WORD["type"], "array"], "items": _WORD}}
    whole = shape.object({"format": {"const": NAME}, "editions": listed(edition, minItems=1)})
    whole["properties"]["$schema"] = {"type": "string"}
    return titled(NAME, whole)


def to_json(editions: Iterable[Edition]) -> str:
    """Editions as one document."""
    data = {"format": NAME, "editions": [plain(e) for e in editions]}
    return json.dumps(data, ensure_ascii=False, indent=1)


def read_json(source: str, data: bytes) -> Any | Unread:
    """The value of a JSON file, or why it has none."""
    try:
        return json_of(data)
    except BadJson as error:
        return Unread(source, f"data-{error.code}", params=error.params)


def editions_of(source: str, document: Any) -> list[Edition] | Unread:
    """The editions of a document, or the first place where it is not as the schema says."""
    error = misfit(schema(), document)
    if error is not None:
        return Unread(source, f"data-{error.code}", params={"at": error.place or "$", **error.params})
    return [_edition(source, data) for data in document["editions"]]


def _edition(source: str, data: Mapping[str, Any]) -> Edition:
    form = forms.load(data["form_key"])
    form_items = {i.item_id: i for i in form.items}
    items = [_item(n, entry, form_items) for n, entry in enumerate(data["items"], 1)]
    rows = [_row(n, entry) for n, entry in enumerate(data["changes"], 1)]
    if any("outcome" not in entry for entry in data["changes"]):
        rows = understood(rows, items, form.key)
    head = {"form": form.form, "form_version": form.version, "source": source} | {
        name: data[name] for name in Edition.__struct_fields__ if name in data and name not in ("items", "changes")
    }
    if "sha256" not in data:
        head["sha256"] = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    edition: Edition = made_of(Edition, head | {"items": [], "changes": []})
    return replace(edition, items=tuple(items), changes=tuple(rows))


def _item(number: int, data: Mapping[str, Any], form_items: Mapping[str, forms.FormItem]) -> Item:
    """An item with what the form says of it; one that says it was read and holds no text is blank, as every reader has
    it."""
    of_form = form_items.get(_NUMBER.sub("[]", data["item_id"]))
    meant: dict[str, Any] = {"seq": number, "position": "", "label": "", "kind": "text"}
    if of_form is not None:
        meant |= {"position": of_form.position, "label": of_form.label, "kind": of_form.kind, "path": of_form.path}
    if "label" in data:
        meant.pop("path", None)  # what was written says whether the item has levels
    item: Item = made_of(Item, {**meant, "status": "read", **data})
    return replace(item, status="blank") if item.status == "read" and item.text is None else item


def _row(number: int, data: Mapping[str, Any]) -> ChangeRow:
    """A row with the day and the 提出時期 that its texts say."""
    meant: dict[str, Any] = {"row_no": number, "note": ""}
    row: ChangeRow = made_of(ChangeRow, {**meant, "changed_on": None, "timing": None, **data})
    if "changed_on" not in data:
        on, start, end = days_of(row.changed_on_text)
        row = replace(row, changed_on=on, changed_from=start, changed_to=end)
    return row if "timing" in data else replace(row, timing=timing_of(row.timing_text))
