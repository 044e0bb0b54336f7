"""Ways of writing an item in the 項目 column: which levels, numbers and names, and what stands between them.

A label means more than one item where the same way of writing gives the same words for another item of the form; that
is all this module has to say about what can be told from a label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Any

from msgspec import Struct

from pia_audit.forms import Form, FormItem, load, template
from pia_audit.japanese.patterns import regex
from pia_audit.synthetic.data_files import data_file

_FILE, _GROUP = "{ファイルn}", "{n}"
_RISK = regex(r"(リスク[０-９0-9]*)[：:]\s*(.*)", re.DOTALL)
_NUMBER = regex(r"([Ⅰ-Ⅻ]+|\d{1,2}\.|[①-⑳]|（別添[０-９0-9]*）)\s*(.*)", re.DOTALL)
_NOTE = regex(r"（[^（）]*）|【[^【】]*】")
_ASCII = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII"}
_DIGIT = {sign: str(n) for n, sign in enumerate(_ASCII, 1)}
_WIDE = str.maketrans("0123456789.()", "０１２３４５６７８９．（）")


def habits_data() -> Mapping[str, Any]:
    """The whole data file, ``habits.toml`` beside this module."""
    return data_file("habits")


class Part(Struct, frozen=True):
    """A level of a label taken apart; of a group ``number`` is the word with its number (委託事項1), of a file (1)."""

    kind: str
    number: str
    name: str
    star: str = ""


class Way(Struct, frozen=True):
    """One way of writing labels; ``habits.toml`` says what each value means."""

    levels: str
    separator: str
    numbers: str
    names: str
    notes: bool
    star: bool
    roman: str
    digits: str
    file: str
    group: str
    frame: str

    @classmethod
    def drawn(cls, chosen: Mapping[str, Sequence[Any]], rng: Random) -> Way:
        """A way of a habit: each value by chance out of those the habit, else the file, gives."""
        choices = {**habits_data()["way"], **chosen}
        return cls(**{name: rng.choice(choices[name]) for name in cls.__struct_fields__})


def parts_of(form: Form, item: FormItem) -> tuple[Part, ...]:
    """The levels of an item's label, with its file and groups told apart from the words of the form."""
    return _parts(_template(form, item).path, item.path)


def _template(form: Form, item: FormItem) -> FormItem:
    return load(form.base or form.key).item(template(item.item_id)) or item


@lru_cache(maxsize=8192)
def _parts(pattern: tuple[str, ...], path: tuple[str, ...]) -> tuple[Part, ...]:
    out: list[Part] = []
    for at, (general, text) in enumerate(zip(pattern, path, strict=True)):
        if _GROUP in general:
            out.append(_group(text))
            continue
        bare = general.replace(_FILE, "").strip() if _FILE in general else text
        out.append(_level(bare, at))
        if _FILE in general and (file := text.removeprefix(bare).strip()):
            out.append(_named_file(file))
    return tuple(out)


def _level(text: str, at: int) -> Part:
    bare, mark, remainder = text.partition("※")
    star = mark + remainder
    if risk := _RISK.fullmatch(bare.strip()):
        return Part("risk", risk[1], risk[2].strip(), star)
    if numbered := _NUMBER.fullmatch(bare.strip()):
        kind = "chapter" if at == 0 else "item" if numbered[1].endswith(".") else "circled"
        return Part(kind, numbered[1], numbered[2].strip(), star)
    return Part("chapter" if at == 0 else "plain", "", bare.strip(), star)


def _group(text: str) -> Part:
    match = re.fullmatch(r"(\D+\d+)\s*(.*)", text, re.DOTALL)
    return Part("group", match[1], match[2]) if match else Part("group", text, "")


def _named_file(text: str) -> Part:
    match = re.fullmatch(r"(\(\d+\))\s*(.*)", text, re.DOTALL)
    return Part("file", match[1], match[2]) if match else Part("file", "", text)


def label_text(way: Way, parts: Sequence[Part]) -> str:
    """A label in a way of writing."""
    chosen = [p for p in _chosen(way, parts) if not (p.kind == "file" and way.file in ("none", "front"))]
    texts = [t for n, p in enumerate(chosen) if (t := _text(way, p, last=n == len(chosen) - 1))]
    label = way.separator.join(texts)
    if way.file == "front" and (file := _file(parts)):
        label = f"（{file.name}）{label}"
    if way.digits == "wide":
        label = label.translate(_WIDE)
    return way.frame.format(label)


