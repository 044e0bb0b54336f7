"""A printed field's path, taken apart: of each level its kind, its number, its name and what it excepts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pia_audit.forms.labels.spelling import bare, without_notes
from pia_audit.japanese.numerals import circled_to_int, to_int
from pia_audit.japanese.patterns import regex

GROUPS = {
    "システム": "system",
    "委託事項": "outsourcing",
    "委託業務": "outsourcing",
    "委託先": "outsourcing",
    "委託": "outsourcing",
    "提供先": "recipient",
    "提供": "recipient",
    "移転先": "transferee",
    "移転": "transferee",
    "リスク": "risk",
    "R": "risk",
    "ファイル": "file",
}
"""Words that stand before the number of a repeated group, and what the group's items are called in item ids."""
_GROUP = regex(
    r"^(システム|委託事項|提供先|移転先|リスク|ファイル)(\d{1,2}|[①-⑳])?(?![0-9])(?::|\.|-)?(.*)$", re.DOTALL
)
_CHAPTER = regex(r"^([Ⅰ-Ⅻ])(.*)$", re.DOTALL)
_ANNEX = regex(r"^\(?別添([0-9])?\)?(.*)$", re.DOTALL)
_ITEM = regex(r"^([0-9]{1,2})[.、](.*)$", re.DOTALL)
_CIRCLED = regex(r"^([①-⑳])(.*)$", re.DOTALL)
_FILE_NUMBER = regex(r"\(\d{1,2}\)(.*)$", re.DOTALL)
_FILE_NAME = regex(r"\(([^()]+)\)$")
_INDEX = regex(r"(\w+)\[(\d+)\]")
_PLACEHOLDER = regex(r"\{[^}]*\}")


class Level(NamedTuple):
    """One level of a path; a plain tuple, as levels are looked up all the time.

    ``kind`` is chapter, annex, file, item, circled, a group of :data:`GROUPS`, or plain; ``number`` is ``None`` where
    none is printed and -1 where a form leaves it open; ``name`` and ``note`` are bare words.
    """

    kind: str
    number: int | None
    name: str
    note: str = ""


@lru_cache(maxsize=4096)
def level_and_file(text: str) -> tuple[Level, str]:
    """One printed level, and for a chapter's heading the name of the file it prints behind its own name."""
    opens = "{n}" in text
    signs, notes = without_notes(_PLACEHOLDER.sub("", text))
    note = notes[0] if notes else ""
    if chapter := _CHAPTER.match(signs.text):
        return _chapter("chapter", circled_to_int(chapter[1]), chapter[2], note)
    if annex := _ANNEX.match(signs.text):
        return _chapter("annex", int(annex[1]) if annex[1] else None, annex[2], note)
    if item := _ITEM.match(signs.text):
        return Level("item", int(item[1]), bare(item[2]), note), ""
    if circled := _CIRCLED.match(signs.text):
        return Level("circled", circled_to_int(circled[1]), bare(circled[2]), note), ""
    group = _GROUP.match(signs.text)
    if group and (group[2] or opens or signs.text.startswith("リスク:")):
        number = to_int(group[2]) if group[2] else -1 if opens else None
        return Level(GROUPS[group[1]], number, bare(group[3]), note), ""
    return Level("plain", None, bare(signs.text), note), ""


def _chapter(kind: str, number: int | None, heading: str, note: str) -> tuple[Level, str]:
    if numbered := _FILE_NUMBER.search(heading):
        return Level(kind, number, bare(heading[: numbered.start()]), note), bare(numbered[1])
    if file_name := _FILE_NAME.search(heading):
        return Level(kind, number, bare(heading[: file_name.start()]), note), bare(file_name[1])
    return Level(kind, number, bare(heading), note), ""


def file_index(item_id: str) -> int | None:
    """Which file an item belongs to, ``None`` for an item of the whole report."""
    match = _INDEX.match(item_id)
    return int(match[2]) if match and match[1] in ("file", "annex_records") else None


def groups_of(item_id: str) -> tuple[str, ...]:
    """The groups an item belongs to, outermost first: ``file[1]`` and ``file[1].outsourcing[2]``."""
    ends = [m.end() for m in re.finditer(r"\[\d+\](?=\.)", item_id)]
    return tuple(item_id[:end] for end in ends)


_GROUP_OF_ITEM = regex(r"^(.*\[\d+\])\.")
_OF_FILE = regex(r"file\[\d*\]")


def innermost_group(item_id: str) -> str:
    """The group of a file that an item belongs to; empty for one that belongs to a file alone, or to none."""
    match = _GROUP_OF_ITEM.match(item_id)
    return match[1] if match and not _OF_FILE.fullmatch(match[1]) else ""


@lru_cache(maxsize=8192)
def levels_of(path: tuple[str, ...], item_id: str) -> tuple[Level, ...]:
    """The levels of a path, the file of a repeated chapter a level of its own.

    Args:
        path: the levels of the label, chapter first.
        item_id: the item's id; its index tells the file where the heading prints none.
    """
    index = file_index(item_id) or (-1 if item_id.startswith(("file[]", "annex_records[]")) else None)
    levels: list[Level] = []
    for at, text in enumerate(path):
        level, name = level_and_file(text)
        in_annex = at == 1 and levels[0].kind == "annex" and item_id.startswith("annex_records")
        if in_annex:
            levels[-1] = Level("file", index, level.name)
            continue
        levels.append(level)
        if at == 0 and index is not None:
            levels.append(Level("file", index, name))
    return tuple(levels)
