"""The parts of a workbook as bytes, looked at without a parser: no entity is resolved and nothing outside is read.

The library that reads the cells lays a whole sheet out in memory, from its first to its last filled cell, and ends the
process when there is no room: a file of two kilobytes can ask for that. So the place of the last cell is found here
first.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from functools import cached_property, lru_cache

from pia_audit.documents.xlsx.positions import with_places
from pia_audit.japanese.patterns import regex

MAX_PART = 64 * 1024 * 1024
"""The longest part that is looked at, in bytes when unpacked."""
MAX_AREA = 5_000_000
"""Most cells from the first to the last of a sheet, empty ones among them, and of all sheets together."""
_DIGITS, _LETTERS = 9, 6
_BEYOND = 10**_DIGITS
"""Stands for a row or column whose number is longer than the place of a cell can be."""
_FEW = 20
"""In a workbook of so many sheets each that has no cell far out is small enough, and all are together."""

_TAG = rb"<(?:\w+:)?%s\b([^>]*)>"
_SHEET, _LINK = regex(_TAG % rb"sheet"), regex(_TAG % rb"Relationship")
_FAR = regex(rb"""r\s*=\s*["'](?:[A-Za-z]{3}|[A-Za-z]*[0-9]{4})""")
_EMPTY = regex(rb"""<(?:\w+:)?(?:c|row)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*+\s*/>""")
"""A cell or row that holds nothing: offices write them to the last column, and the library leaves them out."""
_CELL = regex(rb"""(?<![\w:.-])r\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_ROW = regex(rb"""(?<![\w:.-])r\s*=\s*["']([0-9]+)["']""")
"""Places wherever they stand: in a damaged file a tag may have two, or a sign that seems to end it before its place."""
_ROW_TAG = regex(rb"<(?:\w+:)?row(?=[\s/>])")
_UNPLACED = regex(rb"""<(?:\w+:)?c(?=[\s>])(?![^>]*(?<![\w:.-])r\s*=)[^>]*(?<!/)>""")
_NOT_USUAL = regex(rb'<c(?! r="[A-Z]{1,2}[0-9]{1,3}"(?: (?:s|t|ph|cm|vm)="[A-Za-z0-9]*+")*+ ?/?>|[A-Za-z])')
"""A cell that is far out, or does not begin with its place, or has anything behind it but what programs write there."""
_EMPTY_CELL = rb'<c r="[A-Z][A-Z]?+[0-9]{1,3}+" s="[0-9]++"/>'
_EMPTY_CELLS = regex(rb"%s(?:%s)*+" % (_EMPTY_CELL, _EMPTY_CELL))
"""Cells of a look and without a value, near by: nine in ten cells of a form, whose rows are cells joined."""
_NOT_USUAL_ROW = regex(rb'<row(?! r="|[A-Za-z])')
_ATTRIBUTE = regex(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class Parts:
    """One workbook's parts; what is missing or odd in the file is an empty part, but for :meth:`extent`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._whole = lru_cache(maxsize=2)(self._unpacked)
        self._looked_at = lru_cache(maxsize=2)(lambda name: _looked_at(self.part(name)))

    def part(self, name: str) -> bytes:
        """A part by its name; empty when there is none, or when it is longer than :data:`MAX_PART`."""
        try:
            return self._whole(name)
        except (KeyError, ValueError):
            return b""

    def _unpacked(self, name: str) -> bytes:
        """A part by its name; raises ``KeyError`` when there is none, ``ValueError`` when it cannot be read whole."""
        try:
            with self._archive.open(name) as part:
                data = part.read(MAX_PART + 1)
        except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(f"{name}: {error}") from error
        if len(data) > MAX_PART:
            raise ValueError(f"{name}: > {MAX_PART:,}")
        return data

    def of_sheet(self, index: int) -> bytes:
        """The part of the sheet at that place in the workbook, with the places of its cells; empty if not found.

        Empty cells may be left out.
        """
        return self._looked_at(self.name_of_sheet(index))[0]

    def is_usual(self, index: int) -> bool:
        """Whether :func:`is_usual` holds of the sheet at that place in the workbook."""
        return self._looked_at(self.name_of_sheet(index))[1]

    def name_of_sheet(self, index: int) -> str:
        """The name of the part of the sheet at that place in the workbook; empty when it is not found."""
        return self._sheets[index] if index < len(self._sheets) else ""

    @cached_property
    def _sheets(self) -> list[str]:
        """The names of the sheets' parts in the order of the workbook."""
        links = map(attributes, _LINK.findall(self.part("xl/_rels/workbook.xml.rels")))
        targets = {link.get("Id", ""): link.get("Target", "") for link in links}
        sheets = map(attributes, _SHEET.findall(self.part("xl/workbook.xml")))
        return [_path(targets.get(s.get("r:id", ""), "")) for s in sheets]

    @cached_property
    def _is_certain(self) -> bool:
        """Whether which part is which sheet can be read in one way: no comment, no attribute twice, no open one."""
        book, links = self.part("xl/workbook.xml"), self.part("xl/_rels/workbook.xml.rels")
        tags = _SHEET.findall(book) + _LINK.findall(links)
        return b"<!" not in book + links and all(map(_is_regular, tags))

    def extent(self, index: int) -> tuple[int, int]:
        """Rows and columns up to the last filled cell of a sheet, or ``(0, 0)`` where no cell is far out.

        Raises ``ValueError`` for a sheet that cannot be read whole: nothing is known of it, so it is not to be opened.
        A sheet whose part is not found here, or in another way than the library may find it, counts as the largest
        part there is.
        """
        try:
            if not self._is_certain:
                raise KeyError(index)
            name, exact = self._sheets[index], len(self._sheets) > _FEW
            sheet = self._whole(name)
            return (0, 0) if not exact and self._looked_at(name)[1] else _extent(sheet, exact=exact)
        except (IndexError, KeyError):
            extents = [_extent(self._whole(name), exact=True) for name in self._names if name.startswith("xl/")]
            return max(extents, key=lambda e: e[0] * e[1], default=(0, 0))

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        """The file's list of parts, read once."""
        return zipfile.ZipFile(io.BytesIO(self._data))

    @cached_property
    def _names(self) -> list[str]:
        return self._archive.namelist()


def _looked_at(sheet: bytes) -> tuple[bytes, bool]:
    """A sheet with the places of its cells, and whether it :func:`is_usual`: such a one without its empty cells."""
    filled = _EMPTY_CELLS.sub(b"", sheet)
    return (filled, True) if is_usual(filled) else (with_places(sheet), False)


def is_usual(sheet: bytes) -> bool:
    """Whether a sheet is written as most programs do: no tag has a prefix, every row and cell says where it is, first
    of all, and no cell is far out. It is looked at once, and much need not be asked of such a sheet any more."""
    if has_prefixes(sheet) or b":row" in sheet:
        return False
    return not _NOT_USUAL_ROW.search(sheet) and not _NOT_USUAL.search(sheet)


def has_prefixes(sheet: bytes) -> bool:
    """Whether tags may have prefixes, as in ``<x:c``."""
    return b":c" in sheet


def _extent(sheet: bytes, *, exact: bool) -> tuple[int, int]:
    if not exact and not _FAR.search(sheet) and len(_UNPLACED.findall(sheet)) < 1000:
        return 0, 0
    # The library counts on from whatever stands before a cell without a place, so then empty ones count as well.
    unplaced = _most_unplaced(sheet)
    places = _CELL.findall(sheet if unplaced else _EMPTY.sub(b"", sheet))
    rows = max((_size(number) for _, number in places), default=0)
    columns = max((_column(letters) for letters, _ in places), default=0)
    if unplaced:
        rows = max([rows, *map(_size, _ROW.findall(sheet))]) + len(_ROW_TAG.findall(sheet))
    return rows, columns + unplaced


def _most_unplaced(sheet: bytes) -> int:
    """How many cells of a row say no place; of the whole sheet where a comment may hold what looks like a row."""
    stretches = [sheet] if b"<!" in sheet else _ROW_TAG.split(sheet)
    return max(len(_UNPLACED.findall(stretch)) for stretch in stretches)


def _size(digits: bytes) -> int:
    """A number of whatever length: the library counts on and begins anew where it has no room for it."""
    return int(digits) if len(digits) <= _DIGITS else _BEYOND


def _column(letters: bytes) -> int:
    out = 0
    for code in letters.upper() if len(letters) <= _LETTERS else b"":
        out = out * 26 + code - 64
    return out or _BEYOND


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a tag as they stand there, references in them not resolved."""
    return {k.decode("utf-8", "replace"): (a or b).decode("utf-8", "replace") for k, a, b in _ATTRIBUTE.findall(tag)}


def _is_regular(tag: bytes) -> bool:
    """Whether there is nothing but attributes in a tag, each of them once."""
    return not _ATTRIBUTE.sub(b"", tag).strip(b" /\r\n\t") and len(attributes(tag)) == len(_ATTRIBUTE.findall(tag))


def _path(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
