"""From the outline of a report to its items: ids, kinds and values.

What a form knows has the form's id, kind and options. What no form knows is an item as well: its id comes from the
headings printed above it, its kind from how it is printed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Document, Row, is_lost
from pia_audit.forms import Form, FormItem, level_of
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import Item, Status
from pia_audit.readers import answers
from pia_audit.readers.cover import APPROVED, Cover, approved_item, cover_end
from pia_audit.readers.headings import FILE_NUMBER, GROUP_IDS, file_part, name_key, plain_number
from pia_audit.readers.outline import outline
from pia_audit.readers.printed import Field, Level, Outline
from pia_audit.readers.vocabulary import vocabulary
from pia_audit.readers.wrapped_labels import whole_labels

_LONGEST_ID = 160
_FILE_CHAPTER = regex(r"特定個人情報ファイルの概要|リスク対策")


class Fields(Struct):
    """The items of a report, and values of a field that stand there a second time."""

    items: tuple[Item, ...]
    twice: list[tuple[Cell, ...]]
    doubtful: list[Cell]


def read_fields(document: Document, rows: tuple[Row, ...], form: Form) -> Fields:
    """Every printed field of a report, and what its form asks for and is not printed."""
    root = vocabulary(form.key)
    end = cover_end(rows, root)
    cover = Cover(form)
    cover.read(rows[:end])
    body = outline(whole_labels(rows[end:], form.key), root)
    printed = [*_cover_items(document, form, cover), *_body_items(document, form, body)]
    return Fields(tuple(_in_order(printed, form)), body.twice, list(dict.fromkeys(body.doubtful)))


def _in_order(printed: list[Item], form: Form) -> Iterator[Item]:
    """The printed items as printed, and each item the form requires and nobody printed behind the one before it."""
    present = {i.item_id for i in printed}
    missing: dict[str, list[FormItem]] = {}
    previous_id = ""
    for item in form.items:
        if item.item_id in present:
            previous_id = item.item_id
        elif "[]" not in item.item_id and (item.required or form.form == "様式2"):
            missing.setdefault(previous_id, []).append(item)
    seq = 0
    for printed_item in (None, *printed):
        if printed_item is not None:
            yield replace(printed_item, seq=(seq := seq + 1))
        for item in missing.get(printed_item.item_id if printed_item else "", ()):
            seq += 1
            yield Item(item.item_id, seq, item.position, item.label, item.kind, None, "absent", path=item.path)


# --- the cover ----------------------------------------------------------------------------------------


def _cover_items(document: Document, form: Form, cover: Cover) -> Iterator[Item]:
    cells = cover.values()
    label_items = list(cover.items.items())
    if APPROVED not in {i.item_id for _, i in label_items} and APPROVED in cover.places:
        label_items.append((APPROVED, approved_item(form)))
    for key, item in label_items:
        label = APPROVED if item.item_id == APPROVED else key
        if label in cover.places or label in cells:
            label_cells = cells.get(label, [])
            content = _content(label_cells)
            value = _value(document, item, label_cells, content, cover.places.get(label, ""))
            yield _item(item.item_id, item, item.path, value, label_cells, content)


# --- the body -----------------------------------------------------------------------------------------


def _body_items(document: Document, form: Form, body: Outline) -> list[Item]:
    names = _Names(form, body)
    out: dict[str, Item] = {}
    for field in body.fields:
        item = _form_item(field, body)
        if item is None and not (field.cells or field.beside) and not _is_blank(field, body):
            continue
        path = names.path(field)
        content = _content(field.cells)
        field_item = item or _by_print(content, path)
        value = _value(document, field_item, field.cells, content, field.levels[-1].place, field.beside)
        item_id = names.item_id(field, item)
        if item_id in out and value[1] == "blank":
            continue
        if item_id in out and out[item_id].status != "blank":
            item_id = next(n for k in range(2, len(out) + 3) if (n := f"{item_id}~{k}") not in out)
        struck = "\n".join(c.struck for c in field.beside if c.struck) or None
        out[item_id] = _item(
            item_id, field_item, path, value, field.cells, content, printed=item is None, struck=struck
        )
    return list(out.values())


def _form_item(field: Field, body: Outline) -> FormItem | None:
    """What the form has at a field's place; of a heading with a value of its own, the item below it that is missing."""
    node = field.node
    if node is None or node.group or node.item is not None:
        return node.item if node is not None else None
    if not field.cells or not node.children or node.children[0].item is None or node.children[0].children:
        return None
    printed = (id(field.levels[-1]), id(node.children[0])) in body.below
    return None if printed else node.children[0].item


