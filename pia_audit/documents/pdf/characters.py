"""The characters of a page with their places, and which of them the print hides or nobody sees."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from operator import le
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from msgspec import Struct, field

from pia_audit.documents.pdf import calls
from pia_audit.documents.pdf.objects import Drawn, bounds, clip_of, matrix_of
from pia_audit.documents.pdf.shapes import MIDDLE, Box, Glyph, Matrix, TooComplex, Unseen
from pia_audit.documents.pdf.sight import INK, OUTSIDE, TINY, Doubtful, Doubts

MAX_CHARACTERS = 200_000
"""Most characters of a page; a full page of a form has some 4,000."""
_EDGE = 0.5
_NO_INK = frozenset((3, 7))
"""Ways to draw text that leave nothing of it."""
_TINY = 1.2
"""Text of so many points, or less, is a stain."""
_STROKE = 1
_NO_WIDTH = 0.01
_UNKNOWN, _WITHOUT_WIDTH = "\ufffd", 0x200B
_SOFT = {0x02: "-", 0xAD: "-", 0xFFFE: "-"}
"""What the library makes of a hyphen at the end of a line."""


class Ink(NamedTuple):
    """What all characters of one text object have in common.

    The point that decides whether a character is seen lies ``middle`` points above its baseline; it is when
    that point lies in ``window``, and hidden by ``clip`` when not. ``odd`` tells why the characters are, or may be,
    unseen, of the text object ``item`` where that is still to be settled.
    """

    em: float
    middle: float
    window: Box
    clip: Box | None
    odd: str = ""
    item: int = 0


Placed = tuple[str, float, float, Ink, int]
"""A character, the left end of its baseline, how it is drawn, and its text object."""


@contextmanager
def text_of(page: Any) -> Iterator[tuple[Any, int]]:
    """The text of an open page and the number of its characters, closed at the end."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        raise pypdfium2.PdfiumError("no text page")
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        if count > MAX_CHARACTERS:
            raise TooComplex
        yield text_page, count
    finally:
        pdfium.FPDFText_ClosePage(text_page)


class Signs(Struct):
    """The characters of a page in stream order: those seen or hidden by a clip, those it may hide, those it does; and
    all of them, blanks too, as the library places them."""

    seen: list[Glyph] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)


def glyphs(text_page: Any, count: int, drawn: Drawn, paper: Box, doubts: Doubts) -> Signs:
    """The characters of a page, blanks aside."""
    signs = _signs(text_page, count)
    out = Signs()
    items: list[int] = []
    out.placed = _as_drawn(_placed(calls.address(text_page), signs, drawn, paper, doubts), drawn.texts)
    seen = list(_seen_or_hidden(out.placed, out, items))
    out.seen, covered = doubts.covered(seen, items)
    out.doubtful += covered
    return out


def _signs(text_page: Any, count: int) -> list[str]:
    """The characters by their index, those that print nothing as empty texts."""
    buffer = (ctypes.c_ushort * (count + 1))()
    whole = pdfium.FPDFText_GetText(text_page, 0, count, buffer) == count + 1
    signs = [printable(code) for code in buffer[:count]] if whole else []
    if whole and _UNKNOWN not in signs:
        return signs
    where = calls.address(text_page)  # some of them are not in the text as a whole, or take two places there
    return [printable(code) for code in _joined(calls.unicode_of(where, index) for index in range(count))]


def _joined(codes: Iterable[int]) -> Iterator[int]:
    """Code points, one in the place of a pair of surrogates' second half; a half alone becomes one without width."""
    high = 0
    for code in codes:
        if not 0xD800 <= code < 0xE000:
            yield code
        elif code >= 0xDC00 and high:
            yield 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        else:
            yield _WITHOUT_WIDTH
        high = code if 0xD800 <= code < 0xDC00 else 0


