"""The rows of one item that wait to be carried out on its older text, and the text as they write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.equality import whole_line
from pia_audit.compare.heading_rows import quoted_below_heading
from pia_audit.compare.indexes import QuotationIndex, TextIndex
from pia_audit.compare.leaves import same_list, same_passages, written_otherwise
from pia_audit.compare.list_rows import carry_out_on_list, list_statement, put_in_list
from pia_audit.compare.locate import Hit, locate, locate_lines, locate_near, with_whole_numbers
from pia_audit.compare.values import listed_numbers
from pia_audit.compare.verdicts import RowStatement, Verdict, misquoted
from pia_audit.compare.written_text import WrittenText
from pia_audit.japanese.ladder import Rung, fold, same
from pia_audit.japanese.lists import passages, split_names
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_NEAR_TRIES = 8
"""A row is held nearly against the text so many times, the text having changed in between, and then no more."""


class WaitingRows:
    """The rows that are still to be carried out. A row whose 変更前 stands nowhere is looked at again when the text has
    changed where it may stand."""

    def __init__(self, kind: str, rows: Sequence[RowStatement]) -> None:
        self._kind = kind
        self._left = dict(enumerate(rows))
        edits = [relative_wording.edits(row.before or "", row.after or "") for row in rows]
        self._several = [n for n, row_edits in enumerate(edits) if len(row_edits) > 1]
        self._new = [n for n, row_edits in enumerate(edits) if is_empty(row_edits[0].before)]
        self._index = QuotationIndex([row_edits[0].before for row_edits in edits])
        self._in_lines = {n: 0 for n, row_edits in enumerate(edits) if len(row_edits) == 1}
        self._in_lists = {n: 0 for n, row_edits in enumerate(edits) if len(row_edits) == 1}
        self._befores = TextIndex(row.before or "" for row in rows)
        self._shown: dict[int, list[int]] = {}
        self._standing: list[int] = []
        self._not_near = ""
        self._tries = [0] * len(rows)

    def __bool__(self) -> bool:
        return bool(self._left)

    def next(self, state: WrittenText, target: str) -> tuple[RowStatement, Verdict | None]:
        """Carry out the row that fits best: exactly first, then nearly, then by its relative words."""
        number, verdict = (
            self._exact(state, target)
            or self._by_numbers(state, target)
            or self._by_lines(state)
            or self._where_quoted(state)
            or self._nearly(state, target)
            or (next(iter(self._left)), None)
        )
        return self._left.pop(number), verdict

    def _exact(self, state: WrittenText, target: str) -> tuple[int, Verdict] | None:
        retries = [*self._several, *([] if state.text.strip() and not is_empty(state.text) else self._new)]
        for number in {*self._index.arrived(state.text), *retries}.intersection(self._left):
            heappush(self._standing, number)
        while self._standing:
            row = self._left.get(self._standing[0])
            if row and stood_already(state, row, target):
                return self._standing[0], Verdict(row.row_no, "phantom", expected=row.after, found=target)
            if row and (verdict := self._on_list(self._standing[0], state, target, ahead_of_words=True)):
                return self._standing[0], verdict
            if row and carry_out(state, row, target):
                self._carry_on(state, row, target)
                return self._standing[0], Verdict(row.row_no, "confirmed")
            self._index.absent(heappop(self._standing))
        return None

    def _by_numbers(self, state: WrittenText, target: str) -> tuple[int, Verdict] | None:
        """A row that quotes a list of the text with other signs between its numbers, some of it, or a number too few or
        too many."""
        for number in [n for n, tries in self._in_lists.items() if n in self._left and tries < _NEAR_TRIES]:
            self._in_lists[number] += 1
            verdict = self._on_list(number, state, target)
            if verdict is not None:
                return number, verdict
        return None

    def _on_list(self, number: int, state: WrittenText, target: str, *, ahead_of_words: bool = False) -> Verdict | None:
        """Carry out a row on the list that it quotes; one that gives some numbers below a heading alone then quotes the
        whole list, as the rows before it left that."""
        row = self._left[number]
        before_cell, after_cell = quoted_below_heading(row.before or "", row.after or "", state.text, is_newer=False)
        if (before_cell, after_cell) != (row.before or "", row.after or ""):
            row = replace(row, before=before_cell, after=after_cell)
        verdict = carry_out_on_list(state, list_statement(row), target, ahead_of_words=ahead_of_words)
        if verdict is not None:
            self._left[number] = row
        return verdict

    def _carry_on(self, state: WrittenText, row: RowStatement, target: str) -> None:
        """Words that a row exchanges are exchanged wherever the item said them, where the newer text says them nowhere
        any more and no other row quotes them: 番号法第19条第7号 of two paragraphs."""
        before_cell, after_cell = relative_wording.exchanged_words(row.before or "", row.after or "")
        if not _is_exchange_of_words(before_cell, after_cell):
            return
        others = [
            r
            for r in self._left.values()
            if r is not row and before_cell in relative_wording.exchanged_words(r.before or "", r.after or "")[0]
        ]
        if others or not _is_exchanged(before_cell, after_cell, state.text, target):
            return
        for _ in range(_MOST_PLACES):
            hit = _standing_alone(before_cell, after_cell, state.text)
            if hit is None:
                return
            state.put(hit.start, hit.end, after_cell, row.row_no)

    def _by_lines(self, state: WrittenText) -> tuple[int, Verdict] | None:
        """A row that quotes lines from here and there, each carried out where it stands."""
        for number in [n for n, tries in self._in_lines.items() if n in self._left and tries < _NEAR_TRIES]:
            self._in_lines[number] += 1
            row = self._left[number]
            edits = relative_wording.line_by_line(row.before or "", row.after or "")
            hits = locate_lines([edit.before for edit in edits], state.text)
            for edit, hit in reversed(list(zip(edits, hits, strict=False))):
                state.put(hit.start, hit.end, "" if is_empty(edit.after) else edit.after, row.row_no)
            if hits:
                return number, Verdict(row.row_no, "confirmed")
        return None

    def _where_quoted(self, state: WrittenText) -> tuple[int, Verdict] | None:
        """A row that only puts words in, where another row's 変更前 shows in what place: that was written later."""
        for number in [n for n in self._new if n in self._left] if len(self._left) > 1 else []:
            row = self._left[number]
            quotations = [self._left[n].before or "" for n in self._showing(number) if n in self._left]
            if quotations and put_where_quoted(state, row, quotations):
                return number, Verdict(row.row_no, "confirmed")
        return None

    def _showing(self, number: int) -> Sequence[int]:
        """The other rows whose 変更前 may hold what a row puts in."""
        if number not in self._shown:
            row = self._left[number]
            edits = relative_wording.edits(row.before or "", row.after or "")
            self._shown[number] = [n for n in self._befores.holding(edits[0].after) if n != number]
        return self._shown[number]

    def _nearly(self, state: WrittenText, target: str) -> tuple[int, Verdict] | None:
        if self._not_near and self._not_near == state.text:
            return None
        for number, row in self._left.items():
            if self._tries[number] < _NEAR_TRIES:
                self._tries[number] += 1
                was = carry_out_nearly(self._kind, state, row, target)
                if was is not None:
                    return number, verdict_of_near(self._kind, row, was, target)
        self._not_near = state.text
        return None


