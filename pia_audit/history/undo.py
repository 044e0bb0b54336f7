"""The ways to undo a row, in the order of trust (see :mod:`pia_audit.history.replay`)."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.appended_text import is_grown
from pia_audit.compare.equality import VALUES, equal, value_with
from pia_audit.compare.leaves import leaves, same_list, same_passages, spelled_otherwise, written_otherwise
from pia_audit.compare.locate import NEAR, Hit, cuts_number, locate, locate_lines, locate_near
from pia_audit.compare.quoted_cells import quoted_cells
from pia_audit.history import order
from pia_audit.history.authorship import author_of_break, author_of_slip
from pia_audit.history.current_text import BODY, Now
from pia_audit.history.earlier import Earlier
from pia_audit.history.list_rows import (
    former_list,
    lacks_numbers,
    list_with_both,
    list_with_removed,
    list_without_added,
    over_cut_list,
)
from pia_audit.history.order import Row
from pia_audit.history.passage_edges import SHORT, leaves_out, stands_once
from pia_audit.history.remains import has_more, is_rest, without_counts
from pia_audit.history.removed_passages import is_in_longer_name, is_section, prints_none
from pia_audit.japanese.ladder import Rung, fold, meet, similarity
from pia_audit.japanese.lists import heading_number
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_deletion, is_empty, says_none, says_unchanged
from pia_audit.japanese.stretches import fold_length

_PART, _MOST = 0.5, 0.8
"""Shares of a text that a passage surely is, and at most is."""
_REST = 8
_ANOTHER = 0.5
"""Texts less alike are two: what a row took away then was a passage and not this text."""
_INK = regex(r"\S")


class Step(Struct, frozen=True):
    """What undoing one row found. ``blamed`` is the later row that wrote what was found (``BODY``: none).

    ``incomplete`` is the row whose 変更前 leaves out a part (``missing``) that ``shown_by`` shows to have
    existed; 0 when there is none.
    """

    row_no: int
    trust: str
    expected: str | None = None
    found: str | None = None
    rung: Rung = Rung.IDENTICAL
    similarity: float = 1.0
    blamed: int = BODY
    ambiguous: bool = False
    incomplete: int = 0
    shown_by: int = 0
    missing: str | None = None


def undo(current: Now, kind: str, row: Row, earlier: Earlier) -> Step:
    """Undo a row of an item of a kind: the text becomes what it was before the row; what was found there."""
    if row.before is None or row.after is None:
        return _undo_unread(current, row)
    before_cell, after_cell = quoted_cells(kind, (row.before, row.after), None, current.text)
    if (before_cell, after_cell) != (row.before, row.after):
        row = replace(row, before=before_cell, after=after_cell)
    whole_texts, unsure = current.wholes, current.unsure
    before_worded, _ = relative_wording.is_worded(before_cell, after_cell)
    text_then = current.text or ""
    both = list_with_both(text_then, row)
    is_still_printed = both is not None and current.author(*both.staying) == BODY
    step = _undo_read(current, kind, row, earlier, before_worded=before_worded)
    worded, whole = before_worded or step.trust == "worded", kind in VALUES or step.trust == "whole"
    doubt = "worded" if before_worded else unsure
    if doubt == "relative" and (lacks_numbers(text_then, after_cell or "") or is_still_printed):
        doubt = ""  # in whatever list other numbers stood
    if doubt and step.trust in ("broken", "near"):  # what stood here then is not known, so nothing is said
        step = replace(step, trust=doubt)
    if worded:
        current.unsure = "worded"
    elif whole and current.wholes > whole_texts:  # the whole text of that time is known again
        current.unsure = ""
    return step


def _undo_unread(current: Now, row: Row) -> Step:
    """A row of which a cell could not be read: its 変更前, where there is one, is taken at its word."""
    step = Step(row.row_no, "unread", row.after, current.text)
    whole = current.text is None or len(current.text) <= SHORT or len(row.before or "") * 2 >= len(current.text)
    if row.before is not None and whole:
        current.become(stood(row.before), row.row_no)
    current.unsure = "unread"
    return step


def _undo_worded(current: Now, kind: str, row: Row) -> Step:
    """A row whose 変更後 speaks of the text: it confirms nothing and contradicts nothing.

    Its 変更前, where it quotes so much that it may be the whole text, is taken for what stood there before.
    """
    step = Step(row.row_no, "worded", row.after, current.text)
    before_cell = row.before or ""
    whole = kind in VALUES or len(before_cell) * 2 >= len(current.text or "")
    if whole and not relative_wording.is_worded(before_cell, row.after or "")[0]:
        current.become(stood(before_cell), row.row_no)
    return step


def _undo_read(current: Now, kind: str, row: Row, earlier: Earlier, *, before_worded: bool) -> Step:
    assert row.before is not None
    assert row.after is not None
    if equal(kind, row.after, current.text) or written_otherwise(kind, row.after, current.text):
        return _undo_whole(current, kind, row, earlier)
    if relative_wording.is_worded(row.before, row.after)[1] and not _stands(current, kind, row.after, row):
        carried = (
            _undo_relative(current, kind, row, earlier)
            if kind not in VALUES and relative_wording.relative_words(row.before, row.after)
            else None
        )
        if carried is not None:
            return carried
        if not (says_unchanged(row.after) and _stands(current, kind, row.before, row)):
            return _undo_worded(current, kind, row)
        return replace(_undo_passage(current, kind, replace(row, after=row.before), earlier), expected=row.after)
    if before_worded:  # what stood there is not known: it is left as it is
        return _undo_quoting(current, kind, replace(row, before=row.after), earlier)
    return _undo_quoting(current, kind, row, earlier)


def _undo_quoting(current: Now, kind: str, row: Row, earlier: Earlier) -> Step:
    assert row.before is not None
    assert row.after is not None
    if kind in VALUES:
        return _undo_value(current, kind, row)
    if is_empty(row.after) and not prints_none(current.text or "", row.after):
        return _undo_removal(current, kind, row, earlier)
    if relative_wording.relative_words(row.before, row.after):
        step = _undo_relative(current, kind, row, earlier)
        if step is not None:
            return step
    return _undo_passage(current, kind, row, earlier)


def _stands(current: Now, kind: str, text: str, row: Row) -> bool:
    """Whether the item itself says a text that may be words about it, or what 変更なし keeps."""
    if kind in VALUES or current.text is None or is_empty(text):
        return False
    return locate(text, current.text, row.anchor) is not None


def _step(current: Now, row: Row, trust: str, hit: Hit | None = None) -> Step:
    stretch = current.text if hit is None or current.text is None else current.text[hit.start : hit.end]
    rung = hit.rung if hit else meet(row.after or "", stretch or "") if stretch is not None else Rung.IDENTICAL
    similarity_of_hit = (
        hit.similarity if hit else 1.0 if trust == "whole" else similarity(row.after or "", stretch or "")
    )
    blamed = current.author(hit.start, hit.end) if hit else current.author(0, len(current.text or ""))
    if hit is not None and trust == "near":
        blamed = author_of_slip(current, hit, row.after or "", stretch or "") or blamed
    elif trust == "broken" and current.text:
        blamed = author_of_break(current, hit.start if hit else 0, row.after or "", stretch or "", blamed)
    return Step(
        row.row_no, trust, row.after, stretch, rung, similarity_of_hit, blamed, ambiguous=bool(hit and hit.count > 1)
    )


def _undo_whole(current: Now, kind: str, row: Row, earlier: Earlier) -> Step:
    assert row.before is not None
    step = _step(current, row, "whole")
    if is_empty(row.before):
        current.become(stood(row.before), row.row_no)
        return step
    larger_past = _larger_past(kind, row, earlier)
    if larger_past is not None:
        past, author, remainder = larger_past
        writes = locate_near(remainder, row.after or "", 0.5) is not None
        current.become(past, author)
        if not writes:
            return step
        earlier_text = earlier.last_with(remainder)
        return replace(
            step, incomplete=row.row_no, shown_by=earlier_text.row_no if earlier_text else author, missing=remainder
        )
    if current.text is not None and kind not in VALUES:
        current.shadows.add(row.row_no, current.text, row.before)
    current.become(value_with(kind, current.text, row.before), row.row_no)
    return step


def stood(before: str) -> str | None:
    """What stood in the field when 変更前 says so: nothing where it is a mark for nothing."""
    return None if is_empty(before) and not says_none(before) else before


def _larger_past(kind: str, row: Row, earlier: Earlier) -> tuple[str, int, str] | None:
    """The text earlier rows had left when the row's 変更前 quotes only a part of it.

    Returns that text, the row that last wrote it and the part that was left out.
    """
    if kind in VALUES or not row.before or not earlier:
        return None
    for fragment in earlier.fragments_around(row.before):
        past = fragment.text
        hit = locate(row.before, past)
        if hit is None or hit.how == "whole":
            continue
        remainder = (past[: hit.start] + past[hit.end :]).strip()
        if len(fold(remainder)) >= _REST:
            return past, fragment.author, remainder
    return None


def _undo_value(current: Now, kind: str, row: Row) -> Step:
    """A date, a choice or ticks that are not what they should be: equal or broken, never nearly alike."""
    assert row.before is not None
    step, before_cell = _step(current, row, "broken"), stood(row.before)
    current.become(before_cell if before_cell is None else value_with(kind, current.text, before_cell), row.row_no)
    return step


def _undo_removal(current: Now, kind: str, row: Row, earlier: Earlier) -> Step:
    """変更後 says that there is nothing (any more): ``before`` comes back, and must not be there already."""
    before_cell = relative_wording.edits(row.before or "", row.after or "")[0].before
    if former := list_with_removed(current.text or "", replace(row, before=before_cell), earlier):
        if former.facing:
            return _step(current, row, "broken", Hit(former.start, former.end, "part", Rung.WORDING, 0.0))
        current.rewrite(former.start, former.end, former.before, row.row_no)
        if not former.is_sure:  # of older rows it cannot be told whether they fit
            current.unsure = current.unsure or "relative"
        return Step(row.row_no, "relative", row.after, "", Rung.WORDING)
    hit = locate(before_cell, current.text) if current.text else None
    if hit is not None and current.text and is_in_longer_name(kind, current.text, hit):
        hit = None
    if current.text is None:
        step = Step(row.row_no, "whole", row.after, None, blamed=current.nobody)
        current.become(stood(before_cell), row.row_no)
        return step
    share = len(fold(before_cell)) / max(fold_length(current.text), 1)
    part = share < _PART or (share < _MOST and similarity(before_cell, current.text or "") < _ANOTHER)
    elsewhere = bool(row.anchor) and locate(row.anchor, current.text) is None  # of a name that stands here no more
    part = part or is_section(before_cell, current.text)
    part = part or (hit is None and is_rest(before_cell, current.text, earlier))
    if hit is None and (is_deletion(row.after or "") or elsewhere or (part and before_cell.strip())):
        step = Step(row.row_no, "relative", row.after, "", Rung.WORDING)
        current.counts_on |= heading_number(before_cell.lstrip()) is not None
        fragments = [f.text for f in earlier.fragments_with(before_cell)]
        fragment = next((f for f in fragments if locate(before_cell, f)), None)
        place, is_like = None, fragment is not None and similarity(fragment, current.text) > 0.5
        if fragment is not None and (not is_like or has_more(current.text, fragment, fragments)):
            place = order.place_beside(before_cell, fragment, current.text)
        if place is not None:
            current.insert(*place, row.row_no)
        elif fragment is not None and is_like:
            current.become(fragment, row.row_no)
        else:
            at = order.place_for(before_cell, current.text)
            current.put(at, at, before_cell, row.row_no)
        return step
    step = _step(current, row, "broken", hit)
    if hit is None:
        current.become(before_cell or None, row.row_no)
    elif hit.how == "part" and not stands_once(kind, current.text, hit):  # it may have stood there twice
        step = replace(step, ambiguous=True)
    return step


def _undo_relative(current: Now, kind: str, row: Row, earlier: Earlier) -> Step | None:
    """Carry the relative words out; ``None`` when they fit nowhere (the plain reading is tried then)."""
    text = current.text
    if text is None:
        return None
    if (former := former_list(text, row)) and not former.facing:
        step = _step(current, row, "relative", Hit(former.start, former.end, "part", Rung.NUMBERING, 1.0))
        current.rewrite(former.start, former.end, former.before, row.row_no)
        return step
    trial = Now(text, current.authors[:], current.nobody, current.loose, current.shadows)
    worst: Hit | None = None
    several_places = False
    for edit in reversed(relative_wording.edits(row.before or "", row.after or "")):
        hit = _undo_edit(trial, kind, edit, row, earlier)
        if hit is None:
            return None
        worst = hit if worst is None or hit.similarity < worst.similarity else worst
        several_places |= hit.count > 1 and bool(edit.before)
    if several_places:  # which of them the row wrote is not known
        current.unsure = current.unsure or "relative"
    trust = "near" if worst and worst.how == "near" else "relative"
    step = _step(current, row, trust, worst)
    current.text, current.authors, current.nobody = trial.text, trial.authors, trial.nobody
    current.counts_on |= trial.counts_on
    return replace(step, expected=row.after)


def _undo_edit(current: Now, kind: str, edit: relative_wording.Edit, row: Row, earlier: Earlier) -> Hit | None:
    text = current.text or ""
    if not edit.after:
        if locate(edit.before, text):
            return None
        quoted_places = (order.place_beside(edit.before, f.text, text) for f in earlier.fragments_with(edit.before))
        if place := next(filter(None, quoted_places), None):
            at, passage = place
            current.insert(at, passage, row.row_no)
        else:
            at = order.place_for(edit.before, text)
            current.put(at, at, edit.before, row.row_no)
        return Hit(at, at, "part", Rung.WORDING, 1.0)
    hit = _stretch(kind, edit.after, text, row.anchor)
    if edit.kept and (hit is None or hit.how == "near"):  # passages behind one that went only count on
        hit = _counted_on(kind, edit.after, text) or hit
    inserted = locate(edit.added, text) if edit.added and (hit is None or hit.how == "near") else None
    if inserted is not None:  # 同左 以下を追加, in between
        without = re.sub(r"\n\s*\n", "\n", text[: inserted.start] + text[inserted.end :])
        if locate(edit.before, without):
            hit, edit = inserted, relative_wording.Edit("", edit.added)
    if hit is None:
        return None
    before_cell = "" if is_empty(edit.before) else edit.before
    if hit.how == "whole" or (hit.start, hit.end) == (0, len(text)):
        current.become(before_cell or None, row.row_no)
    else:
        current.counts_on |= not before_cell and heading_number(edit.after) is not None
        current.put(hit.start, hit.end, before_cell, row.row_no)
    return hit


def _counted_on(kind: str, quoted_count: str, text: str) -> Hit | None:
    """Where a text says the same passages under other numbers."""
    hit = locate_near(quoted_count, text, _ALIKE)
    if hit is None or leaves(kind, quoted_count, text[hit.start : hit.end]):
        return None
    return replace(hit, how="whole" if (hit.start, hit.end) == (0, len(text)) else "part", similarity=1.0)


_ALIKE = 0.5
"""The same numbers or names in other writing are at least so much alike."""


def _stretch(kind: str, quoted: str, text: str, anchor: str) -> Hit | None:
    """Where a text says what is quoted: to the letter, in other writing of the same numbers or names, or nearly."""
    hit = locate(quoted, text, anchor)
    if hit is not None:
        return hit
    if listed := same_list(quoted, text) or same_passages(kind, quoted, text):
        return Hit(*listed, "part", Rung.NUMBERING, 1.0)
    hit = locate_near(quoted, text)
    if hit is not None and _is_number_of_unit(quoted, text, hit):  # 23 in 第23条
        return replace(hit, how="part", similarity=1.0)
    near_hit = hit or locate_near(quoted, text, _ALIKE)
    if near_hit is None or cuts_number(text, near_hit.start, near_hit.end):
        return hit
    stretch = text[near_hit.start : near_hit.end]
    if not written_otherwise(kind, quoted, stretch):
        is_slip = hit is None and spelled_otherwise(quoted, stretch) and not leaves(kind, quoted, stretch)
        return replace(near_hit, similarity=max(near_hit.similarity, NEAR)) if is_slip else hit
    return replace(
        near_hit, how="whole" if (near_hit.start, near_hit.end) == (0, len(text)) else "part", similarity=1.0
    )


_UNIT = regex(r"\s*[条項号](?!\s*の\s*[0-9０-９])")


def _is_number_of_unit(quoted: str, text: str, hit: Hit) -> bool:
    """Whether a row quotes the number alone of an article that a text has: 23 of 第23条, and not of 第23条の2."""
    is_alone = quoted.strip().isdecimal() and fold(quoted) == fold(text[hit.start : hit.end])
    return is_alone and text[: hit.start].rstrip().endswith("第") and _UNIT.match(text, hit.end) is not None


_NEAR_LIST = 0.8
"""A list between the same words with other numbers is no more unlike than this, or another one."""


def _undo_passage(current: Now, kind: str, row: Row, earlier: Earlier) -> Step:
    """The plain case: 変更後 is a passage of the text, exactly or nearly, or it is not."""
    assert row.before is not None
    assert row.after is not None
    text = current.text
    if both := list_with_both(text or "", row):
        step = _step(current, row, "broken", Hit(both.start, both.end, "part", Rung.WORDING, 0.0))
        step = replace(step, blamed=current.author(*both.staying))
        current.rewrite(both.start, both.end, both.before, row.row_no)
        return step
    former = former_list(text or "", row)
    likeness = similarity(row.after, former.facing) if former and former.facing else 1.0
    if former and likeness >= _NEAR_LIST:
        trust, rung = ("near", Rung.WORDING) if former.facing else ("part", Rung.NUMBERING)
        step = _step(current, row, trust, Hit(former.start, former.end, trust, rung, max(likeness, NEAR)))
        current.rewrite(former.start, former.end, former.before, row.row_no)
        if not former.is_sure:
            current.unsure = current.unsure or "relative"
        return replace(step, found=former.facing) if former.facing else step
    hit = None if text is None else _stretch(kind, row.after, text, row.anchor)
    if hit is not None and text and (whole := over_cut_list(text, hit)):
        likeness = max(similarity(row.after, text[whole.start : whole.end]), NEAR)
        hit = replace(whole, how="near", rung=Rung.WORDING, similarity=likeness)
    if (
        hit is not None and text and hit.how == "near" and current.counts_on
    ):  # a later row may have put a passage between
        hit = _with_other_counts(text, row.after, hit)
    if hit is not None:
        step = _grown(current, _step(current, row, hit.how, hit), hit, row, earlier)
        _put_back(current, hit, row)
        return step
    for author, shadow, stretch in current.shadows.holding(row.after, row.anchor):
        if not leaves_out(current.shadows.before(author), shadow, stretch):
            continue
        remainder = shadow[stretch.start : stretch.end]
        return Step(
            row.row_no, "part", row.after, remainder, stretch.rung, 1.0, author,
            incomplete=author, shown_by=row.row_no, missing=remainder,
        )  # fmt: skip
    if next(current.loose.holding(row.after), None):
        return Step(row.row_no, "part", row.after, row.after)
    return _undo_lines(current, row) or _undo_off_list(current, row) or _break(current, row)


def _with_other_counts(text: str, quoted: str, hit: Hit) -> Hit:
    """A passage that is nearly as quoted, as one that is, where the numbers before its parts are all that differs."""
    if without_counts(quoted) != without_counts(text[hit.start : hit.end]):
        return hit
    how = "whole" if (hit.start, hit.end) == (0, len(text)) else "part"
    return replace(hit, how=how, rung=Rung.NUMBERING, similarity=1.0)


def _undo_off_list(current: Now, row: Row) -> Step | None:
    """A row on numbers that no list of the text has: the list is shown, and the rest of the text is not in doubt."""
    former = list_without_added(current.text or "", row)
    if former is None:
        return None
    step = _step(current, row, "broken", Hit(former.start, former.end, "part", Rung.WORDING, 0.0))
    current.rewrite(former.start, former.end, former.before, row.row_no)
    return step


def _undo_lines(current: Now, row: Row) -> Step | None:
    """Put back the lines that a row quotes from here and there; ``None`` where they do not stand there in order."""
    edits = relative_wording.line_by_line(row.before or "", row.after or "")
    hits = locate_lines([edit.after for edit in edits], current.text or "")
    for edit, hit in reversed(list(zip(edits, hits, strict=False))):
        current.put(hit.start, hit.end, "" if is_empty(edit.before) else edit.before, row.row_no)
    return Step(row.row_no, "part", row.after, row.after) if hits else None


def _grown(current: Now, step: Step, hit: Hit, row: Row, earlier: Earlier) -> Step:
    """The step, or where lines that no row speaks of follow a quotation of the whole text, that."""
    text = current.text or ""
    if step.trust != "part" or current.unsure or _INK.search(text, 0, hit.start) or any(current.authors):
        return step
    if not is_grown(row.before or "", row.after or "", text, hit.start, hit.end):
        return step
    if any(earlier.speaks_of(line) for line in text[hit.end :].splitlines() if line.strip()):
        return step
    return replace(step, trust="grown", found=text, rung=Rung.WORDING, similarity=similarity(row.after or "", text))


def _put_back(current: Now, hit: Hit, row: Row) -> None:
    before_cell = "" if is_empty(row.before or "") else row.before or ""
    current.counts_on |= not before_cell and heading_number(row.after or "") is not None
    if (hit.start, hit.end) == (0, len(current.text or "")):
        current.become(before_cell or None, row.row_no)
    else:
        current.put(hit.start, hit.end, before_cell, row.row_no)


def _break(current: Now, row: Row) -> Step:
    """Nothing fits. The place most like it is shown, and 変更前 is put there so that one break stays one."""
    assert row.before is not None
    assert row.after is not None
    text = current.text
    before_cell = stood(row.before)
    if text is None:
        step = Step(row.row_no, "broken", row.after, None, Rung.WORDING, 0.0, current.nobody)
        current.become(before_cell, row.row_no)
        return step
    hit = locate_near(row.after, text, 0.5)
    if hit is not None and hit.similarity >= NEAR:
        hit = replace(hit, similarity=NEAR - 0.001)
    nearest = hit
    if len(text) <= SHORT:
        hit = None  # a name is one thing: a piece of it alone would be no text of that time
    step = replace(_step(current, row, "broken", hit), rung=Rung.WORDING)
    if nearest is not None and hit is None and step.blamed == BODY:  # 1,200人 of 対象者は1,300人である
        stretch = text[nearest.start : nearest.end]
        most = current.author(nearest.start, nearest.end)
        author = author_of_break(current, nearest.start, row.after, stretch, most)
        step = step if author == BODY else replace(step, blamed=author, found=stretch)
    if hit is not None and (hit.start, hit.end) != (0, len(text)):
        current.put(hit.start, hit.end, before_cell or "", row.row_no)
    elif len(text) <= SHORT or hit is not None or len(row.after) * 2 >= len(text):
        current.become(before_cell, row.row_no)
    elif before_cell:
        current.loose.add(row.row_no, before_cell)
    return step
