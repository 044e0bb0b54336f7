"""What a change row says of which item: its texts, cut where one row writes several items."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from pia_audit import forms
from pia_audit.forms import numbered_option, option_count, option_key
from pia_audit.forms.chosen_options import chosen_option
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import fold, similarity
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty
from pia_audit.japanese.quotation_marks import with_usual_quotation_marks
from pia_audit.japanese.side_marks import by_arrow, without_side_marks
from pia_audit.japanese.spans import fold_spans
from pia_audit.model import ChangeRow, Item, Quote
from pia_audit.readers.headings import heading, name_key
from pia_audit.readers.labels_in_cells import label_in
from pia_audit.readers.named_boxes import of_box, of_named_boxes, unticked
from pia_audit.readers.quotation_signs import (
    with_left_out_in_dots,
    with_quotations_in_dots,
    with_waves_for_lines,
    without_counts,
)
from pia_audit.readers.quoted_answers import as_item_says, without_putting_in


def quoted(rows: Sequence[ChangeRow], items: Sequence[Item], form_key: str) -> list[ChangeRow]:
    """The rows with their quotes: one for each item a row writes.

    Args:
        rows: change rows whose ``item_ids`` say what they mean.
        items: the report's items, as printed.
        form_key: the form version, for the options the report itself does not print.

    Returns:
        The rows in the same order; ``item_ids`` holds an item the texts go on into as well.
    """
    by_id = {item.item_id: (at, item) for at, item in enumerate(items)}
    form = forms.load(form_key)
    return [_with_quotes(row, by_id, items, form) for row in rows]


_Items = dict[str, tuple[int, Item]]


def _with_quotes(row: ChangeRow, by_id: _Items, items: Sequence[Item], form: forms.Form) -> ChangeRow:
    if not row.item_ids:
        return row
    mismatch = row.mismatch
    before_cell, after_cell = without_side_marks(row.before, row.after)
    before_cell, after_cell = _as_marks(
        *(cell and with_usual_quotation_marks(cell) for cell in (before_cell, after_cell))
    )
    bare_row = replace(row, before=before_cell, after=after_cell)
    if len(row.item_ids) == 1:
        quotes = _of_one(_without_heading(bare_row, by_id, form), by_id, items, form)
        mismatch = _mismatch(row, by_id, items)
    else:
        quotes = _of_pair(bare_row, by_id, form) or tuple(_of_several(bare_row, by_id, form))
    quotes = tuple([_as_item_says(quote, by_id, form) for quote in quotes])
    return replace(row, quotes=quotes, mismatch=mismatch, item_ids=tuple([q.item_id for q in quotes]))


def _as_item_says(quote: Quote, by_id: _Items, form: forms.Form) -> Quote:
    item = by_id[quote.item_id][1] if quote.item_id in by_id else None
    if item is None or item.kind not in ("choice", "flags"):
        return quote
    return as_item_says(quote, item, _options(item, form) if item.kind == "choice" else ())


def _as_marks(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """The cells with the marks for what was taken away or put in where a row says where it went or came from:
    （Ⅲ2③に移動）, （Ⅱ3①から移動）."""
    if before is None or after is None:
        return before, after
    went, came = after.strip(), before.strip()
    if len(went) <= _LONGEST_MOVED and _MOVED_AWAY.fullmatch(went) and not is_empty(before):
        return before, "（削除）"
    is_here = len(came) <= _LONGEST_MOVED and _MOVED_HERE.fullmatch(came) and not is_empty(after)
    return ("－", after) if is_here else (before, after)


_MOVE = "移[動記設]|転記"
_MOVED = r"(?:移動|移記|移設|転記|記載(?:箇所)?を?移動)(?:する|した|しました|済み?)?。?"
_SOMEWHERE = r"(?:[^。「」]|。(?=[）)])){1,120}?"
_MOVED_AWAY = regex(rf"(?:[※→⇒]\s*)?[（(]?{_SOMEWHERE}[にへ]{_MOVED}\s*[）)]?", needs=_MOVE)
_MOVED_HERE = regex(rf"(?:[※→⇒]\s*)?[（(]?{_SOMEWHERE}(?:から|より){_MOVED}\s*[）)]?", needs=_MOVE)
_LONGEST_MOVED = 200


def _without_heading(row: ChangeRow, by_id: _Items, form: forms.Form) -> ChangeRow:
    """The row with its cells without the item's heading at their heads, which is no part of what the item says."""
    item = by_id[row.item_ids[0]][1] if row.item_ids[0] in by_id else None
    if item is None:
        return row
    bare = replace(row, before=_below_heading(row.before, item), after=_below_heading(row.after, item))
    bare = replace(bare, after=without_putting_in(bare, item))
    bare = with_waves_for_lines(without_counts(_without_becoming(bare, item), item), item)
    bare = with_left_out_in_dots(with_quotations_in_dots(bare, item), item)
    return _with_sides(bare, item, _options(item, form))