def stood_already(state: WrittenText, row: RowStatement, target: str) -> bool:
    """Whether a row only adds to words that stand once in the text, and what it adds stands beside them in both
    editions and is no other row's: carried out it would stand there twice."""
    edits = relative_wording.edits(row.before or "", row.after or "")
    before_cell, after_cell = edits[0].before, edits[0].after
    if (
        len(edits) > 1
        or is_empty(before_cell)
        or is_empty(after_cell)
        or same(before_cell, after_cell)
        or not locate(before_cell, after_cell)
    ):
        return False
    if _names_stood(before_cell, after_cell, state, target):
        return True
    added_hit, hit = locate(after_cell, state.text), locate(before_cell, state.text)
    if added_hit is None or hit is None or added_hit.count > 1 or hit.count > 1 or locate(after_cell, target) is None:
        return False
    return (
        added_hit.start <= hit.start
        and hit.end <= added_hit.end
        and not any(state.authors[added_hit.start : added_hit.end])
    )


_LONGEST_NAME = 60


def _names_stood(before: str, after: str, state: WrittenText, target: str) -> bool:
    """Whether a row lists names and adds some that both editions list beside them, whoever wrote the rest."""
    names, later = split_names(before), split_names(after)
    added = {*later}.difference(names)
    if not added or not {*names} <= {*later} or any(len(n) > _LONGEST_NAME or "。" in n for n in later):
        return False
    if len(later) < 2 or any(digit in cell for cell in (before, after) for digit in "0123456789０１２３４５６７８９"):
        return False
    return all(_lists_all(later, text) for text in (state.older, state.text, target))


