"""The rows of one table together: each label read once, what it leaves open settled by texts and neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pia_audit.forms import template
from pia_audit.forms.labels.chains import Chains
from pia_audit.forms.labels.fields import Field, Index, printed_fields
from pia_audit.forms.labels.label_parts import (
    CERTAIN,
    Part,
    is_bare_name,
    is_clear,
    is_outweighed,
    names_last_level,
    names_nothing,
    of_one_file,
)
from pia_audit.forms.labels.levels import file_index, innermost_group
from pia_audit.forms.labels.lists import readings
from pia_audit.forms.labels.outcome import Meaning, group_of
from pia_audit.forms.labels.scoring import Candidate, candidates
from pia_audit.forms.labels.table_labels import Labels
from pia_audit.forms.labels.text_fit import CHANCY, SHORT, answer, can_hold, fits, says_more_than_option
from pia_audit.forms.labels.text_headings import headed, part_cells
from pia_audit.forms.labels.weights import weights
from pia_audit.forms.labels.whole_report import leaves_to_above, names_report
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model import ChangeRow, Item

_PASSES = 3
_VALUES = (*CHANCY, "date")
"""Kinds of fields whose texts stand in many others."""


def _ahead(ranked: Sequence[tuple[float, Candidate]]) -> float:
    """How far the first is ahead of the first of another item."""
    if not ranked:
        return 0.0
    top = ranked[0]
    runner_up_scores = (score for score, c in ranked[1:] if c.field.item_id != top[1].field.item_id)
    return top[0] - max(runner_up_scores, default=top[0] - CERTAIN)


class Table:
    """The rows of a change table against the fields of its report."""

    def __init__(self, rows: Sequence[ChangeRow], items: Sequence[Item], form_key: str) -> None:
        self.rows = rows
        self.index = Index(printed_fields(items, form_key))
        self.several_files = len({i for f in self.index.fields if (i := file_index(f.item_id)) is not None}) > 1
        self.labels = Labels(self.index, form_key, several_files=self.several_files)
        self.chains = Chains(rows)
        self.meanings: list[Meaning | None] = [None] * len(rows)
        self._headings = {i.item_id: i.path[-1] for i in items if i.path}
        self._answers_of_texts: dict[tuple[int, Field], tuple[int, float]] = {}

    def resolved(self) -> list[ChangeRow]:
        """The rows with what each means."""
        for at in range(len(self.rows)):
            self._take(at, self._by_headings(at) or self._by_label(at))
        order = sorted(range(len(self.rows)), key=lambda at: -self.chains.rank[at])
        for _ in range(_PASSES):
            self.chains.leave_open((at, self._item_ids(at)) for at in order if self.meanings[at] is None)
            settled = [self._take(at, self._by_texts(at)) for at in order if self.meanings[at] is None]
            if not any(settled):
                break
        for at in range(1, len(self.rows)):
            if self.meanings[at] is None:
                self._take(at, self._as_continued(at))
        return [self._meaning(at).written(row, self.several_files) for at, row in enumerate(self.rows)]

    def _item_ids(self, at: int) -> set[str]:
        """The items that a row may be about, by its label."""
        label = self.rows[at].label
        return (
            set()
            if leaves_to_above(label)
            else {c.field.item_id for p in self.labels.parts(label) for c in p.candidates}
        )

    def _meaning(self, at: int) -> Meaning:
        return self.meanings[at] or self._open(at)

    def _take(self, at: int, meaning: Meaning | None) -> bool:
        if meaning is None:
            return False
        self.meanings[at] = meaning
        for _, candidate in meaning.items:
            self.chains.add(candidate.field.item_id, at)
        return True

    def _by_label(self, at: int) -> Meaning | None:
        """What a row means where its label alone tells it."""
        label = self.rows[at].label
        if names_report(label):
            return Meaning("report", margin=CERTAIN)
        if leaves_to_above(label):
            return None
        parts = self.labels.parts(label)
        clear = weights().limits["clear"]
        margin = min(p.margin for p in parts)
        if len(parts) > 1 and margin >= weights().limits["sure"] and all(map(is_clear, parts)):
            ids = [p.candidates[0].field.item_id for p in parts]
            if part_cells(self.rows[at], {i: self._headings[i] for i in ids if i in self._headings}, ids):
                return self._named(parts, [p.candidates[0] for p in parts], max(margin, clear))
        if margin < clear or not all(is_clear(p) and self._holds(at, p) for p in parts):
            return None
        return self._named(parts, [p.candidates[0] for p in parts], margin)

    def _by_headings(self, at: int) -> Meaning | None:
        """What a row means whose label is a heading and whose texts print the headings below it, each before what it
        says of that field: 「7. 担当部署」 with 「①部署：税務課 ②所属長の役職名：税務課長」."""
        row = self.rows[at]
        cells = [cell for cell in (row.before, row.after) if cell and not is_empty(cell)]
        if not cells or leaves_to_above(row.label) or names_report(row.label):
            return None
        parts = self.labels.parts(row.label)
        if len(parts) > 1 or parts[0].is_open or not parts[0].candidates:
            return None
        best = parts[0].candidates[0]
        is_named = best.is_complete and names_last_level(best)
        depth = best.depth - best.is_complete
        above = best.field.levels[:depth]
        beside = (c.score for c in parts[0].candidates if c.field.levels[:depth] != above)
        margin = best.score - max(beside, default=best.score - CERTAIN)
        if len(cells) < 2 and group_of(best) is not None:
            return None  # the group itself came or went
        if not above or best.is_contradicted or best.is_doubtful or margin < weights().limits["sure"]:
            return None
        below = {f.item_id: f for f in self.index.below(above)}
        headings = {item_id: self._headings[item_id] for item_id in below if item_id in self._headings}
        named_headings = {frozenset(headed(cell, headings)) for cell in cells}
        ids = next(iter(named_headings))
        if len(named_headings) > 1 or len(ids) < 1 + is_named or (is_named and best.field.item_id not in ids):
            return None
        fields = [f for item_id, f in below.items() if item_id in ids]
        chosen = [replace(best, field=f, depth=len(f.slots), named=frozenset(range(len(f.slots)))) for f in fields]
        items = tuple((parts[0].label, candidate) for candidate in chosen)
        return Meaning("items" if len(items) > 1 else "item", items, margin=max(margin, weights().limits["clear"]))

    def _holds(self, at: int, part: Part) -> bool:
        """Whether the best candidate has no field below it that the row might mean, and can hold the row's texts.

        Where the label is plain, a text it cannot hold is a wrong text and no other item: 「未定」 that is no option.
        It is not where it has words of another field besides: 「⑤物理的対策 具体的な対策の内容」.
        """
        best = part.candidates[0].field
        below = any(c.field.slots[: len(best.slots)] == best.slots for c in part.candidates[1:] if c.field is not best)
        plain = part.margin >= weights().limits["plain"] and not part.candidates[0].words
        return not below and (plain or can_hold(self.chains.texts[at], best))

    def _named(self, parts: Sequence[Part], chosen: Sequence[Candidate], margin: float) -> Meaning:
        items = [
            (part.label, self._as_the_form_has_it(part, candidate))
            for part, best in zip(parts, chosen, strict=True)
            for candidate in (self._in_all_files(best) if part.label.common else [best])
        ]
        several = len({c.field.item_id for _, c in items}) > 1
        return Meaning("items" if several else "item", tuple(items), margin=margin)

    def _as_the_form_has_it(self, part: Part, best: Candidate) -> Candidate:
        """A candidate that a label contradicts only because the report leaves a level of the form out.

        「④ その妥当性」 gives the form's number, whether or not the report prints その妥当性 below ④.
        """
        if not best.is_contradicted or not best.field.printed:
            return best
        item_id = template(best.field.item_id)
        answering = self.labels.of_form_alone(part.label.signs.raw)
        of_form = (c for c in answering if template(c.field.item_id) == item_id)
        return best if all(c.is_contradicted for c in of_form) else replace(best, numbers=(), words=())

    def _in_all_files(self, best: Candidate) -> list[Candidate]:
        """The item in each file of the report."""
        if not best.field.printed:
            return [best]
        return [replace(best, field=field) for field in self.index.fields if field.place == best.field.place]

    # with the texts and the rows beside

    def _by_texts(self, at: int) -> Meaning | None:
        if leaves_to_above(self.rows[at].label):
            return self._as_above(at)
        parts = self.labels.parts(self.rows[at].label)
        chosen: list[tuple[Part, Candidate, float]] = []
        for part in parts:
            settled = self._settled(at, part, chosen[-1][1] if chosen else None)
            if not settled and len(parts) > 1:
                settled = self._in_fitting_files(at, part)
            if not settled:
                return None
            chosen += [(part, candidate, margin) for candidate, margin in settled]
        return self._named([p for p, _, _ in chosen], [c for _, c, _ in chosen], min(m for _, _, m in chosen))

    def _in_fitting_files(self, at: int, part: Part) -> list[tuple[Candidate, float]]:
        """The item of a list that names no file, in every file where the row's texts fit it."""
        best = part.candidates[0]
        tied = [c for c in part.candidates if c.field.place == best.field.place and c.is_complete]
        other_candidates = [c for c in part.candidates if c.field.place != best.field.place]
        margin = best.score - max((c.score for c in other_candidates), default=best.score - CERTAIN)
        texts = self.chains.texts[at]
        fitting = [c for c in tied if fits(texts, c.field, self.chains.after(c.field, at))]
        return [(c, margin) for c in fitting] if margin >= weights().limits["sure"] else []

    def _as_above(self, at: int) -> Meaning | None:
        """The meaning of the row above, unless this row's texts are such as its item cannot hold."""
        above = self.meanings[at - 1] if at else None
        if above is None or not above.items:
            return above and replace(above, inherited=True)
        if all(self._answer(at, c.field) <= weights().text["kind"] for _, c in above.items):
            return None
        return replace(above, inherited=True, margin=min(above.margin, weights().limits["clear"]))

    def _answer(self, at: int, field: Field) -> float:
        """What a row's texts add to a field; worked out anew only where other rows of the item have become known."""
        state = self.chains.state(field)
        known_state, weight = self._answers_of_texts.get((at, field), (-1, 0.0))
        if known_state != state:
            later, earlier = self.chains.may_stand_after(field, at), self.chains.may_stand_before(field, at)
            weight = answer(self.chains.texts[at], field, later, earlier)
            self._answers_of_texts[at, field] = state, weight
        return weight

    def _settled(self, at: int, part: Part, previous: Candidate | None) -> list[tuple[Candidate, float]]:
        """The candidate that is far enough ahead with the row's texts, and by how much; else nothing.

        ``before`` is what the part before of the same list means: the parts of a list are mostly below one heading.
        """
        if part.label.common and part.candidates:
            part = of_one_file(part)
        ranked = self._ranked(at, part, previous)
        if not ranked or part.is_open:
            return []
        best, margin = ranked[0][1], _ahead(ranked)
        if margin < _needed(ranked) or not self._is_borne_out(at, part, best):
            return []
        return [(best, margin)]

    def _is_borne_out(self, at: int, part: Part, best: Candidate) -> bool:
        """Whether a candidate that the label does not name in full, or names otherwise, is one by the row's texts."""
        if best.is_renamed:
            return False
        if best.is_doubtful:
            return self._answer(at, best.field) >= weights().limits["borne_out"]
        if is_outweighed(best) and self._answer(at, best.field) <= 0:
            return False
        return best.is_complete or self._may_stand_for(at, part, best)

    def _may_stand_for(self, at: int, part: Part, best: Candidate) -> bool:
        """Whether an item is meant by a heading above it: its texts say so, or nothing else is below the heading."""
        texts = self.chains.texts[at]
        if fits(texts, best.field, self.chains.after(best.field, at)):
            return True
        alone = all(c.field.item_id == best.field.item_id or c.depth < best.depth for c in part.candidates)
        return alone and group_of(best) is None and self._answer(at, best.field) > weights().text["kind"]

    def _ranked(self, at: int, part: Part, previous: Candidate | None = None) -> list[tuple[float, Candidate]]:
        scored = [
            (c.score + self._answer(at, c.field) + self._beside(at, c) + _shared(c, previous), c)
            for c in part.candidates
        ]
        return sorted(scored, key=lambda s: (-s[0], s[1].field.seq))

    def _beside(self, at: int, candidate: Candidate) -> float:
        """What the row above tells: the same day, the same heading, the form's order."""
        above = self.meanings[at - 1] if at else None
        if above is None or not above.items or not self._same_day(at):
            return 0.0
        w, field = weights().text, above.items[-1][1].field
        near = candidate.field.slots[:-1] == field.slots[:-1]
        return w["neighbour"] * near + w["order"] * (candidate.field.seq >= field.seq)

    def _same_day(self, at: int) -> bool:
        return self.rows[at].changed_on == self.rows[at - 1].changed_on

    def _as_continued(self, at: int) -> Meaning | None:
        """A label that is nothing but the name of a field, below a row of the same day that names the group or heading
        it belongs to: 委託事項3 ①委託内容, then ③委託先名.

        The one field of that name there, further down the form, which the texts must fit.
        """
        above, parts = self.meanings[at - 1], self.labels.parts(self.rows[at].label)
        if above is None or len(parts) > 1 or not self._same_day(at) or not is_bare_name(parts[0]):
            return None
        last = above.items[-1][1].field if above.items else None
        group = innermost_group(last.item_id) if last else "".join(above.groups[:1] if len(above.groups) == 1 else ())
        beneath = [c for c in parts[0].candidates if _is_beneath(c, last, group)]
        if len({c.field.item_id for c in beneath}) != 1:
            return None
        best = beneath[0]
        if not fits(self.chains.texts[at], best.field, self.chains.after(best.field, at)):
            return None
        return self._named(parts, [best], weights().limits["sure"])

    # what stays open

    def _open(self, at: int) -> Meaning:
        """A row that names a group, nothing, or something that cannot be told."""
        label = self.rows[at].label
        if leaves_to_above(label):
            above = self.meanings[at - 1] if at else None
            return Meaning("unsure", candidates=tuple(c.field for _, c in above.items) if above else ())
        parts = self.labels.parts(label)
        if not any(p.candidates for p in parts) or all(names_nothing(p) for p in parts):
            spoken_of = self._spoken_of(at)
            if spoken_of:
                return Meaning("unsure", candidates=spoken_of, margin=weights().limits["sure"] / 2)
            return Meaning("none", margin=weights().limits["clear"])
        group = self._group(parts) or self._both_below(at, parts)
        if group is not None:
            return group
        ranked = [self._ranked(at, p) for p in parts]
        margin = min((_ahead(r) for r in ranked), default=0.0)
        listed = [label for p in parts if p.is_open for label in readings(p.label, self.index)]
        among = [c for r in ranked for _, c in r] + [c for label in listed for c in candidates(label, self.index)]
        return Meaning(
            "unsure", candidates=tuple(c.field for c in among), margin=min(margin, weights().limits["sure"] / 2)
        )

    def _spoken_of(self, at: int) -> tuple[Field, ...]:
        """The fields in whose text 変更後 stands, for a row whose label is a word that no form knows."""
        after = self.chains.texts[at].after
        if after.is_empty or len(after.folded) < SHORT:
            return ()
        printed_texts = (
            (f, self.chains.after(f, at)) for f in self.index.fields if f.printed and f.kind not in _VALUES
        )
        return tuple(f for f, text in printed_texts if text is not None and after.folded in text.folded)

    def _both_below(self, at: int, parts: Sequence[Part]) -> Meaning | None:
        """The answer and the text below a heading that holds nothing else, where both cells say the two:
        「1.対象人数」 with 「1万人以上10万人未満 令和6年4月1日時点」."""
        best = parts[0].candidates[0]
        above = best.field.slots[: best.depth]
        if len(parts) > 1 or best.is_contradicted or best.depth != len(best.field.slots) - 1:
            return None
        below = [f for f in self.index.fields if f.printed and f.slots[: len(above)] == above]
        answers = [f for f in below if f.kind == "choice"]
        row = self.rows[at]
        if len(below) != 2 or len(answers) != 1:
            return None
        if not all(says_more_than_option(cell or "", answers[0].options) for cell in (row.before, row.after)):
            return None
        named = [replace(best, field=f, depth=len(f.slots), named=frozenset(range(len(f.slots)))) for f in below]
        return Meaning("items", tuple((parts[0].label, c) for c in named), margin=weights().limits["clear"])

    def _group(self, parts: Sequence[Part]) -> Meaning | None:
        """The group at which every part of the label ends."""
        groups: list[str] = []
        for part in parts:
            best = part.candidates[0]
            rivals = [c for c in part.candidates if c.score >= best.score - weights().limits["sure"]]
            ends = {group_of(c) for c in rivals if not c.is_complete}
            if best.is_complete or best.is_contradicted or len(ends) != 1 or None in ends:
                return None
            groups += [g for g in ends if g is not None]
        margin = min(p.margin for p in parts)
        return Meaning("group", groups=tuple(dict.fromkeys(groups)), margin=max(margin, weights().limits["clear"]))


def _is_beneath(candidate: Candidate, last: Field | None, group: str) -> bool:
    """Whether a field that a label names in full comes behind another, in the same group or below the same heading."""
    field = candidate.field
    if not field.printed or not candidate.is_complete or candidate.is_contradicted:
        return False
    if last is not None and field.seq <= last.seq:
        return False
    if group:
        return field.item_id.startswith(f"{group}.")
    return last is not None and len(last.slots) > 2 and field.slots[: len(last.slots) - 1] == last.slots[:-1]


def _needed(ranked: Sequence[tuple[float, Candidate]]) -> float:
    """How far ahead the first must be: further where only an option or ticks tell it from the next."""
    limits, best = weights().limits, ranked[0][1]
    rivals = [c for _, c in ranked[1:] if c.field is not best.field and abs(c.score - best.score) < limits["sure"]]
    chancy = best.field.kind in CHANCY and any(c.field.kind == best.field.kind for c in rivals)
    return limits["sure_option"] if chancy else limits["sure"]


def _shared(candidate: Candidate, previous: Candidate | None) -> float:
    """What it tells that the part before of the same list is below the same heading."""
    if previous is None:
        return 0.0
    return weights().limits["clear"] * (candidate.field.slots[:-1] == previous.field.slots[:-1])