def _file(parts: Sequence[Part]) -> Part | None:
    return next((p for p in parts if p.kind == "file"), None)


def _chosen(way: Way, parts: Sequence[Part]) -> Sequence[Part]:
    if len(parts) < 2 or way.levels == "all":
        return parts
    if way.levels == "tail":
        return [p for p in parts if p.kind not in ("chapter", "file")] or parts
    if way.levels == "ends":
        return [parts[0], parts[-1]]
    if way.levels == "file" and _file(parts):
        return [p for p in parts if p.kind == "file" or p is parts[-1]]
    return parts[-1:] if way.levels == "leaf" else parts[-2:] if way.levels == "two" else parts


def _text(way: Way, part: Part, *, last: bool) -> str:
    if part.kind == "file":
        return {"number": part.number or part.name, "name": part.name}.get(way.file, part.number + part.name)
    if part.kind == "group":
        return _group_text(way, part)
    number, name = _number(way, part), _name(way, part)
    if way.numbers in ("only", "hyphens") and number:
        return number
    if way.numbers == "none" or not number:
        return name + _star(way, part)
    gap = "" if part.kind == "circled" or not way.separator else "： " if part.kind == "risk" else " "
    return f"{number}{gap}{name}{_star(way, part)}" if not last or name else number


def _star(way: Way, part: Part) -> str:
    return f" {part.star}" if way.star and part.star and way.numbers == "printed" else ""


def _group_text(way: Way, part: Part) -> str:
    if way.numbers == "hyphens":
        return f"({re.sub(r'[^0-9]', '', part.number)})"
    if way.group == "number" or not part.name:
        return part.number
    if way.group == "name":
        return f"{re.sub(r'[0-9]', '', part.number)}「{part.name}」"
    return f"{part.number}　{part.name}"


def _number(way: Way, part: Part) -> str:
    if way.numbers == "none":
        return ""
    number = part.number
    if part.kind == "chapter" and number in _ASCII:
        number = {"ascii": _ASCII, "digit": _DIGIT}.get(way.roman, {}).get(number, number)
    return number.rstrip(".") if way.numbers in ("only", "hyphens") else number


def _name(way: Way, part: Part) -> str:
    name = part.name
    if not way.notes or way.names == "short":
        name = _NOTE.sub("", name).strip() or name
    if way.names == "short":
        return str(habits_data()["short"].get(name, [name])[0])
    if way.names == "slips":
        return next((name.replace(a, b) for a, b in habits_data()["slips"].items() if a in name and a != name), name)
    return name


@lru_cache(maxsize=256)
def _labels(form_key: str, way: Way) -> Counter[str]:
    form = load(form_key)
    return Counter(_bare_label(label_text(way, parts_of(form, item))) for item in form.items)


def is_ambiguous(form: Form, way: Way, label: str) -> bool:
    """Whether the same way of writing gives this label to more than one item of the form."""
    return _labels(form.key, way)[_bare_label(label)] > 1


def _bare_label(label: str) -> str:
    return "".join(label.split())


def full(form: Form, item: FormItem) -> str:
    """The item's label as the form prints it, without ※."""
    return joined(parts_of(form, item))


def joined(parts: Sequence[Part]) -> str:
    """Levels as the form prints them, without ※."""
    return " ".join(map(_printed, parts))


def _printed(part: Part) -> str:
    between = "" if part.kind in ("circled", "file") else "　" if part.kind == "group" else " "
    return f"{part.number}{between}{part.name}".strip()


def misnumbered(form: Form, item: FormItem) -> str | None:
    """The full label with one number that is not the item's; ``None`` when no level below the chapter has one."""
    parts = list(parts_of(form, item))
    for at in range(len(parts) - 1, 0, -1):
        if parts[at].kind in ("circled", "item"):
            number = parts[at].number
            wrong = next(s for s in ("③②" if parts[at].kind == "circled" else ("3.", "7.")) if s != number)
            parts[at] = Part(parts[at].kind, wrong, parts[at].name)
            return joined(parts)
    return None