def _is_blank(field: Field, body: Outline) -> bool:
    """Whether a label no form knows stands there without a value: a blank field, unless it heads others."""
    level = field.levels[-1]
    return level.kind in ("circled", "plain") and level.node is None and id(level) not in body.heads


def _item(
    item_id: str,
    form_item: FormItem,
    path: tuple[str, ...],
    value: tuple[str | None, Status, str],
    cells: Sequence[Cell],
    content: str,
    *,
    printed: bool = False,
    struck: str | None = None,
) -> Item:
    text, status, locator = value
    hidden = "\n".join(c.hidden for c in cells if c.hidden)
    numbers = (level_of(p).number for p in path)
    options = answers.options_of(form_item, content) if form_item.kind == "choice" else ()
    is_other = printed or (bool(options) and {fold(o) for o in options} != {fold(o) for o in form_item.options})
    printed_options = (options or form_item.options) if is_other and form_item.kind in ("choice", "flags") else ()
    return Item(
        item_id, 0, ".".join(n for n in numbers if n), " ".join(path), form_item.kind, text, status, locator,
        hidden or None, path, tuple(printed_options), day=next((c.day for c in cells if c.day), None),
        struck=struck,
    )  # fmt: skip


def _value(
    document: Document,
    item: FormItem,
    cells: Sequence[Cell],
    content: str,
    label_locator: str,
    side_cells: Sequence[Cell] = (),
) -> tuple[str | None, Status, str]:
    """Text, status and place of a field. Where nothing is left but what cannot be read, it is not blank."""
    locator = next((c.locator for c in cells if c.full_text or c.lost), label_locator)
    if any(c.lost for c in cells) or (not content and any(is_lost(c) and not c.struck for c in side_cells)):
        return None, "unreadable", locator
    if item.kind == "choice":
        options = answers.options_of(item, content)
        as_printed = replace(item, options=options) if options else item
        text, status = answers.choice(as_printed, content, keeps_ticks=document.keeps_ticks)
        if text and any(c.cut for c in cells) and not as_printed.option_of(text):
            return None, "unreadable", locator
        is_print = document.encoding == "pdf"  # whose cells may be too low for all of the answer
        return (answers.whole_option(as_printed, text) if is_print and text else text), status, locator
    if item.kind == "flags":
        text, status = answers.flags(item, content, keeps_ticks=document.keeps_ticks)
        return text, "blank" if status == "absent" else status, locator
    if any(c.cut for c in cells):
        return None, "unreadable", locator
    return (content, "read", locator) if content else (None, "blank", locator)


def _content(cells: Sequence[Cell]) -> str:
    """What the cells of a field's value say, a line each."""
    return "\n".join([cell_text for c in cells if (cell_text := c.full_text)]).strip()


def _by_print(content: str, path: tuple[str, ...]) -> FormItem:
    """A field no form knows: a choice where options are printed, ticks where boxes are, a day, or a text."""
    levels = tuple(map(level_of, path))
    if answers.has_option_list(content):
        return FormItem("", path, levels, "choice", options=answers.printed_options(content))
    if len(boxes := answers.printed_boxes(content)) > 1:
        return FormItem("", path, levels, "flags", options=boxes)
    is_day = path[-1].rstrip("※ ").endswith("日") and parse_date(content) is not None
    return FormItem("", path, levels, "date" if is_day else "text")


