"""The official forms (様式) by version, as data: what items there are, where, and what they may say.

A form version is one TOML file in this folder; adding a version means adding a file, which may say no more than how
it differs from the one it is ``based_on``. Its twin in JSON is made from it (:mod:`pia_audit.model.toml_files`).
Item ids are semantic and stable across versions (``handling.outline`` is ②事務の概要 wherever it stands); positions
belong to the version. The files' facts come from the published look of the forms.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import polars as pl
from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import process
from rapidfuzz.distance import Indel

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.model.toml_files import table

CONTENTS = "項目一覧"
"""The title of the page of 様式3 and 様式4 that lists the chapters."""
_FOLDER = Path(__file__).parent
_LEVEL = regex(r"^(?P<number>[Ⅰ-Ⅻ]+|\d{1,2}\.|[①-⑳])?\s*(?P<name>.*?)\s*(?:※.*)?$", re.DOTALL)


class Level(Struct, frozen=True):
    """One level of an item's path: ``"1. 対象人数"`` has number ``"1"`` and name ``"対象人数"``.

    ``number_key`` and ``name_key`` are folded for comparison.
    """

    text: str
    number: str
    name: str = ""

    @property
    def number_key(self) -> str:
        """The number folded."""
        return fold(self.number)

    @property
    def name_key(self) -> str:
        """The name folded."""
        return fold(self.name)

    @classmethod
    def of(cls, text: str) -> Level:
        """Take a level apart as the form prints it."""
        match = _LEVEL.match(text)
        number, name = (match["number"] or "", match["name"]) if match else ("", text)
        return cls(text, number.rstrip("."), name)


@lru_cache(maxsize=8192)
def level_of(text: str) -> Level:
    """As :meth:`Level.of`; the items below one heading share it."""
    return Level.of(text)


class Restates(Struct, frozen=True):
    """An answer that repeats another one: the choice in ``chosen_by`` picks which of ``items``, in order."""

    chosen_by: str
    items: tuple[str, ...]


class FormItem(Struct, frozen=True):
    """One item of a form version.

    ``required`` items must be filled; ``required_when`` narrows that to one answer of another item;
    ``exempt_by`` names the tick box that makes the answer unnecessary. ``star``: the form marks it ※.
    """

    item_id: str
    path: tuple[str, ...]
    levels: tuple[Level, ...]
    kind: str
    options: tuple[str, ...] = ()
    required: bool = False
    required_when: tuple[str, str] | None = None
    exempt_by: str | None = None
    restates: Restates | None = None
    star: bool = False

    @property
    def label(self) -> str:
        """The item as the form words it, all levels joined by a blank."""
        return " ".join(self.path)

    @property
    def position(self) -> str:
        """The numbers of the levels, such as ``Ⅰ.1.②``."""
        return ".".join(level.number for level in self.levels if level.number)

    def option_of(self, text: str) -> str | None:
        """The option that ``text`` is, its leading number aside; ``None`` when it is none of them."""
        key = option_key(text)
        return next((o for o in self.options if option_key(o) == key), None)


_OPTION_NUMBER = regex(
    r"^\s*(?:選択肢の?\s*)?(?:[(（]?\s*[0-9０-９]{1,2}\s*[)）]|[①-⑳])\s*[：:]?\s*|^\s*選択肢の?\s*[0-9０-９]{1,2}\s*[：:.．、\s]\s*"
)
_OPTION_FRAME = regex(r"^[\s\[\]［］〔〕☐「」『』“”‘’\"']+|[\s\[\]［］〔〕☐「」『』“”‘’\"']+$")
_OPTION_SAID = regex(
    r"(?<=[」』”’\"'〕\]])\s{0,4}(?:(?:の(?:記載|文言))?を|(?:に|へ)\s{0,4}(?:変更|修正|改め|訂正)(?:する|した|る)?)。?$"
)
"""Words behind an option in quotation marks that say what becomes of it: 「十分である」に変更."""
_OPTION_LIST = regex(r"[<＜〈《【]\s*選択肢\s*[>＞〉》】]")
_OPTION_COUNT = regex(r"\s*(?:[(（]\s*)?(?P<count>[0-9０-９]{1,4})\s*[)）]?\s*件\s*[)）]?\s*$")


@lru_cache(maxsize=8192)
def option_key(text: str) -> str:
    """An option folded for comparison: brackets around it, a number before it, how many it is behind it (委託する
    （3）件, :func:`option_count`) and the list of all options printed beside it do not count."""
    chosen = _OPTION_FRAME.sub("", _without_words(_without_count(_chosen(text))))
    return fold(_OPTION_FRAME.sub("", _OPTION_NUMBER.sub("", chosen)))


def _without_words(text: str) -> str:
    """A text without the words behind the quotation that it is, looked for at its end alone."""
    bare = text.rstrip()
    match = _OPTION_SAID.search(bare, max(0, len(bare) - _LONGEST_COUNT))
    return bare[: match.start()] if match else text


def _chosen(text: str) -> str:
    """What stands before ＜選択肢＞, or behind it where nothing does."""
    if "選択肢" not in text or not (listing := _OPTION_LIST.search(text)):
        return text
    return _OPTION_FRAME.sub("", text[: listing.start()]) or text[listing.end() :]


def option_count(text: str) -> int | None:
    """The number of cases that stands behind an option or alone, 3 in 委託する （　3　）　件; ``None`` without one."""
    match = _count_behind(text)
    return int(match["count"]) if match else None


def _count_behind(text: str) -> re.Match[str] | None:
    """The number of cases at the very end, looked for there alone: a text may be long."""
    end = len(text.rstrip())
    return _OPTION_COUNT.search(text, max(0, end - _LONGEST_COUNT)) if "件" in text[max(0, end - 3) : end] else None


def _without_count(text: str) -> str:
    match = _count_behind(text)
    return text[: match.start()] if match else text


_ONLY_NUMBER = regex(
    r"[\s\[\]［］〔〕「」『』]*(?:選択肢?の?)?[\s(（]*(?P<number>[0-9０-９]{1,2}|[①-⑳])\s*(?:[)）.．]|番)?[\s\[\]［］〔〕「」『』]*"
)


def numbered_option(text: str, options: tuple[str, ...]) -> str | None:
    """The option that a text names by nothing but its number in the printed list: 選択肢3, ［ 2 ］, 1）.

    ``None`` for a text that says more, a number that the list does not reach, and a list of which an option is a
    number itself.
    """
    if len(text) > _LONGEST_NUMBER or not options or not (match := _ONLY_NUMBER.fullmatch(text)):
        return None
    number = int(normalize("NFKC", match["number"]))
    if not 0 < number <= len(options) or any(_ONLY_NUMBER.fullmatch(option) for option in options):
        return None
    return options[number - 1]


_LONGEST_NUMBER = 16
_LONGEST_COUNT = 32
"""A number of cases with its brackets and blanks: no more signs than these."""


def option_in_words(text: str, options: tuple[str, ...]) -> str | None:
    """The option that a text has in quotation marks with words of what becomes of it: 「十分である」に変更."""
    if _without_words(text) == text:
        return None
    key = option_key(text)
    return next((option for option in options if option_key(option) == key), None)


@lru_cache(maxsize=4096)
def nearest_option(text: str, options: tuple[str, ...]) -> str:
    """The option most like ``text``; empty when there is none to be like."""
    option_keys = {o: option_key(o) for o in options}
    hit = process.extractOne(option_key(text), option_keys, scorer=Indel.normalized_similarity)
    return hit[2] if hit else ""


class Form(Struct, frozen=True):
    """One version of one form."""

    key: str
    form: str
    version: str
    title: str
    change_table: str
    stamps: tuple[str, ...]
    in_use_from: date
    items: tuple[FormItem, ...]
    base: str = ""

    def item(self, item_id: str) -> FormItem | None:
        """The item of that id, or ``None`` when this version has none.

        An item of a repeated group (``file[2].remarks``) is found by the group's (``file[].remarks``) as well: of a
        form that was written out for one report the item itself is given, else the one it is made from.
        """
        expanded_item = _ITEMS_WRITTEN_OUT.get(self.key, {}).get(item_id)
        items_by_id, general = _by_id(self.base or self.key), template(item_id)
        return (
            expanded_item
            or items_by_id.get(item_id)
            or items_by_id.get(general)
            or items_by_id.get(general.removeprefix("file[]."))
        )


_INDEX = regex(r"\[\d+\]")


def template(item_id: str) -> str:
    """An item id without the numbers of its groups: ``file[2].remarks`` is ``file[].remarks``."""
    return _INDEX.sub("[]", item_id) if "[" in item_id else item_id


def template_expr() -> pl.Expr:
    """The item id by which a form knows an item: that of its group (:func:`template`), dtype String.

    Reads the columns ``item_id`` and ``form_key``. 様式3 knows its chapter of risks without a file, though a report may
    print it for each.
    """
    general = pl.col("item_id").str.replace_all(r"\[\d+\]", "[]")
    is_form3_risk = pl.col("form_key").str.starts_with("form3") & general.str.starts_with("file[].risk.")
    return pl.when(is_form3_risk).then(general.str.strip_prefix("file[].")).otherwise(general)


def starred_expr() -> pl.Expr:
    """Whether an item no form knows stands below a heading marked ※, and is not what the mark excepts, dtype Boolean.

    Reads the columns ``item_path`` and ``template``.
    """
    path = pl.col("item_path").list.join(" > ")
    starred = pl.col("template").str.contains(r"printed\.") & path.str.contains("※")
    excepted = path.str.extract_groups(r"※[^>]*?([0-9０-９]{1,2})\s*[.．][^>]*?([①-⑳])を除く")
    number, circle = excepted.struct.field("1"), excepted.struct.field("2")
    item = path.str.extract(r"> *([0-9０-９]{1,2})\s*[.．]", 1)
    return starred & ~((number == item) & path.str.contains(pl.format("> *{}", circle))).fill_null(value=False)


@cache
def _by_id(key: str) -> dict[str, FormItem]:
    return {item.item_id: item for item in load(key).items}


_WRITTEN_OUT: dict[str, Form] = {}
_ITEMS_WRITTEN_OUT: dict[str, dict[str, FormItem]] = {}


def register(form: Form, *, forget: bool = False) -> None:
    """Let :func:`load` find a form that was written out for one report, or forget it again."""
    if forget:
        _WRITTEN_OUT.pop(form.key, None)
        _ITEMS_WRITTEN_OUT.pop(form.key, None)
    else:
        _WRITTEN_OUT[form.key] = form
        _ITEMS_WRITTEN_OUT[form.key] = {item.item_id: item for item in form.items}


def keys() -> tuple[str, ...]:
    """The keys of all form versions, newest first within a form."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.toml")), reverse=True))


