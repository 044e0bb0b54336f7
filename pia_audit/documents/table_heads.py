"""The header of the 変更箇所 table by its words: which column is which, in whatever order and over one line or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from pia_audit.documents.blocks import Row
from pia_audit.japanese.intervals import interval_of
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex

ROLES = ("day", "label", "before", "after", "timing", "note")
"""What the form's six columns hold, in its order."""
TITLES = dict(
    zip(ROLES, ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明"), strict=True)
)
"""What the form prints above them."""
UNTITLED = "見出しなし"
"""Stands for the title of a column that has none, right of the last one that has."""
NUMBER = "number"
"""A column of row numbers."""
SIDE, BOTH = "side", "both"
"""A column that says 変更前 or 変更後, and one that holds the two texts, above one another or in one cell."""

_NAMING = (
    {"before", "day"},
    {"before", "label", "after"},
    {"day", "label", "after"},
    {"day", "label", "timing", BOTH},
    {"day", "label", SIDE, BOTH},
)
"""By the titles of such columns a line is the header of the change table."""
_SIGNS = regex("[前旧後新]|提出時期|区分")
"""What no header is without."""
_LONGEST = 40
_LONGEST_BELOW = 20
_ACT = r"(?:変更|修正|改正|改訂|改定|訂正|更新|見直し)"
_WORDS = (
    (NUMBER, regex(r"(?:no|番号|項番|通番|連番|行番号|#|№)\.?")),
    ("day", regex(rf"{_ACT}(?:の)?(?:年月日|日付|期日|日)|年月日|日付|適用日")),
    ("before", regex(rf"{_ACT}(?:の)?(?:内容|記載)[(\[]?(?:{_ACT})?前[)\]]?|現行(?:の?(?:記載|内容))?")),
    ("after", regex(rf"{_ACT}(?:の)?(?:内容|記載)[(\[]?(?:{_ACT})?後[)\]]?|{_ACT}案(?:の?(?:記載|内容))?")),
    (
        BOTH,
        regex(
            rf"{_ACT}前(?:の記載)?.{{0,4}}{_ACT}後.*|{_ACT}前後の?(?:記載|内容).*"
            rf"|旧(?:記載|の記載)?[^0-9]{{1,4}}新(?:記載|の記載)?|{_ACT}(?:の)?内容(?:\(.*\))?|新旧対照表?|(?:記載)?内容|記載"
        ),
    ),
    (SIDE, regex(rf"(?:{_ACT}|新旧|前後)?区分|新旧(?:の別)?|(?:{_ACT})?前後(?:の別)?")),
    ("before", regex(rf"{_ACT}前.*|旧(?:記載|内容|の記載)?")),
    ("after", regex(rf"{_ACT}後.*|新(?:記載|内容|の記載)?")),
    ("note", regex(r"提出時期(?:に(?:係る|関する|ついての)|に|の)?(?:説明|理由|備考).*|提出時期に[係関つ].{0,6}|説明")),
    ("timing", regex(r"提出時期.{0,12}|提出の時期|時期|事前・?/?事後(?:の別)?")),
    (
        "label",
        regex(
            rf"(?:(?:項番|番号)[・及び]*)?(?:{_ACT}(?:の)?|対象)?(?:項目|箇所|個所)(?:名)?"
            rf"|該当(?:項目|箇所)|(?:評価書?|記載|様式)の?項目(?:名)?|(?:{_ACT})?事項(?:名)?|(?:大|中|小)項目|章(?:名)?"
        ),
    ),
)
_MARKS = regex(r"^(?:[(\[]?[0-9a-z]{1,2}[)\].:、]|[0-9]{1,2}(?=\D)|[■□◆◇●○・])|[(\[]?(?:※|注|\*)[0-9]{0,2}[)\]]?$")
"""A number before a title, and the mark of a note behind it: 「①変更日」, 「(2)項目」, 「変更後の記載（※3）」."""
_IN_TITLES = regex("[日前旧後新現案章項箇個説提時番内記区#＃﹟NnＮｎŉǊ-ǌᴺⁿₙℕ№⒜-ⓩ⽇㈀-㏿\U00010000-\U0010ffff]")
"""Signs of which every such title has one, however it is written: a text without any need not be folded."""
_BELOW = regex(
    r"(?:大|中|小)項目|章|節|項|号|(?:の)?(?:記載|内容|名称)|(?:に)?係る説明|時期|年月日|西暦|和暦|項目名?|番号"
    r"|[(〔【]?(?:事前[・/、又は]*事後(?:の別)?|事[前後])[)〕】]?|[(].{1,12}[)]"
)
"""Words of a second line that say more of the first."""


class Head(Struct, frozen=True):
    """A header line: how many columns of row numbers stand before it, what each column behind them is (``None`` for
    words that are none of the form's), those words, and how many columns without words stand behind all others."""

    first: int
    roles: tuple[str | None, ...]
    strange: tuple[str, ...] = ()
    untitled: int = 0
    timings: tuple[str, ...] = ()
    """事前 and 事後 in the order of their columns, where each has one of its own in which a mark stands."""

    @property
    def is_stacked(self) -> bool:
        """Whether 変更前 and 変更後 have no columns of their own."""
        return BOTH in self.roles

    @property
    def width(self) -> int:
        """How many columns the header has, those of row numbers before it among them."""
        return self.first + len(self.roles)

    @property
    def is_usual(self) -> bool:
        """Whether the columns are the form's in its order."""
        return self.roles == ROLES[: len(self.roles)] and len(self.roles) > 4

    @property
    def missing(self) -> tuple[str, ...]:
        """What of the form's columns is not there."""
        return tuple(role for role in ROLES if role not in self.roles)


def head_of(texts: Sequence[str]) -> Head | None:
    """The header that a row's texts are, ``None`` when they are none.

    Args:
        texts: the row's cells in their order; empty ones take up a column.

    Returns:
        The header. It names 変更前, and the day or both 項目 and 変更後 beside it, or all three of these without it, or
        one column for both texts beside the day, 項目 and 提出時期; a column without words goes with the one before it.
    """
    if len(texts) < 3 or sum(map(bool, texts)) < 3:
        return None
    roles = [role_of(text) for text in texts]
    if not any(roles) or not any(map(_SIGNS.search, texts)):  # texts of thousands of signs have no role
        return None
    halves = _timing_columns(texts)
    roles = ["timing" if nth in halves else role for nth, role in enumerate(roles)]
    roles = _with_others_words(texts, _with_columns_apart(_each_once(texts, roles)))
    role_set = set(roles)
    if not any(names <= role_set for names in _NAMING):
        return None
    first = next(i for i, role in enumerate(roles) if texts[i] and role != NUMBER)
    strange = tuple(" ".join(t.split()) for t, r in zip(texts, roles, strict=True) if t and r is None)
    column_roles: list[str | None] = []
    for text, role in zip(texts[first:], roles[first:], strict=True):
        column_roles.append(role if text or not column_roles else column_roles[-1])
    untitled = next(n for n, text in enumerate(reversed(texts)) if text)
    return Head(first, tuple(column_roles), strange, untitled, tuple(halves.values()))


_HALF = regex(r"(?:提出(?:・公表)?の?)?(?:時期)?[(〔【・:/]*(事[前後])(?:に?提出|の?評価)?[)〕】]*")


def _timing_columns(texts: Sequence[str]) -> dict[int, str]:
    """The two columns side by side that say 事前 and 事後, in either order, by place; nothing for other columns."""
    words = {
        nth: match[1]
        for nth, text in enumerate(texts)
        if 0 < len(text) <= _LONGEST_BELOW and (match := _HALF.fullmatch(fold(text, Rung.PUNCTUATION)))
    }
    places = list(words)
    return words if set(words.values()) == {"事前", "事後"} and places == [places[0], places[0] + 1] else {}


def _each_once(texts: Sequence[str], roles: list[str | None]) -> list[str | None]:
    """The columns of a header in which 変更前 is typed twice and 変更後 not at all: what the second one holds is not
    known, and is not read into the first."""
    places = [nth for nth, (text, role) in enumerate(zip(texts, roles, strict=True)) if text and role == "before"]
    if len(places) < 2 or {"after", BOTH}.intersection(roles):
        return roles
    return [None if nth in places[1:] else role for nth, role in enumerate(roles)]


def _with_columns_apart(roles: list[str | None]) -> list[str | None]:
    """The columns of a header; where 変更前 and 変更後 have columns of their own, another is none of the form's."""
    has_two_texts = "before" in roles or "after" in roles
    return [None if has_two_texts and role in (SIDE, BOTH) else role for role in roles]


_OTHERS_WORDS = (
    ("timing", regex(r"(?:提出|公表)?の?(?:時期|タイミング)|(?:提出|公表)(?:区分|種別)")),
    (
        "note",
        regex(
            rf"備考(?:欄)?|(?:説明|理由|事由|摘要|根拠)(?:欄)?|(?:{_ACT}|事前・?事後)の?(?:理由|事由|説明|根拠).{{0,8}}"
        ),
    ),
)
"""Titles for the last columns that mean them only where no column has the form's own title."""


def _with_others_words(texts: Sequence[str], roles: list[str | None]) -> list[str | None]:
    """The columns with 時期 for 提出時期 and 備考 for 提出時期に係る説明, where the header has none so called."""
    out = list(roles)
    behind = max((n for n, role in enumerate(roles) if role in ("after", BOTH)), default=len(roles))
    for wanted, pattern in _OTHERS_WORDS:
        if wanted in out:
            continue
        places = [n for n in range(behind + 1, len(out)) if out[n] is None and texts[n] and len(texts[n]) <= _LONGEST]
        at = next((n for n in places if pattern.fullmatch(fold(texts[n]).lower())), None)
        if at is not None:
            out[at] = wanted
    return out


@lru_cache(maxsize=4096)
def role_of(text: str) -> str | None:
    """What a column with this title holds; ``None`` for a title that is none of the form's."""
    if not text or len(text) > _LONGEST or not _IN_TITLES.search(text):
        return None
    key = fold(text).lower()
    framed = key[:1] == "(" and key[-1:] == ")" and "(" not in key[1:]
    bare = _MARKS.sub("", key[1:-1] if framed else key)
    return next((role for k in dict.fromkeys((key, bare)) for role, pattern in _WORDS if pattern.fullmatch(k)), None)


def joined_heads(
    above: Mapping[int, str], below: Mapping[int, str], first_of: Mapping[int, int]
) -> dict[int, str] | None:
    """A header that is printed over two lines as one, by column; ``None`` when two rows are none.

    Args:
        above: the texts of a row by column.
        below: the texts of the row under it.
        over: for each column that a joined cell of the row above covers, the column where that cell begins.
    """
    if not below or any(len(t) > _LONGEST_BELOW or interval_of(t) for t in below.values()):
        return None
    alone = head_of(list(below.values()))
    more = {*map(role_of, above.values())} - {None}
    if any(len(t) > _LONGEST for t in above.values()) or (alone is not None and more <= {*alone.roles}):
        return None
    columns = sorted({*above, *below})
    both = {c: _joined(above.get(first_of.get(c, c), ""), below.get(c, "")) for c in columns}
    if head_of(list(both.values())) is None:
        return None
    over_both = head_of([above.get(c, "") for c in columns])
    if over_both is None or over_both.is_stacked or all(_goes_below(both[c], t) for c, t in below.items()):
        return both
    return None


def _joined(above: str, below: str) -> str:
    """The title of a column by its two lines: both where that is a title of the form's, else the one that is one."""
    whole = above + below
    if role_of(whole) is not None or not (above and below):
        return whole
    return next((t for t in (below, above) if role_of(t) is not None), whole)


def _goes_below(whole: str, below: str) -> bool:
    """Whether a text is the second line of a title and no text of a change."""
    is_title = role_of(whole) is not None or _HALF.fullmatch(fold(whole, Rung.PUNCTUATION)) is not None
    return is_title and _BELOW.fullmatch(fold(below).lower()) is not None


def head_at(texts: Sequence[str]) -> int | None:
    """Where the table begins in a row that is its header line, row numbers left of it aside; ``None`` for others."""
    head = head_of(texts)
    return head.first if head else None


def is_header(row: Row) -> bool:
    """Whether a row is the table's header line."""
    return head_of([c.text for c in row.cells]) is not None