def _without_becoming(row: ChangeRow, item: Item) -> ChangeRow:
    """The row without the words behind 変更後 that 変更前 becomes it: 5年 → 7年に改める."""
    match = _BECOMES.fullmatch(row.after.strip()) if row.after and not is_empty(row.before or "") else None
    if match is None or (item.text is not None and fold(row.after or "") in fold(item.text)):
        return row
    return replace(row, after=match[1])


_BECOMES = regex(
    r"([^「」。\n]{1,60}?)(?:に|へ)(?:改める|改めた|(?:変更|修正|訂正)(?:する|した)?)。?", needs="改め|変更|[修訂]正"
)


def _with_sides(row: ChangeRow, item: Item, options: tuple[str, ...]) -> ChangeRow:
    """The row where one cell gives the item's old and new text with an arrow between: 12人→15人.

    Of an item that says a word with an arrow itself this is no such row, and neither is it of an answer or a day where
    the two sides are none.
    """
    sides = by_arrow(row.before, row.after) if row.before is not None and row.after is not None else None
    if sides is None or item.text is None:
        return row
    cell = row.after if is_empty(row.before or "") else row.before
    if fold(cell or "") in fold(item.text) or fold(sides[0]) == fold(sides[1]):
        return row
    if item.kind == "choice" and options and not all(_says_option(side, options, item) for side in sides):
        return row
    if item.kind == "date" and not all(parse_date(side) for side in sides):
        return row
    return replace(row, before=sides[0], after=sides[1])


def _below_heading(text: str | None, item: Item) -> str | None:
    if text and (group := _named_group(text, item)) is not None:
        return group
    name = item.path[-1].split("※")[0].strip() if item.path else ""
    if not text or not name or name[-2:] not in text[: len(name) + _LONGEST_FRAME]:
        return text
    match = label_in(text, item)
    if match is None or match.start():
        return _below_like_heading(text, heading(name).name)
    below = text[match.end() :]
    parted = below[:1] != "" and (match[0][-1:].isspace() or match[0][-1:] in "：:】＞>)）」]")
    of_item = item.text is not None and fold(item.text).startswith(fold(match[0]))
    return below if parted and below.strip() and not of_item else text


def _named_group(text: str, item: Item) -> str | None:
    """The name that a text gives the group of which the item is the first: システム2（電子申請システム）."""
    group = item.path[-2].strip() if len(item.path) > 2 else ""
    match = _GROUP_AND_NAME.fullmatch(text.strip()) if _IS_GROUP.fullmatch(group) else None
    if match is None or fold(match["group"]) != fold(group) or (item.text and fold(text) in fold(item.text)):
        return None
    return match["name"]


_IS_GROUP = regex(r"(?:システム|委託事項|提供先|移転先)[0-9０-９]{1,2}")
_GROUP_AND_NAME = regex(rf"(?P<group>{_IS_GROUP.pattern})[\s　]*[（(「](?P<name>[^\n]+?)[）)」](?:を(?:追加|新設))?")