def load(key: str) -> Form:
    """One form version, or one written out for a report; raises ``KeyError`` for a key that has no file."""
    return _WRITTEN_OUT.get(key) or _read(key)


@cache
def _read(key: str) -> Form:
    path = _FOLDER / f"{key}.toml"
    if not path.is_file():
        raise KeyError(key)
    data = table(path)
    if "based_on" in data:
        return _differing(load(data["based_on"]), data)
    return Form(
        key=data["key"],
        form=data["form"],
        version=data["version"],
        title=data["title"],
        change_table=data["change_table"],
        stamps=tuple(data.get("stamps", ())),
        in_use_from=data["in_use_from"],
        items=tuple(map(_item, data["item"])),
    )


def _differing(base: Form, data: dict[str, Any]) -> Form:
    """A version that is another one but for what its file says."""
    changed_items = {item["id"]: item for item in data.get("item", ())}
    items = tuple(_changed(i, changed_items[i.item_id]) if i.item_id in changed_items else i for i in base.items)
    stamps = tuple(data["stamps"])
    return replace(
        base, key=data["key"], version=data["version"], stamps=stamps, in_use_from=data["in_use_from"], items=items
    )


def _changed(item: FormItem, data: dict[str, Any]) -> FormItem:
    path = tuple(data.get("path", item.path))
    return replace(item, path=path, levels=tuple(map(level_of, path)), options=tuple(data.get("options", item.options)))


def _item(data: dict[str, Any]) -> FormItem:
    when = data.get("required_when")
    restates = data.get("restates")
    return FormItem(
        item_id=data["id"],
        path=tuple(data["path"]),
        levels=tuple(level_of(p) for p in data["path"]),
        kind=data["kind"],
        options=tuple(data.get("options", ())),
        required=data.get("required", False),
        required_when=(when["item"], when["is"]) if when else None,
        exempt_by=data.get("exempt_by"),
        star=data.get("star", False),
        restates=Restates(restates["chosen_by"], tuple(restates["items"])) if restates else None,
    )


@cache
def versions(form: str) -> tuple[Form, ...]:
    """All versions of one form (``様式2``), newest first."""
    number = form.removeprefix("様式")  # a form's files are named after it, so that only they are opened
    return tuple(f for f in map(load, (k for k in keys() if k.startswith(f"form{number}-"))) if f.form == form)
