"""Editions of 様式3 with files, systems and contractors, built directly: a test chooses what its groups say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.model import ChangeRow, Edition, Item, Quote

_FILE = "Ⅱ 特定個人情報ファイルの概要 ({n}){name}"
_KINDS = {
    "outsourcing": ("4. 特定個人情報ファイルの取扱いの委託", "委託事項"),
    "recipient": ("5. 特定個人情報の提供・移転", "提供先"),
    "transferee": ("5. 特定個人情報の提供・移転", "移転先"),
}
Text = str


class Inner(Struct, frozen=True):
    """A contractor, recipient or transferee: its name in the heading, and its texts by field."""

    name: str
    fields: Mapping[str, Text]


class File(Struct, frozen=True):
    """A file with what stands in it, by kind."""

    name: str
    scope: str
    inner: Mapping[str, Sequence[Inner]] = field(default_factory=dict)


def contractor(name: str, firm: str, *, scale: str = "10人未満") -> Inner:
    """A contractor whose texts follow from its name."""
    fields = {"content": f"・{name}に関する作業を委託する。", "handlers": scale, "contractor": firm}
    return Inner(name, {**fields, "subcontracting": "再委託しない"})


def recipient(name: str) -> Inner:
    """A recipient or transferee whose texts follow from its name."""
    return Inner(name, {"legal_basis": f"番号法第19条第8号（{name}）", "purpose": f"{name}の事務", "scope": "対象者"})


def edition(
    files: Sequence[File],
    systems: Sequence[tuple[str, str]] = (),
    rows: Sequence[ChangeRow] = (),
    on: date = date(2024, 3, 29),
) -> Edition:
    """An edition that prints these groups in this order."""
    items = [*_systems(systems), *(i for n, f in enumerate(files, 1) for i in _file(n, f))]
    numbered = tuple(replace(item, seq=n) for n, item in enumerate(items, 1))
    sign = f"{abs(hash((on, repr(numbered), repr(rows)))):016x}"
    head = ("市", "3", "事務", "様式3", "令和6年10月", "form3-2024")
    return Edition(*head, on, numbered, tuple(rows), source=f"{on}.xlsx", sha256=sign)


def _item(item_id: str, label: str, text: str, kind: str = "text") -> Item:
    status: Literal["read", "blank"] = "read" if text else "blank"
    return Item(item_id, 0, "", label, kind, text or None, status)


def _systems(systems: Sequence[tuple[str, str]]) -> list[Item]:
    head = "Ⅰ 基本情報 2. システム システム"
    return [
        item
        for n, (name, functions) in enumerate(systems, 1)
        for item in (
            _item(f"system[{n}].name", f"{head}{n} ①システムの名称", name),
            _item(f"system[{n}].functions", f"{head}{n} ②システムの機能", functions),
        )
    ]


def _file(n: int, file: File) -> list[Item]:
    head = _FILE.format(n=n, name=file.name)
    items = [
        _item(f"file[{n}].files.names", f"{head} 1. 特定個人情報ファイル名", file.name),
        _item(f"file[{n}].basics.scope", f"{head} 2. 基本情報 ③対象となる本人の範囲", file.scope),
    ]
    for kind, groups in file.inner.items():
        chapter, title = _KINDS[kind]
        for at, group in enumerate(groups, 1):
            heading = f"{head} {chapter} {title}{at} {group.name}".strip()
            for sign, (name, text) in zip("①②③④⑤⑥⑦", group.fields.items(), strict=False):
                values = "choice" if name in ("handlers", "subcontracting") else "text"
                items.append(_item(f"file[{n}].{kind}[{at}].{name}", f"{heading} {sign}{name}", text, values))
    return items


def row(label: str, before: str, after: str, *, item: str = "", group: str = "", number: int = 1) -> ChangeRow:
    """A new row on an item, on a group, or on nothing that its label resolved to."""
    quotes = (Quote(item, before, after),) if item else ()
    outcome: Literal["item", "group", "none"] = "item" if item else "group" if group else "none"
    return ChangeRow(
        number, date(2025, 3, 28), "2025/3/28", label, before, after, "事後", "事後", "",
        item_ids=(item,) if item else (), label_score=1.0, quotes=quotes, outcome=outcome,
        group_ids=(group,) if group else (),
    )  # fmt: skip