def _below_like_heading(text: str, name: str) -> str:
    """A text without its first line where that is the heading but for a letter or two."""
    first, _, below = text.lstrip().partition("\n")
    parts = text.split()
    if not below.strip() and len(parts) == 2:
        first, below = parts
    is_heading = below.strip() and len(name) >= _TELLING and similarity(first, name) >= _LIKE_HEADING
    return below if is_heading else text


_TELLING, _LIKE_HEADING = 10, 0.92
_LONGEST_FRAME = 8
"""So many signs stand at most round a heading at the head of a cell."""


def _of_one(row: ChangeRow, by_id: _Items, items: Sequence[Item], form: forms.Form) -> tuple[Quote, ...]:
    item_id = row.item_ids[0]
    whole_quote = (Quote(item_id, row.before, row.after),)
    if item_id not in by_id or row.before is None or row.after is None:
        return whole_quote
    at, item = by_id[item_id]
    if item.kind == "flags":
        options = _options(item, form)
        plain = (Quote(item_id, unticked(row.before), unticked(row.after)),)
        return of_box(row, item, options) or of_named_boxes(row, item, options) or plain
    if both := _of_neighbours(row, items[max(at - 1, 0) : at + 2]):
        return both
    answer = item if item.kind == "choice" else items[at - 1] if at else item
    grounds = items[at + 1] if item.kind == "choice" and at + 1 < len(items) else item
    if not _are_pair(answer, grounds):
        return _above_answer(row, item, items[at + 1 :], form) or whole_quote
    return _cut_pair(row, answer, grounds, _options(answer, form)) or whole_quote


def _above_answer(row: ChangeRow, item: Item, below: Sequence[Item], form: forms.Form) -> tuple[Quote, ...] | None:
    """The quotes of a row on a text whose cells go on, in their last line, into the answer printed below it:
    リスクに対する措置の内容 and リスクへの対策は十分か."""
    assert row.before is not None
    assert row.after is not None
    answer = next((i for i in below[:3] if i.kind == "choice" and i.path[:-1] == item.path[:-1]), None)
    options = _options(answer, form) if answer is not None else ()
    cuts = [_last_answer(options, text) for text in (row.before, row.after)]
    if answer is None or item.kind != "text" or any(c is None for c in cuts):
        return None
    (before_cell, old), (after_cell, new) = [c for c in cuts if c is not None]
    if item.text is not None and fold(row.after) in fold(item.text):
        return None
    ids = row.item_ids
    return (
        Quote(item.item_id, before_cell, after_cell, named=item.item_id in ids),
        Quote(answer.item_id, old, new, named=answer.item_id in ids),
    )


def _last_answer(options: tuple[str, ...], text: str) -> tuple[str, str] | None:
    """A text without its last line, and that line, where it is one of the answers."""
    above, _, last = text.rstrip().rpartition("\n")
    is_answer = above.strip() and option_key(last) in {option_key(o) for o in options}
    return (above.strip(), last.strip()) if is_answer else None


def _of_neighbours(row: ChangeRow, items: Sequence[Item]) -> tuple[Quote, ...] | None:
    """The quotes of a row whose 変更後 is the text of an item and, behind it, that of the next one.

    So rows are written on 「範囲、その必要性」. 変更前 is cut after as many lines where it has as many; else what it
    says of either cannot be told.
    """
    assert row.before is not None
    assert row.after is not None
    for first, second in pairwise(items):
        if not (first.kind == second.kind == "text" and first.text and second.text and _is_beside(first, second)):
            continue
        if fold(f"{first.text}\n{second.text}") != fold(row.after):
            continue
        end = fold_spans(row.after).span(0, len(fold(first.text)))[1]
        first_after, second_after = row.after[:end].strip(), row.after[end:].strip()
        before_cell, count = row.before.strip().split("\n"), first_after.count("\n") + 1
        cut = len(before_cell) == count + second_after.count("\n") + 1
        texts = ("\n".join(before_cell[:count]), "\n".join(before_cell[count:])) if cut else (None, None)
        return tuple(
            Quote(i.item_id, text, after_cell, named=i.item_id in row.item_ids)
            for i, text, after_cell in zip((first, second), texts, (first_after, second_after), strict=True)
        )
    return None


