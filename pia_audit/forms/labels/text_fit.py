"""How a row's two texts answer to what an item held before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from rapidfuzz.distance import Indel

from pia_audit.forms import numbered_option, option_key
from pia_audit.forms.chosen_options import chosen_option
from pia_audit.forms.labels.fields import Field
from pia_audit.forms.labels.weights import weights
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty
from pia_audit.japanese.side_marks import without_side_marks
from pia_audit.model import ChangeRow

SHORT = 12
"""A text of fewer signs stands in many others by chance."""
_LONGEST_OPTION = 60
CHANCY = ("choice", "flags")
"""Kinds of fields of which two often say the same by chance."""
_TICK = regex(r"[\[［〔][\s\u3000]*[○〇◯●レ✓✔☑*xX]?[\s\u3000]*[\]］〕]|[☑☐□■]")
_LEFT_OUT = regex(
    r"[（(〔【～〜~][\s　]*(?:以下|中|前|後|上)?(?:は)?(?:省略|略)[\s　]*[)）〕】～〜~]|[・…‥.．]{3,}|…+|‥{2,}"
)
"""What stands for words that a cell leaves out; a converter may have put it in one line with what is quoted."""
_RELATIVE = regex(r"^\(?(?:同左|同上|略|以下を?追加|以下のとおり|変更なし|別紙の?とおり|別添の?とおり).{0,12}$")


class RowTexts(Struct, frozen=True, dict=True):
    """The texts of a row, each folded once and only when asked for."""

    row: ChangeRow

    @cached_property
    def after(self) -> Text:
        """変更後."""
        return Text(self._quoted[1])

    @cached_property
    def before(self) -> Text:
        """変更前."""
        return Text(self._quoted[0])

    @cached_property
    def _quoted(self) -> tuple[str | None, str | None]:
        return without_side_marks(self.row.before, self.row.after)


class Text(Struct, frozen=True, dict=True):
    """A cell or an item's text; ``raw`` is ``None`` where it could not be read."""

    raw: str | None

    @cached_property
    def folded(self) -> str:
        """The text as the numbering rung folds it."""
        return fold(self.raw or "")

    @cached_property
    def is_empty(self) -> bool:
        """Whether it says that there is nothing, or cannot be read."""
        return self.raw is None or is_empty(self.raw)

    @cached_property
    def option(self) -> str:
        """The text as an option is compared."""
        return option_key(self.raw or "") if len(self.raw or "") <= 2 * _LONGEST_OPTION else ""

    @cached_property
    def last_option(self) -> str:
        """The last line of a text of two as an option is compared: an answer below the heading of its field."""
        raw = (self.raw or "").strip()
        return option_key(raw.rsplit("\n", 1)[-1]) if raw.count("\n") == 1 and len(raw) <= 3 * _LONGEST_OPTION else ""

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines, folded, without such as say that something stays as it was or is left out."""
        lines = (fold(line) for line in _LEFT_OUT.sub("\n", self.raw or "").splitlines())
        return tuple(line for line in lines if line and not _RELATIVE.match(line))

    @cached_property
    def likeness(self) -> dict[str, float]:
        """What it adds to an item that held another text afterwards, by that text: the same come with many items."""
        return {}

    @cached_property
    def answers(self) -> dict[tuple[str, ...], set[str]]:
        """What it may say as an answer, by the options there are."""
        return {}

    @cached_property
    def is_date(self) -> bool:
        """Whether it begins with a day or a month."""
        return parse_date(self.raw or "") is not None

    @cached_property
    def has_ticks(self) -> bool:
        """Whether boxes with or without a tick stand in it."""
        return _TICK.search(self.raw or "") is not None


def answer(row: RowTexts, field: Field, later: Sequence[Text], earlier: Sequence[Text]) -> float:
    """What a row's texts add to an item as a candidate.

    Args:
        row: the row's texts.
        field: the candidate.
        here: what the item may have held right after the row: 変更前 of its next row, else its text.
        earlier: what it may have held right before: 変更後 of its row before; empty where there is none.
    """
    w = weights().text
    score = 0.0 if can_hold(row, field) else w["kind"]
    score += max((_after(row.after, text, field, w) for text in later), default=0.0)
    share = w["chance"] if field.kind in CHANCY else 1.0
    return score + share * max((_before(row.before, text, w) for text in earlier), default=0.0)


def fits(row: RowTexts, field: Field, later: Text | None) -> bool:
    """Whether 変更後 is, or stands in, what the item held right after the row, and is such as the item can hold."""
    return can_hold(row, field) and _after(row.after, later, field, weights().text) > 0


def _after(after: Text, later: Text | None, field: Field, w: dict[str, float]) -> float:
    if after.raw is None or later is None or later.raw is None:
        return 0.0
    if after.is_empty or later.is_empty:
        return w["short"] / 2 if after.is_empty and later.is_empty else w["other"] * (not after.is_empty)
    if field.kind == "choice":
        answers, held = _answers(after, field), _answers(later, field)
        return w["option"] if answers & held else w["other_option"]
    if field.kind == "flags":
        return (
            w["option"] + w["option"] * (after.folded == later.folded)
            if after.folded in later.folded
            else w["other_option"]
        )
    return _likeness(after, later, w)


def _answers(text: Text, field: Field) -> set[str]:
    """What a text may say as an answer, folded: the option it is, the one on its last line, the one it numbers or
    marks."""
    if field.options not in text.answers:
        by_sign = _by_sign(text, field)
        text.answers[field.options] = ({option_key(by_sign)} if by_sign else {text.option, text.last_option}) - {""}
    return text.answers[field.options]


def _by_sign(text: Text, field: Field) -> str | None:
    """The option that a text says by its number alone, or by a mark beside it."""
    raw = text.raw or ""
    return numbered_option(raw, field.options) or chosen_option(raw, field.options)


def _likeness(after: Text, later: Text, w: dict[str, float]) -> float:
    key = later.raw or ""
    if key not in after.likeness:
        after.likeness[key] = _compared(after, later, w)
    return after.likeness[key]


def _compared(after: Text, later: Text, w: dict[str, float]) -> float:
    is_short = len(after.folded) < SHORT
    if after.folded == later.folded:
        return w["short"] if is_short else w["whole"]
    if after.folded in later.folded:
        return w["short"] / 2 if is_short else w["part"]
    if later.folded in after.folded and len(later.folded) >= SHORT:  # the next row quotes a part of it
        return w["part"]
    lines = [line for line in after.lines if len(line) >= SHORT]
    if lines and all(line in later.folded for line in lines):
        return w["part"]
    return _nearly(after, later, w)


def _nearly(after: Text, later: Text, w: dict[str, float]) -> float:
    """A misquotation is still nearer to its item than to another."""
    a, b = after.folded, later.folded
    if min(len(a), len(b)) < SHORT or len(a) < 0.6 * len(b) or len(b) < 0.6 * len(a):
        return w["other"]

    likeness = Indel.normalized_similarity(a, b, score_cutoff=0.85)
    return w["near"] * likeness if likeness else w["other"]


def _before(before: Text, earlier: Text | None, w: dict[str, float]) -> float:
    if earlier is None or before.raw is None or earlier.raw is None:
        return 0.0
    if before.is_empty or earlier.is_empty:
        return w["before"] / 2 if before.is_empty and earlier.is_empty else 0.0
    if before.folded == earlier.folded:
        return w["before"]
    if before.folded in earlier.folded or earlier.folded in before.folded:
        return w["before"] / 2
    return w["other_before"]


def can_hold(row: RowTexts, field: Field) -> bool:
    """Whether an item of the field's kind can hold what either cell says."""
    cells = [t for t in (row.before, row.after) if not t.is_empty]
    if not cells:
        return True
    if field.kind == "choice":
        return any(_is_option(t, field) for t in cells)
    if field.kind == "date":
        return any(t.is_date for t in cells)
    if field.kind == "flags":
        return any(t.has_ticks or _names_option(t, field) for t in cells)
    return not all(t.has_ticks for t in cells)


def _is_option(text: Text, field: Field) -> bool:
    """Whether a text is an option, or begins with one and goes on into the words beside it."""
    if not field.options:
        return len(text.raw or "") <= _LONGEST_OPTION
    keys = [option_key(o) for o in field.options]
    return (
        text.option in keys
        or text.last_option in keys
        or _by_sign(text, field) is not None
        or any(text.folded.startswith(k) or k in text.folded[: len(k) + 4] for k in keys)
    )


def _names_option(text: Text, field: Field) -> bool:
    return len(text.raw or "") < 400 and any(option_key(o) in text.folded for o in field.options)


def says_more_than_option(text: str, options: Sequence[str]) -> bool:
    """Whether a text begins or ends with an option and says something else besides."""
    key = fold(text)
    return any(len(key) > len(k) and (key.startswith(k) or key.endswith(k)) for o in options if (k := fold(o)))