class _Names:
    """What the fields of one report are called: the numbers of files and groups, paths and ids."""

    def __init__(self, form: Form, body: Outline) -> None:
        self.form = form
        self.first_items = {id(f.levels[0]): f for f in reversed(body.fields) if _names_the_file(f)}
        self.chapters = list(dict.fromkeys(f.levels[0] for f in body.fields))
        self.printed = Counter(map(_chapter_key, self.chapters))
        self.records = _record_numbers(body)
        self.files = self._numbered()
        self.worded: dict[int, str] = {}
        self.by_name = {name_key(file): index for index, file in self.files.values() if file}

    def _numbered(self) -> dict[int, tuple[int, str]]:
        """Number and name of the file of each chapter that is printed for each file, by the chapter's identity."""
        out: dict[int, tuple[int, str]] = {}
        by_name: dict[str, int] = {}
        chapters: dict[str, list[Level]] = {}
        for chapter in filter(_is_per_file, self.chapters):
            chapters.setdefault(_chapter_key(chapter), []).append(chapter)
        for same in chapters.values():
            printed = [self._printed_file(c) for c in same]
            numbers = [int(n) for n, _ in printed if n]
            trusted = len(numbers) == len(same) == len(set(numbers)) and all(0 < n < 100 for n in numbers)
            for nth, (chapter, (number, file)) in enumerate(zip(same, printed, strict=True), 1):
                known_index = by_name.get(name_key(file)) if file and len(same) > 1 else None
                index = int(number) if trusted else known_index or nth
                by_name.setdefault(name_key(file), index)
                out[id(chapter)] = (index, file if len(same) > 1 or _file_of(chapter)[1] else "")
        return out

    def _printed_file(self, chapter: Level) -> tuple[str, str]:
        """Number and name of a chapter's file: in its heading, or in its first item."""
        number, name = _file_of(chapter)
        first = self.first_items.get(id(chapter))
        text = "\n".join(c.full_text for c in first.cells).strip() if first else ""
        if "\n" in text or not text:
            return number, name
        match = FILE_NUMBER.match(text)
        return number or (plain_number(match["number"]) if match else ""), name or (match["name"] if match else text)

    def path(self, field: Field) -> tuple[str, ...]:
        """The levels of a field's label: as the form words them where the report prints the same, else as printed."""
        out = [self._chapter(field.levels[0])]
        side_ids = {id(above) for above, level in pairwise(field.levels) if level.aside}
        out += [_worded(level) for level in field.levels[1:] if id(level) not in side_ids]
        if field.box:
            out.append(field.box)
        return tuple(out)

    def _chapter(self, chapter: Level) -> str:
        """A chapter as the paths of its fields begin, of which there are hundreds."""
        if id(chapter) not in self.worded:
            self.worded[id(chapter)] = self._chapter_worded(chapter)
        return self.worded[id(chapter)]

    def _chapter_worded(self, chapter: Level) -> str:
        number, name = self.files.get(id(chapter), (0, ""))
        if not name:
            return _worded(chapter)
        head = chapter.node.text if chapter.node else chapter.text
        printed, _ = _file_of(chapter)
        return f"{head}　({number}){name}" if printed or self._is_repeated(chapter) else f"{head}　{name}"

    def item_id(self, field: Field, item: FormItem | None) -> str:
        """The form's id with the numbers of the field's file and groups, or one made of the headings above it."""
        chapter = field.levels[0]
        number = self.files.get(id(chapter), (1, ""))[0]
        group = next((lv for lv in field.levels if lv.kind == "group"), None)
        nth = _group_number(group)
        if item is not None:
            form_id = item.item_id
            if form_id.startswith("risk.") and self.form.form == "様式3" and self._is_repeated(chapter):
                form_id = f"file[].{form_id}"
            if form_id.startswith("file[]"):
                form_id = form_id.replace("[]", f"[{number}]", 1)
            return form_id.replace("[]", f"[{nth or self._record_number(field)}]", 1)
        prefix = f"file[{number}]." if self._has_file(chapter) else ""
        if group is not None:
            inside = field.levels[field.levels.index(group) + 1 :]
            prefix += f"{GROUP_IDS[group.looks.word]}[{nth}]."
            return prefix + (f"printed.{_slug(inside)}" if inside else "heading")
        levels = field.levels[1:] or field.levels
        return f"{prefix}printed.{_slug((chapter, *levels) if field.levels[1:] else levels)}"

    def _has_file(self, chapter: Level) -> bool:
        """Whether a chapter's items belong to a file: 様式3 may print its risks once for all files."""
        is_for_all = self.form.form == "様式3" and "リスク対策" in chapter.text and not self._is_repeated(chapter)
        return _is_per_file(chapter) and not is_for_all

    def _is_repeated(self, chapter: Level) -> bool:
        return self.printed[_chapter_key(chapter)] > 1

    def _record_number(self, field: Field) -> int:
        """Which file's records a field of the annex holds: by its name, else by its place."""
        name = name_key(_record_name(field))
        return self.by_name.get(name) or self.records.get(id(field), 1)


