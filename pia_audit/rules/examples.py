"""The catalogue's examples as editions: what ``explain`` prints is what the tests run."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from pia_audit import forms
from pia_audit.forms import FormItem
from pia_audit.forms.groups import Groups, expanded, has_groups
from pia_audit.model import ChangeRow, Edition, Item, Status
from pia_audit.readers.interpreter import understood
from pia_audit.readers.rows_above import days_of
from pia_audit.readers.timings import timing_of

_FORM = "form2-2024"
_TEXTS = {
    "cover.number": "1",
    "cover.title": "見本手当の支給に関する事務 基礎項目評価書",
    "cover.agency": "見本市長",
    "cover.declaration": "見本市は、特定個人情報ファイルの取扱いに当たり、適切な措置を講じることを宣言する。",
    "handling.name": "見本手当の支給に関する事務",
    "handling.outline": "見本手当の認定及び支給を行う。",
    "handling.systems": "福祉総合システム、中間サーバー",
    "files.names": "見本手当受給者ファイル",
    "network.use": "実施する",
    "department.name": "福祉部手当課",
    "department.head": "手当課長",
    "disclosure.contact": "総務部文書課",
    "inquiry.contact": "福祉部手当課",
    "threshold.subjects": "1,000人以上1万人未満",
    "threshold.subjects_as_of": "令和6年4月1日時点",
    "threshold.handlers": "500人未満",
    "threshold.handlers_as_of": "令和6年4月1日時点",
    "threshold.incident": "発生なし",
    "threshold.judgement": "基礎項目評価の実施が義務付けられる",
    "risk.submitted_kind": "基礎項目評価書",
    "risk.training": "十分に行っている",
    "risk.priority.measure": "従業者に対する教育・啓発",
    "risk.priority.grounds": "研修を毎年行い、受講を記録している。",
    "risk.manual.grounds": "手順書に基づき、複数人で確認している。",
}


# From which day the law calls its tables so, newest first: what an edition that says nothing else cites.
_BASES = (
    (date(2024, 5, 27), "番号法第9条第1項 別表の56の項", "番号法第19条第8号に基づく主務省令第2条の表の74の項"),
    (date(2021, 9, 1), "番号法第9条第1項 別表第一の37の項", "番号法第19条第8号及び別表第二の57の項"),
    (date.min, "番号法第9条第1項 別表第一の37の項", "番号法第19条第7号及び別表第二の57の項"),
)


def editions(example: dict[str, Any]) -> tuple[Edition, ...]:
    """The example's editions, older first: one, or two when it has an ``old`` table."""
    old = example.get("old")
    return (*([edition(old)] if old else []), edition(example))


def edition(example: dict[str, Any]) -> Edition:
    """A clean edition of an invented body with the example's items and rows set into it."""
    form = forms.load(example.get("form", _FORM))
    if has_groups(form):
        form = expanded(form, Groups())
    day = date.fromisoformat(example["published_on"])
    hidden = example.get("hidden", {})
    items = tuple(_item(i, seq, example, day) for seq, i in enumerate(form.items, 1))
    rows = [_row(n, cells, hidden) for n, cells in enumerate(example.get("rows", ()), 1)]
    return Edition(
        agency=_TEXTS["cover.agency"],
        report_no=example.get("number", _TEXTS["cover.number"]),
        title=_TEXTS["cover.title"],
        form=form.form,
        form_version=form.version,
        form_key=form.base or form.key,
        published_on=day,
        items=items,
        changes=tuple(understood(rows, items, form.base or form.key)),
        source="example",
        sha256=hashlib.sha256(json.dumps(example, default=str, sort_keys=True).encode()).hexdigest(),
    )


def _item(item: FormItem, seq: int, example: dict[str, Any], day: date) -> Item:
    text = example.get("items", {}).get(item.item_id, _default(item, day))
    if item.kind == "flags" and "[" not in (text or ""):
        text = _ticks(item, text or "")
    status: Status = "read" if text else "blank"
    if item.item_id in example.get("unreadable", ()):
        text, status = None, "unreadable"
    elif item.item_id in example.get("blank", ()):
        text, status = None, "blank"
    hidden = example.get("hidden", {}).get(item.item_id)
    return Item(
        item.item_id,
        seq,
        item.position,
        item.label,
        item.kind,
        text or None,
        status,
        f"L{seq}.2",
        hidden,
        item.path,
    )


def _default(item: FormItem, day: date) -> str | None:
    if item.item_id == "cover.published_on":
        return f"令和{day.year - 2018}年{day.month}月{day.day}日"
    basis, network = next(texts for since, *texts in _BASES if since <= day)
    texts = {**_TEXTS, "number_use.legal_basis": basis, "network.legal_basis": network}
    if item.item_id in texts or item.kind != "choice":
        return texts.get(item.item_id)
    return "十分である" if "十分である" in item.options else item.options[0]


def _ticks(item: FormItem, chosen: str) -> str:
    return " ".join(f"[{'○' if o in chosen else ' '}]{o}" for o in item.options)


def _row(number: int, cells: list[str], hidden: dict[str, str]) -> ChangeRow:
    on, label, before, after, timing, note = cells
    day, start, end = days_of(on)
    return ChangeRow(
        row_no=number,
        changed_on=day,
        changed_from=start,
        changed_to=end,
        changed_on_text=on,
        label=label,
        before=before,
        after=after,
        timing=timing_of(timing),
        timing_text=timing,
        note=note,
        locator=f"L{100 + number}",
        hidden=tuple(
            (side, hidden[f"{number}.{side}"]) for side in ("before", "after") if f"{number}.{side}" in hidden
        ),
    )
