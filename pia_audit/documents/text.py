"""Reads the text of a report as converters write it: one line per table row, tabs between cells."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from pia_audit.documents.blocks import MAX_CELL, Cell, Document, Row
from pia_audit.documents.encodings import encoding_of
from pia_audit.documents.notes import Notes
from pia_audit.documents.pipe_tables import with_tabs
from pia_audit.documents.turned import OVERRIDE
from pia_audit.japanese.patterns import regex
from pia_audit.model import Unread

BOX = "☐"
"""Stands for a tick box whose state the file does not tell."""

_BREAK = regex(r"<(?:br|/p|/li|/div|/tr|/h[1-6])\b[^<>\t]{0,200}>", re.IGNORECASE)
_INPUT = regex(r"<input\b[^<>\t]{0,200}>", re.IGNORECASE)
_MARK = regex(r"<(/?)(s|del|strike|rt|rp|span|div|p|font|b|i|u|li|td)\b([^<>\t]{0,500})>", re.IGNORECASE)
_LOOKS = {"s": "struck", "del": "struck", "strike": "struck", "rt": "ruby", "rp": "ruby"}
_HIDDEN = regex(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?=[\s>=]|$)", re.IGNORECASE)
_RUBY_TAG = regex(r"</?(?:ruby|rb)\b[^<>\t]{0,200}>", re.IGNORECASE)
_PICTURE = regex(r"<(?:img|svg|canvas|object)\b[^<>\t]{0,2000}>", re.IGNORECASE)
_ODD = regex(
    r"<(?:s|del|strike|rt|img|svg|canvas|object)\b|display\s*:\s*none|visibility\s*:|\shidden\b", re.IGNORECASE
)
"""What a cell must hold for any of it to be struck through, unseen, ruby or a picture."""
_TAG = regex(
    r"</?(?:p|ol|ul|li|div|span|b|i|u|s|del|ins|strike|em|strong|sup|sub|table|thead|tbody|tr|td|th|font|h[1-6]|center)\b"
    r"[^<>\t]{0,500}>",
    re.IGNORECASE,
)
WITHOUT_CELLS = "text-without-cells"
"""The code of a text that was taken out of a PDF with its columns set in blanks."""
_GAP = regex(r"\S {2,}\S")
_TILDES = regex(r"(?<!~)~~(?=[^\s~])([^~]{1,5000})(?<=[^\s~])~~(?!~)")
"""Words that Markdown shows struck through."""
_RULE = regex(r"^[\s|:+=_-]*-{2,}[\s|:+=_-]*$")
_TICKED = regex(
    r"[\[［]\s*[○◯〇●◎■✓✔☑レ✕✖×xXＯ]\s*[\]］]|[(（]\s*[○◯●✓✔]\s*[)）]|[☑☒]|\bchecked\b|■[^■□\n]{1,40}□|□[^■□\n]{1,40}■"
)
_CONTROL = regex(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STRAY_CONTROLS = 1000
"""One control character in so many is a converter's slip; more of them, and the data is no text."""
_UNPRINTABLE = regex(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_UNPRINTABLE_BUT_TURNING = regex(_UNPRINTABLE.pattern.replace("\u202a-\u202e", "\u202a\u202b\u202d"))


def read_text(source: str, data: bytes) -> Document | Unread:
    """The rows of a text file; :class:`Unread` with the reason when it is no text."""
    decoded = decode(data)
    if decoded is None:
        return Unread(source, "binary")
    text, encoding = decoded
    if not text.strip():
        return Unread(source, "empty")
    problems: list[Unread] = []
    if "\f" in text and "\t" not in text and "|" not in text:
        if not _GAP.search(text):
            return Unread(source, "text-of-a-print")
        problems.append(Unread(source, WITHOUT_CELLS, fatal=False))
    rows = tuple(_rows(source, text, problems))
    return Document(
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=rows,
        encoding=encoding,
        keeps_ticks=_TICKED.search(text) is not None,
        problems=tuple(problems),
    )


def decode(data: bytes) -> tuple[str, str] | None:
    """Text and the name of its encoding (:func:`~pia_audit.documents.encodings.encoding_of`); ``None`` for binary
    data."""
    encoding = encoding_of(data)
    if encoding is None:
        return None
    text = data.decode(encoding)
    slips = 0 if encoding.startswith(("cp932", "euc")) else len(text) // _STRAY_CONTROLS
    return None if len(_CONTROL.findall(text)) > slips else (text, encoding)


def _rows(source: str, text: str, problems: list[Unread]) -> list[Row]:
    text_rows = []
    notes = Notes(source)
    for number, line in enumerate(with_tabs(re.split(r"\r\n|\r|\n", text)), 1):
        if not line.strip() or _RULE.match(line[:200]):
            continue
        parts = line.split("\t")
        cells = tuple(_cell(p, f"L{number}.{c}", notes) for c, p in enumerate(parts, 1))
        text_rows.append(Row(cells, ruled=len(parts) > 1))
    problems += notes.entries()
    return text_rows


def _cell(text: str, locator: str, notes: Notes) -> Cell:
    if len(text) > MAX_CELL:
        notes.long_cell(locator, len(text))
        return Cell("", locator, lost=True)
    if "~~" in text:
        text = _TILDES.sub(r"<s>\1</s>", text)
    if "<" in text and _ODD.search(text):
        return _looked_at(text, locator, notes)
    return Cell(clean(text), locator)


def _looked_at(text: str, locator: str, notes: Notes) -> Cell:
    """A cell with words that are struck through or that nobody sees, with ruby or with a picture."""
    parts = _apart(_RUBY_TAG.sub("", text))
    struck, unseen = clean("".join(parts["struck"])), clean("".join(parts["unseen"]))
    whole = "".join(parts["live"])
    live, drawn = clean(_PICTURE.sub("", whole)), _PICTURE.search(whole) is not None
    for kind, passage in (("unseen", unseen), ("struck", struck), ("lost", "" if live or not drawn else "x")):
        if passage:
            notes.add(kind, locator, passage if kind == "struck" else "")
    return Cell(live, locator, struck=struck or None, unseen=unseen or None, drawn=drawn)


def _apart(text: str) -> dict[str, list[str]]:
    """The pieces of a text by how they look: ``live``, ``struck``, ``unseen``; ruby is none of them."""
    out: dict[str, list[str]] = {"live": [], "struck": [], "unseen": [], "ruby": []}
    tags: list[tuple[str, str]] = []
    opened: Counter[str] = Counter()
    looks: Counter[str] = Counter()
    at = 0
    for match in _MARK.finditer(text):
        current_look = next((look for look in ("ruby", "unseen", "struck") if looks[look]), "live")
        name, closes = match[2].lower(), bool(match[1])
        out[current_look].append(text[at : match.start()])
        if name not in _LOOKS:
            out[current_look].append(match[0])
        at = match.end()
        if not closes:
            look = _LOOKS.get(name) or ("unseen" if _HIDDEN.search(match[3]) else "")
            tags.append((name, look))
            opened[name] += 1
            looks[look] += 1
        while closes and opened[name]:
            last, look = tags.pop()
            opened[last] -= 1
            looks[look] -= 1
            if last == name:
                break
    current_look = next((look for look in ("ruby", "unseen", "struck") if looks[look]), "live")
    out[current_look].append(text[at:])
    return out


def clean(text: str) -> str:
    """A cell without its markup: paragraphs become lines, boxes become ``☐``; ``<選択肢>`` is no tag.

    Control characters and marks without width print nothing and could steer a terminal: they are dropped, but those
    that turn signs round (see :mod:`pia_audit.documents.turned`).
    """
    text = (_UNPRINTABLE_BUT_TURNING if OVERRIDE in text else _UNPRINTABLE).sub("", text)
    if "<" not in text:
        return text.strip()
    out = _INPUT.sub(BOX, _BREAK.sub("\n", text))
    out = _TAG.sub("", out)
    return re.sub(r"[ \t]*\n[ \t\n]*", "\n", out).strip()