def _record_numbers(body: Outline) -> dict[int, int]:
    """Which field with a value of its chapter each field is, by the field's identity."""
    counts: Counter[int] = Counter()
    out: dict[int, int] = {}
    for field in body.fields:
        counts[id(field.levels[0])] += bool(field.cells)
        out[id(field)] = counts[id(field.levels[0])] or 1
    return out


def _is_per_file(chapter: Level) -> bool:
    if chapter.node is not None:
        return chapter.node.per_file or (chapter.node.text.startswith("Ⅲ") and "リスク対策" in chapter.node.text)
    return chapter.kind == "chapter" and _FILE_CHAPTER.search(chapter.text) is not None


def _chapter_key(chapter: Level) -> str:
    """A level's name as the form has it, else as printed."""
    return chapter.node.key if chapter.node else chapter.looks.key


def _file_of(chapter: Level) -> tuple[str, str]:
    """Number and name of the file that stands in a chapter's heading."""
    name = chapter.node.text if chapter.node else ""
    bare = re.sub(r"^[Ⅰ-Ⅻ]\s*", "", name).split("※")[0].strip()
    return file_part(chapter.text.split(bare, 1)[1]) if bare and bare in chapter.text else ("", "")


def _names_the_file(field: Field) -> bool:
    return len(field.levels) == 2 and field.levels[1].looks.key.endswith("特定個人情報ファイル名") and bool(field.cells)


def _worded(level: Level) -> str:
    """A level as the form words it where the report prints the same number and nearly the same words."""
    node = level.node
    if node is None or node.group or not node.text or level.renamed:
        return level.text
    same = not level.looks.number or level.looks.number == node.number
    return node.text if same else level.text


def _record_name(field: Field) -> str:
    return field.levels[-1].text if len(field.levels) > 1 else ""


def _group_number(group: Level | None) -> int:
    if group is None:
        return 0
    return int(group.looks.number) + 100 * group.occurrence


def _slug(levels: Sequence[Level]) -> str:
    """The headings above a field as one word; a number alone where it is the heading's better half."""
    parts = [f"リスク{lv.looks.number}" if lv.kind == "risk" else _chapter_key(lv) for lv in levels]
    text = re.sub(r"[.\[\]~#@]", "_", "/".join(parts))
    if len(text) <= _LONGEST_ID:
        return text
    return f"{text[:_LONGEST_ID]}#{hashlib.sha256(text.encode()).hexdigest()[:8]}"