def _lists_all(names: Sequence[str], text: str) -> bool:
    """Whether one passage of a text lists all names, or its passages are names."""
    listed = [split_names(text[start:end]) for start, end in passages(text)]
    if all(len(of_passage) < 2 for of_passage in listed):
        listed = [tuple(name for of_passage in listed for name in of_passage)]
    return any({*names} <= {*of_passage} for of_passage in listed)


def put_where_quoted(state: WrittenText, row: RowStatement, quotations: Iterable[str]) -> bool:
    """Write what a row only puts in where the 変更前 of another row shows it; whether one does."""
    edits = relative_wording.edits(row.before or "", row.after or "")
    added = edits[0].after if len(edits) == 1 else ""
    if not added or is_empty(added) or not is_empty(edits[0].before) or not state.text:
        return False
    for quotation in quotations:
        added_hit = locate(added, quotation)
        if added_hit is None:
            continue
        start, end = whole_line(quotation, added_hit.start, added_hit.end)
        hit = locate(quotation[:start] + quotation[end:], state.text)
        if hit is not None and (start or end < len(quotation)):
            state.put(hit.start, hit.end, quotation, row.row_no, ((0, start), (end, len(quotation))))
            return True
    return False


def carry_out(state: WrittenText, row: RowStatement, target: str) -> bool:
    """Write what a row says where its 変更前 stands, all of it or nothing; whether it does. ``target`` is the newer
    text."""
    edits = relative_wording.edits(row.before or "", row.after or "")
    trial = (
        state if len(edits) == 1 else WrittenText(state.text, state.authors[:], state.replacements[:], state.older)
    )  # all or none
    for edit in edits:
        hit = _quoted(edit.before, trial.text, row.anchor)
        if hit is None and is_empty(edit.before) and (not trial.text.strip() or is_empty(trial.text)):
            trial.put(0, len(trial.text), _with_stop(edit.after, target), row.row_no)
            continue
        if hit is None:
            return False
        if edit.added and put_in_list(trial, edit.added, row.row_no, target):
            continue
        edit = _as_inserted(edit, target) or edit
        hit = _shown_place(trial.text, edit, target, hit) or _not_written_yet(trial, edit.before, hit)
        if hit.how != "whole" and same(edit.after, target):
            # 変更後 is the whole newer text, so the row tells all of it though 変更前 shows a part.
            hit = replace(hit, start=0, end=len(trial.text))
        after_cell = "" if is_empty(edit.after) and not same(edit.after, target) else edit.after
        if is_empty(edit.before) and hit.end - hit.start == len(trial.text):
            after_cell = _with_stop(after_cell, target)
        trial.put(hit.start, hit.end, after_cell, row.row_no, edit.kept if after_cell == edit.after else ())
    state.text, state.authors, state.replacements = trial.text, trial.authors, trial.replacements
    return True


def _as_inserted(edit: relative_wording.Edit, target: str) -> relative_wording.Edit | None:
    """An edit that puts words behind what it leaves as it was (同左 以下を追加), where the newer text has them between
    its passages: the stretch of the newer text that says both."""
    added = edit.added
    added_hit = locate(added, target) if added and not locate(edit.after, target) else None
    if added_hit is None or added_hit.count > 1:
        return None
    start, end = whole_line(target, added_hit.start, added_hit.end)
    around = locate(edit.before, target[:start] + target[end:])
    if around is None:
        return None
    if around.end < start and not target[around.end : start].strip(_JOINTS):  # A、B: the sign that joins came with B
        stretch = target[around.start : end]
        return replace(edit, after=stretch, kept=((0, around.end - around.start),))
    if not around.start <= start <= around.end:
        return None
    stretch = target[around.start : around.end + end - start]
    kept_spans = ((0, start - around.start), (end - around.start, len(stretch)))
    return replace(edit, after=stretch, kept=tuple(span for span in kept_spans if span[0] < span[1]))