def _is_beside(first: Item, second: Item) -> bool:
    """Whether an item is printed below the one before it, or below the same heading."""
    return len(second.path) > 1 and second.path[:-1] in (first.path[:-1], first.path)


def _mismatch(row: ChangeRow, by_id: _Items, items: Sequence[Item]) -> tuple[str, ...]:
    """What in the label is not the item's: the name of the question above an answer's grounds is no contradiction."""
    if "words" not in row.mismatch or row.item_ids[0] not in by_id:
        return row.mismatch
    at, item = by_id[row.item_ids[0]]
    label = name_key(row.label)
    neighbours = (i for i in items[max(at - 1, 0) : at + 2] if i is not item and i.path[:-1] == item.path[:-1])
    names_neighbour = any(i.path and name_key(heading(i.path[-1]).name) in label for i in neighbours)
    return tuple(m for m in row.mismatch if not (names_neighbour and m == "words"))


def _of_pair(row: ChangeRow, by_id: _Items, form: forms.Form) -> tuple[Quote, ...] | None:
    """The quotes of a row that names a choice and the text below it: of the text alone where neither cell says an
    option, since the choice's name is then the heading that the text stands under."""
    pair_items = [by_id[i][1] for i in row.item_ids if i in by_id]
    if len(pair_items) != 2 or row.before is None or row.after is None:
        return None
    answer, grounds = sorted(pair_items, key=lambda i: i.kind != "choice")
    if not _are_pair(answer, grounds) or by_id[grounds.item_id][0] < by_id[answer.item_id][0]:
        return None
    cells = [(text, {} if is_empty(text) else _parts(text, pair_items)) for text in (row.before, row.after)]
    if any(parts for _, parts in cells) and all(parts or is_empty(text) for text, parts in cells):
        old, new = (_answer_alone(parts.get(answer.item_id, text), answer, form) for text, parts in cells)
        was, becomes = (parts.get(grounds.item_id, text) for text, parts in cells)
        return Quote(answer.item_id, old, new), Quote(grounds.item_id, was, becomes)
    options = _options(answer, form)
    cut = _cut_pair(row, answer, grounds, options)
    if cut is None and not any(_says_option(text, options, answer) for text in (row.before, row.after)):
        cut = (Quote(grounds.item_id, row.before, row.after),)
    return tuple(replace(q, named=True) for q in cut) if cut else None


def _says_option(text: str, options: tuple[str, ...], answer: Item) -> bool:
    """Whether a text is, or begins with, one of a choice's answers; of a choice without known options, its own."""
    answers = options or (answer.text or "",)
    key = option_key(text)
    by_number = numbered_option(text, options) is not None or chosen_option(text, options) is not None
    return by_number or _is_count(text) or any(k and key.startswith(k) for k in map(option_key, answers))


def _are_pair(answer: Item, grounds: Item) -> bool:
    """Whether a text or day belongs to the choice before it: beside it below one heading, or below the choice."""
    if answer.kind != "choice" or grounds.kind not in ("text", "date") or len(answer.path) < 3:
        return False
    return grounds.path[:-1] in (answer.path[:-1], answer.path)


def _options(item: Item, form: forms.Form) -> tuple[str, ...]:
    form_item = form.item(item.item_id)
    return item.options or (form_item.options if form_item else ())


def _cut_pair(row: ChangeRow, answer: Item, grounds: Item, options: tuple[str, ...]) -> tuple[Quote, ...] | None:
    assert row.before is not None
    assert row.after is not None
    after_parts, before_parts = _split(options, row.after), _split(options, row.before)
    if after_parts is None and before_parts is None:
        return None
    if not all(
        cut is not None or is_empty(text) for cut, text in ((after_parts, row.after), (before_parts, row.before))
    ):
        return None
    (a1, a2), (b1, b2) = after_parts or (row.after, row.after), before_parts or (row.before, row.before)
    named_ids = row.item_ids
    return (
        Quote(answer.item_id, b1, a1, named=answer.item_id in named_ids),
        Quote(grounds.item_id, b2, a2, named=grounds.item_id in named_ids),
    )


