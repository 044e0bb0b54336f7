"""What differs, leaf by leaf, in the words of one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pia_audit.japanese.patterns import regex

_MOST = 4
"""So many leaves are named in one message; the rest are counted."""
_HEAD, _QUOTE = 16, 40
_NUMBERS = 12
"""Of a longer list of numbers only so many are given."""
_PASSAGE = regex("段落([0-9]+)(?:～([0-9]+))?(（前の版）)?")
_FORMER = {
    "ja": {"": "前の版の段落{n}", "chain": "前の記載の段落{n}", "row": "行の記載の段落{n}"},
    "en": {
        "": "paragraph {n} of the older edition", "chain": "paragraph {n} of the earlier text",
        "row": "paragraph {n} of the row's text",
    },
}  # fmt: skip
_PRESENT = {"ja": "段落{n}", "en": "paragraph {n}"}
_WITHOUT_TABLE, _COUNTS = "項番", "数"
"""The paths of numbers that no table is named for, and of such as count something: 令和5、6年度."""
_NO_TABLE = {"ja": "一覧", "en": "list"}


def phrases(leaves: Iterable[Mapping[str, Any]], templates: Mapping[str, str], lang: str, of: str = "") -> list[str]:
    """A phrase for each leaf (``what, op, path, before, after``), those that say nothing new left out; the first text
    is ``of`` an older edition, of a ``chain`` of one edition's rows, or of a ``row`` that quotes the second one."""
    all_phrases = (_phrase(leaf, templates, lang, _FORMER[lang][of]) for leaf in _of_renamed_tables(tuple(leaves)))
    return list(dict.fromkeys(filter(None, all_phrases)))


def shortened(all_phrases: list[str], templates: Mapping[str, str]) -> list[str]:
    """At most so many phrases as a message holds, and how many more there are."""
    excess = len(all_phrases) - _MOST
    return all_phrases if excess <= 0 else [*all_phrases[:_MOST], templates["more"].format(count=excess)]


def _of_renamed_tables(leaves: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The leaves; where a passage cites the very numbers of one table in place of another's, one leaf for both: the
    numbers neither came nor went."""
    removed = {_numbers(leaf, "before"): leaf for leaf in leaves if _is_of_table(leaf, "removed")}
    added = {_numbers(leaf, "after") for leaf in leaves if _is_of_table(leaf, "added")}
    for leaf in leaves:
        was = removed.get(_numbers(leaf, "after")) if _is_of_table(leaf, "added") else None
        if was is not None:
            tables = {"before": was["path"][-1], "after": leaf["path"][-1]}
            yield {**leaf, **tables, "op": "moved", "numbers": leaf["after"]}
        elif not (_is_of_table(leaf, "removed") and _numbers(leaf, "before") in added):
            yield leaf


def _is_of_table(leaf: Mapping[str, Any], op: str) -> bool:
    return (leaf["what"], leaf["op"]) == ("numbers", op) and leaf["path"][-1] not in (_WITHOUT_TABLE, _COUNTS)


def _numbers(leaf: Mapping[str, Any], side: str) -> tuple[str, str]:
    """A passage and the numbers that one of its leaves names."""
    return leaf["path"][0], leaf[side] or ""


def _phrase(leaf: Mapping[str, Any], templates: Mapping[str, str], lang: str, former: str) -> str:
    kind, op, path = leaf["what"], leaf["op"], list(leaf["path"])
    before, after = leaf["before"] or "", leaf["after"] or ""
    if kind == "text" and op == "changed" and max(len(before), len(after)) > _QUOTE:
        return ""  # the two whole texts, which stand beside the message
    listed = kind in ("numbers", "articles", "tables")
    numbers = _few(leaf.get("numbers") or "")
    cut = _few if listed else _quoted
    location = _location(path[0], lang, former)
    passage = f"{location}: " if listed and _PASSAGE.fullmatch(path[0]) else ""
    template = templates[f"counts_{op}" if kind == "numbers" and path[-1] == _COUNTS else f"{kind}_{op}"]
    return passage + template.format(
        path=location, numbers=numbers, head=_quoted(after or before, _HEAD), before=cut(before), after=cut(after),
        table=path[-1] if listed and path[-1] != _WITHOUT_TABLE else _NO_TABLE[lang],
    )  # fmt: skip


def _location(key: str, lang: str, former: str) -> str:
    match = _PASSAGE.fullmatch(key)
    if match is None:
        return key
    number = match[1] if match[2] is None else f"{match[1]}～{match[2]}" if lang == "ja" else f"{match[1]}–{match[2]}"
    return (former if match[3] else _PRESENT[lang]).format(n=number)


def _quoted(text: str, limit: int = _QUOTE) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit] + "…"


def _few(numbers: str) -> str:
    number_list = numbers.split("・")
    return numbers if len(number_list) <= _NUMBERS else "・".join(number_list[:_NUMBERS]) + "…"