_JOINTS = "、，,・･ \u3000"


def _with_stop(after: str, target: str) -> str:
    """What a row writes where nothing stood: the newer text, where it is that but for the full stop at its end."""
    bare, bare_target = (text.rstrip().removesuffix("。") for text in (after, target))
    return target if same(bare, bare_target) else after


_FEWEST_SIGNS = 2
_LETTER = regex(r"[^\W\d_]")


def _is_exchange_of_words(before: str, after: str) -> bool:
    """Whether a row quotes words of a sentence, not a sentence or a line."""
    return (
        len(before) >= _FEWEST_SIGNS
        and bool(_LETTER.search(before))
        and not any(is_empty(cell) or "。" in cell or "\n" in cell.strip() for cell in (before, after))
    )


def _is_exchanged(before: str, after: str, text: str, target: str) -> bool:
    """Whether a text with its remaining words exchanged has as many of the new ones as the newer text, which has none
    of the old ones left."""
    old, new, now, then = (fold(side) for side in (before, after, text, target))
    if not old or old not in now.replace(new, ""):
        return False
    exchanged = now.replace(new, _AWAY).replace(old, new).replace(_AWAY, new)
    return old not in then.replace(new, "") and exchanged.count(new) == then.count(new)


_AWAY = "\ufffc"


def _standing_alone(before: str, after: str, text: str) -> Hit | None:
    """The first place where a text says the words, and not within the new ones: 職員 in 職員等."""
    at = 0
    for _ in range(_MOST_PLACES):
        hit = locate(before, text[at:])
        if hit is None:
            return None
        start, end = hit.start + at, hit.end + at
        around = text[max(0, start - len(after)) : end + len(after)]
        if fold(before) in fold(around).replace(fold(after), ""):
            return replace(hit, start=start, end=end)
        at = end
    return None


_STRETCH = regex(r"[^\s：:、，,。（）()「」【】\[\]]+")
_LONGEST_MARK = 10


def _quoted(before: str, text: str, anchor: str) -> Hit | None:
    """Where the text says what 変更前 quotes. A mark for nothing does so only where it stands by itself: the long vowel
    of a word is no dash."""
    if not text or not is_empty(before):
        return locate(before, text, anchor) if text else None
    if same(before, text):
        return Hit(0, len(text), "whole", Rung.IDENTICAL, 1.0)
    stretches = (m.span() for m in _STRETCH.finditer(text) if m.end() - m.start() <= _LONGEST_MARK)
    places = [(start, end) for start, end in stretches if same(before, text[start:end])]
    return Hit(*places[0], "part", Rung.IDENTICAL, 1.0, len(places)) if places else None


_BESIDE = 8
_MOST_PLACES = 20


def _shown_place(text: str, edit: relative_wording.Edit, target: str, first: Hit) -> Hit | None:
    """Of several equal passages the one where the newer text shows what the row puts there; ``None`` without one."""
    hit: Hit | None = first if first.count > 1 and edit.after and not is_empty(edit.after) else None
    folded_target = fold(target) if hit else ""
    for _ in range(_MOST_PLACES):
        if hit is None:
            return None
        around = text[max(0, hit.start - _BESIDE) : hit.start], text[hit.end : hit.end + _BESIDE]
        if fold(edit.after.join(around)) in folded_target:
            return hit
        at = hit.end
        following = _quoted(edit.before, text[at:], "")
        hit = replace(following, start=following.start + at, end=following.end + at) if following else None
    return None


def _not_written_yet(state: WrittenText, before: str, first: Hit) -> Hit:
    """Of several equal passages the first that no row has written yet: what a row has just put there is rarely what
    another row of the same edition takes away, while the passage that stood there is still to be accounted for."""
    hit: Hit | None = first
    while hit is not None and first.count > 1:
        if not any(state.authors[hit.start : hit.end]):
            return hit
        at = hit.end
        hit = _quoted(before, state.text[at:], "")
        hit = replace(hit, start=hit.start + at, end=hit.end + at) if hit else None
    return first