def _split(options: tuple[str, ...], text: str) -> tuple[str, str] | None:
    """The option that ``text`` begins with and what follows it, or that is its last line and what stands above;
    ``None`` when there are not both."""
    folded = fold(text)
    keys = [fold(option) for option in sorted(options, key=len, reverse=True)]
    key = next((k for k in keys if k and folded.startswith(k) and len(folded) > len(k)), None)
    if key is None:
        above, _, last = text.rstrip().rpartition("\n")
        return (last.strip(), above.strip()) if above.strip() and last.strip() and fold(last) in keys else None
    _, end = fold_spans(text).span(0, len(key))
    if _is_count(text[end:]):  # 委託する（3）件 is all one answer
        return None
    behind = _IN_BRACKETS.fullmatch(text[end:])
    return text[:end].strip(), behind[1] if behind else text[end:].strip()


_IN_BRACKETS = regex(r"\s*[(（]([^()（）]+)[)）]\s*")


def _is_count(text: str) -> bool:
    """Whether a text says how many it is and nothing else: （3）件."""
    return option_count(text) is not None and not option_key(text)


# --- several items ------------------------------------------------------------------------------------


def _of_several(row: ChangeRow, by_id: _Items, form: forms.Form) -> list[Quote]:
    """A quote for each item: the part under its own label, else the whole where it can be the item's text.

    Where neither can be told the texts are taken as not readable for that item: nothing is said about it.
    """
    row_items = [by_id[i][1] for i in row.item_ids if i in by_id]
    row = replace(row, before=_words_alone(row.before), after=_words_alone(row.after))
    before_parts, after_parts = _blocks(row, row_items, form) if len(row_items) == len(row.item_ids) else ({}, {})
    if not after_parts:
        before_parts, after_parts = (_parts(text, row_items) for text in (row.before, row.after))
    whole = set() if before_parts or after_parts else {i.item_id for i in row_items if _may_be(i, row.after, form)}
    quotes = []
    for item_id in row.item_ids:
        if item_id in before_parts or item_id in after_parts:
            item = by_id[item_id][1]
            before_cell, after_cell = (
                _answer_alone(part, item, form) for part in (before_parts.get(item_id), after_parts.get(item_id))
            )
            quotes.append(Quote(item_id, before_cell, after_cell))
        elif item_id in whole:
            quotes.append(Quote(item_id, row.before, row.after))
        else:
            quotes.append(Quote(item_id, None, None))
    return quotes


def _answer_alone(text: str | None, item: Item, form: forms.Form) -> str | None:
    """Of a choice's part of a text the answer, without the fields below it that go on behind it with their names:
    「特定個人情報ファイルの全体 対象となる本人の数：1万人未満」."""
    if text is None or item.kind != "choice":
        return text
    folded = fold(text)
    keys = [fold(option) for option in sorted(_options(item, form), key=len, reverse=True)]
    key = next((k for k in keys if k and folded.startswith(k) and len(folded) > len(k)), None)
    if key is None:
        return text
    _, end = fold_spans(text).span(0, len(key))
    return text[:end].strip() if _NAMED_BEHIND.match(text[end:]) else text


_NAMED_BEHIND = regex(r"\s+[^：:\n]{2,40}[：:]")


def _words_alone(text: str | None) -> str | None:
    """The words that a cell quotes and nothing else: 「甲」の記載, 「乙」に改める."""
    match = _IN_QUOTATION_MARKS.fullmatch(text.strip()) if text and len(text) <= _LONGEST_WORDS else None
    return match[1] if match else text


_LONGEST_WORDS = 120
_IN_QUOTATION_MARKS = regex(
    r"「([^「」]+)」\s*(?:の?(?:記載|文言|表記)?を?|(?:に|へ)\s*(?:変更|修正|改める|統一|訂正)(?:する|した)?)。?"
)