def _placed(text_page: int, signs: list[str], drawn: Drawn, paper: Box, doubts: Doubts) -> list[Placed]:
    """Each character with the left end of its baseline; the blanks and line ends the library puts in are not kept."""
    x, y = ctypes.c_double(), ctypes.c_double()
    x_at, y_at = ctypes.addressof(x), ctypes.addressof(y)
    object_of, origin_of = calls.object_of_character, calls.origin_of
    a, b, c, d, e, f = drawn.view
    inks: dict[int | None, Ink | None] = {None: None, 0: None}
    out: list[Placed] = []
    for index, char in enumerate(signs):
        if not char or char == "\n" or char == "\r":
            continue
        owner = object_of(text_page, index)
        try:
            ink = inks[owner]
        except KeyError:
            ink = inks[owner] = _ink(text_page, index, drawn, owner, paper, doubts)
        if ink is not None:
            origin_of(text_page, index, x_at, y_at)
            origin, base = x.value, y.value
            out.append((char, a * origin + c * base + e, b * origin + d * base + f, ink, owner))
    drawn.read.update(owner for owner in inks if owner)
    return out


def _as_drawn(placed: list[Placed], texts: list[int]) -> list[Placed]:
    """The characters in the order of drawing: the library puts texts of nearly one height beside each other."""
    order = {text: nth for nth, text in enumerate(texts)}
    places = [order.get(owner, 0) for *_, owner in placed]
    if all(map(le, places, places[1:])):
        return placed
    return [placed[at] for at in sorted(range(len(placed)), key=places.__getitem__)]


def lost_texts(drawn: Drawn) -> list[int]:
    """The texts that gave no character though they may print one.

    Of a font that is not in the file, the library leaves out texts of a single sign that has no width, as a blank.
    """
    return [text for text in drawn.texts if text not in drawn.read and _is_lost(text)]


def _is_lost(text: int) -> bool:
    if calls.render_mode(text) in _NO_INK:
        return False
    font = calls.font_of(text)
    ends = x0, _, x1, _ = [ctypes.c_float() for _ in range(4)]
    has_bounds = calls.bounds_of(text, *map(ctypes.addressof, ends))
    return bool(font and not calls.is_embedded(font) and has_bounds and x1.value - x0.value < _NO_WIDTH)


