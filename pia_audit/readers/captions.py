"""Lines of the change table that are no change: the day above the rows of one revision, a chapter's heading above its
rows, 以下余白."""

from __future__ import annotations

from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, is_lost
from pia_audit.japanese.ditto import is_ditto
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import ChangeRow
from pia_audit.readers.headings import heading
from pia_audit.readers.rows_above import days_of

_CAPTION = regex(
    r"(?P<opens>[\s■□◆◇●○▼▽▶・※【〔\[［(（《<＜]*)(?P<day>[^■□◆◇●【】〔〕《》<>＜＞]{2,24}?)"
    r"\s*(?P<of>(?:公表|提出|修正|変更|改正|改訂|改定|見直し|更新|時点)?(?:の?変更)?(?:の?分|版|箇所|内容)?)[\s】〕\]］)）》>＞:：]*"
)
_LONGEST = 40
_BLANK_BELOW = regex(r"[\s(（〔【\[]*以下(?:余白|空白)[\s)）〕】\]]*")
_FRAME = "【】〔〕[]［］（）()《》<>＜＞■◆●・ \u3000"


def caption_of(cells: tuple[Cell, ...]) -> str | None:
    """The day that a line of the table holds, and with it that rows follow: 「令和5年4月1日公表分」, 「■R5.4.1」.

    A day alone may be what is left of a row.
    """
    if not cells or any(c.full_text or is_lost(c) for c in cells[1:]):
        return None
    match = _CAPTION.fullmatch(cells[0].full_text) if len(cells[0].full_text) <= _LONGEST else None
    if match is None or days_of(match["day"])[0] is None:
        return None
    return match["day"] if match["of"] or match["opens"].strip() else None


def below_caption(row: ChangeRow, day: str) -> ChangeRow:
    """The first row below a caption, whose day is the caption's where it gives none itself."""
    if row.changed_on_text and not is_ditto(row.changed_on_text):
        return row
    on, start, end = days_of(day)
    return replace(row, changed_on=on, changed_from=start, changed_to=end)


def text_alone(cells: tuple[Cell, ...]) -> Cell | None:
    """The 項目 of a row that has nothing else, and so no change; ``None`` for any other row."""
    if len(cells) < 4 or not cells[1].full_text or cells[1].merged:
        return None
    return cells[1] if not any(c.full_text or is_lost(c) for c in (cells[0], *cells[2:])) else None


def divides(text: str) -> bool:
    """Whether a line only divides the table: a chapter's heading, 以下余白."""
    if _BLANK_BELOW.fullmatch(text):
        return True
    return heading(text.strip(_FRAME)).is_chapter or fold(text.strip(_FRAME), Rung.NUMBERING) == "表紙"