def _blocks(row: ChangeRow, items: Sequence[Item], form: forms.Form) -> tuple[dict[str, str], dict[str, str]]:
    """What each side says of each item where it has a block a field, parted by blank lines or a line each, in the
    fields' printed order; empty unless both sides do and the blocks of 変更後 can be what the fields say."""
    for parting in (_counted_blocks, _BLANK_LINE.split, _LINE_END.split):
        before_cell, after_cell = (
            [block.strip() for block in parting(text.strip())] if text else [] for text in (row.before, row.after)
        )
        if len(before_cell) == len(after_cell) == len(items) and _fit(items, after_cell, form):
            ids = [item.item_id for item in items]
            return dict(zip(ids, before_cell, strict=True)), dict(zip(ids, after_cell, strict=True))
    return {}, {}


def _counted_blocks(text: str) -> list[str]:
    """The blocks of a text that are counted from one at their lines' beginnings: (1) …, (2) …; empty without them."""
    marks = list(_COUNT_OF_BLOCK.finditer(text))
    if [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)) or not marks or marks[0].start():
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


_COUNT_OF_BLOCK = regex(r"(?m:^[(（]([0-9０-９]{1,2})[)）])")


def _fit(items: Sequence[Item], blocks: Sequence[str], form: forms.Form) -> bool:
    """Whether blocks are what the fields say now or, where later rows wrote on, of the kinds that the fields have."""
    if not any(_may_be(item, block, form) for item, block in zip(items, blocks, strict=True)):
        return False
    if any(_by_names(block, [item]) for item, block in zip(items, blocks, strict=True)):
        return False
    choices = [(i, b) for i, b in zip(items, blocks, strict=True) if i.kind == "choice"]
    return all(_says_option(block, _options(item, form), item) for item, block in choices)


_BLANK_LINE, _LINE_END = regex(r"\n[ \u3000]*\n"), regex(r"\n")


def _parts(text: str | None, items: Sequence[Item]) -> dict[str, str]:
    """What stands under each item's own label in a text that says several; empty unless all labels stand there."""
    if text is None:
        return {}
    places = [(match, item) for item in items if (match := label_in(text, item)) is not None]
    if len(places) < len(items) or not places:
        return {}
    by_number = any(not _KANJI.search(match[0]) for match, _ in places)
    if by_number and any(_COUNTS.search(item.text or "") for item in items):  # ①②③ may be what an item says
        return {}
    numbers = [match[0].strip() for match, _ in places if not _KANJI.search(match[0])]
    if any(number in (item.text or "") for number in numbers for item in items):
        return {}
    places.sort(key=lambda label_place: label_place[0].start())
    ends = [*(m.start() for m, _ in places[1:]), len(text)]
    return {i.item_id: text[m.end() : end].strip() for (m, i), end in zip(places, ends, strict=True)}


_KANJI, _COUNTS = regex(r"[ぁ-ヿ一-龥]"), regex(r"(?m:^\s*[①-⑳])")


def _by_names(text: str, items: Sequence[Item]) -> dict[str, str]:
    """As :func:`_parts`, where each item's name stands as a line of its own."""
    names = {line.strip().lstrip("①②③④⑤⑥⑦⑧⑨⑩【＜<「").rstrip("】＞>」:：").strip() for line in text.splitlines()}
    wanted = {heading(item.path[-1].split("※")[0].strip()).name for item in items if item.path}
    return _parts(text, items) if wanted <= names else {}


def _may_be(item: Item, text: str | None, form: forms.Form) -> bool:
    """Whether a text can be what an item says: its own text, a part of it, or an answer of its kind."""
    if text is None or item.text is None:
        return False
    if item.kind == "choice":
        if _is_count(text):
            return option_count(item.text) is not None
        return option_key(text) in {option_key(o) for o in _options(item, form) or (item.text,)}
    return fold(text) in fold(item.text)