def widened(texts: list[int]) -> None:
    """Gives texts without width a line around them: then the library no longer leaves them out."""
    for text in texts:
        calls.set_render_mode(text, _STROKE)
        calls.set_stroke_width(text, 1.0)
        calls.transform(text, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def regained(text_page: Any, texts: list[int], drawn: Drawn, paper: Box) -> tuple[list[Glyph], int]:
    """The signs of texts that had none before they were widened, and how many of them have no meaning."""
    where, out, nameless = calls.address(text_page), [], 0
    for text in texts:
        signs = words_of(where, text).strip()  # the library puts blanks and line ends behind a sign
        nameless += _UNKNOWN in signs
        em = _size(text)
        space, _ = drawn.framed.get(text, (drawn.view, None))
        x, y = matrix_of(text).then(space).point(0, 0)
        printed = len(signs) == 1 and not signs.isspace() and signs != _UNKNOWN
        if printed and paper.x0 <= x <= paper.x1 and paper.y0 <= y <= paper.y1 and em > _TINY:
            out.append(Glyph(signs, x, x + em * width_of(signs), y, em, None))
    return out, nameless


def words_of(text_page: int, item: int) -> str:
    """The characters of a text object."""
    size = calls.text_of_object(item, text_page, None, 0)
    text_buffer = ctypes.create_string_buffer(max(min(size, 2 * MAX_CHARACTERS), 2))
    calls.text_of_object(item, text_page, ctypes.addressof(text_buffer), len(text_buffer))
    return text_buffer.raw.decode("utf-16-le", "replace").split("\0")[0]


def _size(text: int) -> float:
    matrix, size = matrix_of(text), ctypes.c_float()
    calls.size_of_text(text, ctypes.addressof(size))
    return size.value * (math.hypot(matrix.c, matrix.d) or 1.0) or 9.0


def _seen_or_hidden(placed: list[Placed], out: Signs, items: list[int]) -> Iterator[Glyph]:
    gap, new = "", tuple.__new__  # a named tuple's own constructor takes twice as long
    for (char, x, y, ink, item), (_, next_x, next_y, next_ink, _) in zip(placed, placed[1:] + placed[:1], strict=True):
        if char.isspace():
            gap = gap or char
            continue
        em, middle, window, clip, odd, _ = ink
        # Where a glyph ends: where the next of its run begins, else by its kind. The library could tell the
        # exact width, which costs as much time as all the rest.
        run = next_ink is ink and next_y == y and 0 < next_x - x <= 1.2 * em
        x1 = next_x if run else x + em * width_of(char)
        if odd:
            _put_apart(out, ink, new(Glyph, (char, x, x1, y, em, None, gap)))
        elif window[0] <= (x + x1) / 2 <= window[2] and window[1] <= y - middle <= window[3]:
            items.append(item)
            yield new(Glyph, (char, x, x1, y, em, None, gap))
        elif math.isfinite(x + y):
            if clip is not None:
                items.append(item)
                yield new(Glyph, (char, x, x1, y, em, clip, gap))
            else:
                out.unseen.append(Unseen(OUTSIDE, new(Glyph, (char, x, x1, y, em, None, gap))))
        gap = ""


def _put_apart(out: Signs, ink: Ink, glyph: Glyph) -> None:
    """Keeps a sign that is, or may be, unseen."""
    _, x0, x1, y, *_ = glyph
    if not math.isfinite(x0 + y):
        return
    window = ink.window
    if not (window[0] <= (x0 + x1) / 2 <= window[2] and window[1] <= y - ink.middle <= window[3]):
        if ink.clip is None:
            out.unseen.append(Unseen(OUTSIDE, glyph))
            return
        glyph = glyph._replace(hider=ink.clip)
    if ink.item:
        out.doubtful.append(Doubtful(ink.odd, glyph, ink.item))
    else:
        out.unseen.append(Unseen(ink.odd, glyph))


@cache
def width_of(char: str) -> float:
    """How wide a character is, in em, by its kind."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55


@cache
def printable(code: int) -> str:
    """The character of a code point; empty for those that print nothing and could steer a terminal."""
    if code in _SOFT:
        return _SOFT[code]
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return _UNKNOWN
    char = chr(code)
    return "" if unicodedata.category(char) in ("Cc", "Cf") and not char.isspace() else char


_MATRIX = pdfium.FS_MATRIX()
_MATRIX_AT = ctypes.addressof(_MATRIX)


def _ink(text_page: int, index: int, drawn: Drawn, owner: int, paper: Box, doubts: Doubts) -> Ink:
    space, frame = drawn.framed.get(owner, (drawn.view, None))
    size = calls.font_size(text_page, index)
    if calls.character_matrix(text_page, index, _MATRIX_AT):
        size *= math.hypot(_MATRIX.c, _MATRIX.d) or 1.0
    tiny = 0 < size <= _TINY and _is_low(owner, space)
    em = size if tiny or _TINY < size < 500 else 9.0
    clip = clip_of(owner, space, frame)
    mode = calls.render_mode(owner)
    odd = INK if mode in _NO_INK else TINY if tiny else doubts.why(owner, mode)
    if odd:
        item = 0 if odd in (INK, TINY) else owner
        return Ink(em, MIDDLE * em, _window(clip, paper) if clip else paper, clip, odd, item)
    if clip is None:
        return _unclipped(em, paper)
    return Ink(em, MIDDLE * em, _window(clip, paper), clip)


def _is_low(text: int, space: Matrix) -> bool:
    """Whether a text is as small as its font's size; the signs of some fonts are many times as high."""
    box = bounds(text, space)
    return box is not None and min(box.x1 - box.x0, box.y1 - box.y0) <= 2 * _TINY


@lru_cache(maxsize=1024)
def _window(clip: Box, paper: Box) -> Box:
    return paper.meets(Box(clip.x0 - _EDGE, clip.y0, clip.x1 + _EDGE, clip.y1))


@lru_cache(maxsize=64)
def _unclipped(em: float, paper: Box) -> Ink:
    return Ink(em, MIDDLE * em, paper, None)