ALIKE = 0.5
"""The same numbers or names in other writing are at least so much alike."""


def carry_out_nearly(kind: str, state: WrittenText, row: RowStatement, target: str) -> str | None:
    """Carry out a row whose 変更前 is nearly a passage of the text, or says the same in other writing; returns it. One
    whose 変更後 stood in that place in the older edition already changes nothing."""
    if relative_wording.relative_words(row.before or "", row.after or "") or is_empty(row.before or ""):
        return None
    if state.older != state.text and (was := _stood_in_place(kind, state.older, row, target)):
        return was
    hit = _near_place(kind, row.before or "", state.text)
    if hit is None:
        return None
    was = state.text[hit.start : hit.end]
    if not _is_done(row, was):
        state.put(hit.start, hit.end, "" if is_empty(row.after or "") else row.after or "", row.row_no)
    return was


def _stood_in_place(kind: str, older: str, row: RowStatement, target: str) -> str:
    """What the older text says in the place of 変更前, if that is 変更後 and the newer text says neither: another row
    goes on from it. Empty where that is not so."""
    if not locate(row.after or "", older) or any(locate(cell or "", target) for cell in (row.before, row.after)):
        return ""
    hit = _near_place(kind, row.before or "", older)
    was = older[hit.start : hit.end] if hit else ""
    return was if _is_done(row, was) else ""


def _is_done(row: RowStatement, was: str) -> bool:
    """Whether what stands in the place of 変更前 is 変更後."""
    after_cell = row.after or ""
    return not is_empty(after_cell) and same(was, after_cell) and not same(row.before or "", after_cell)


def _near_place(kind: str, quoted: str, text: str) -> Hit | None:
    """Where a text says nearly what is quoted, or the same in other writing."""
    if not text:
        return None
    hit = locate_near(quoted, text)
    if hit is None and (listed := same_list(quoted, text)):
        hit = Hit(*listed, "near", Rung.WORDING, 1.0)
    elif hit is None and (similar := same_passages(kind, quoted, text)):
        hit = Hit(*similar, "near", Rung.WORDING, 1.0)
    elif hit is None and written_otherwise(kind, quoted, text):
        hit = Hit(0, len(text), "near", Rung.WORDING, 1.0)
    if hit is None:
        hit = locate_near(quoted, text, ALIKE)
        if hit is None or not written_otherwise(kind, quoted, text[hit.start : hit.end]):
            return None
    whole = with_whole_numbers(quoted, text, hit)
    return None if whole is None else _over_list(quoted, text, whole)


_BEHIND_LIST = regex(r"[^0-9０-９]*$")


def _over_list(quoted: str, text: str, hit: Hit) -> Hit:
    """A passage that ends within a list of numbers, where the quotation ends with what stands behind the list (の項):
    up to there, since it quotes the whole list with other numbers."""
    tail = _BEHIND_LIST.search(quoted.rstrip())
    if tail is None or not tail[0] or len(tail[0]) > _BESIDE:
        return hit
    for start, end, _ in listed_numbers(text):
        begin = text.find(tail[0], start, end + len(tail[0]))
        if start < hit.end < end + len(tail[0]) and begin > 0:
            return replace(hit, end=begin + len(tail[0]))
    return hit


def verdict_of_near(kind: str, row: RowStatement, was: str, target: str) -> Verdict:
    """A row whose 変更前 is not to the letter what stood there: it may say the same in other writing. Where its 変更後
    stood there already, carrying it out changes nothing; what the newer text says there is shown."""
    if _is_done(row, was):
        hit = locate(was, target) or locate_near(was, target, ALIKE)
        passage = target[hit.start : hit.end] if hit else target
        return Verdict(row.row_no, "phantom", expected=row.after, found=passage)
    if same(row.before or "", was) or same_list(row.before or "", was) or written_otherwise(kind, row.before, was):
        return Verdict(row.row_no, "confirmed")
    return misquoted(row, "before", row.before or "", was)
