"""Files that hold other files: which office document one is, and what a ``.zip`` holds. Nothing is ever unpacked to the
disk, and nothing is opened that says of itself that it is huge."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from pia_audit.model.files import escaped

ZIP, OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0"

MAX_MEMBERS = 2000
"""So many files of one ``.zip`` are looked at."""
MAX_MEMBER, MAX_TOGETHER = 64 * 1024 * 1024, 512 * 1024 * 1024
"""Bytes of one file in a ``.zip``, and of all its files together, once unpacked."""
_MAX_RATIO, _SMALL = 200, 1_000_000

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
_RTF = b"{\\rtf"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_ENCRYPTED, _WORD, _EXCEL = ("EncryptedPackage", "WordDocument", "Workbook")
_OLD_DOCUMENTS = (".doc", ".dot", ".jtd", ".jtdc", ".jtt")
_UNICODE_NAME, _LOCKED = 0x800, 0x1


class Member(Struct, frozen=True):
    """A file in a ``.zip``: its place in the list, its name, and the code of a message where it is not to be opened."""

    number: int
    name: str
    refused: str | None = None


def document_code(name: str, data: bytes) -> str | None:
    """The code of the message for an office document or a picture, which no reader reads; ``None`` for other files."""
    if data.startswith(OLE):
        return _of_ole(name, data)
    if data.startswith(_RTF):
        return "document-old"
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:12] in _HEIC:
        return "image-file"
    if not data.startswith(ZIP):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _of_package(archive)
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, NotImplementedError, zlib.error):
        return None


def _of_ole(name: str, data: bytes) -> str:
    """Old office documents by the names of their streams, else by the file's name."""
    if _ENCRYPTED.encode("utf-16-le") in data:
        return "workbook-locked"
    if _WORD.encode("utf-16-le") in data:
        return "document-old"
    if _EXCEL.encode("utf-16-le") in data:
        return "workbook-old"
    ending = PurePosixPath(name).suffix.lower()
    return "document-old" if ending in _OLD_DOCUMENTS else "workbook-old"


def _of_package(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return None
    if "xl/workbook.bin" in names:
        return "workbook-binary"
    if "word/document.xml" in names:
        return "document-word"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype").decode("ascii", "replace").strip()
        if kind.startswith(_OPEN_DOCUMENT):
            return "document-calc" if "spreadsheet" in kind else "document-writer"
    return "format-not-known" if "[Content_Types].xml" in names else None


def is_zip(data: bytes) -> bool:
    """Whether a file is a ``.zip`` of files and no document of an office program."""
    if not data.startswith(ZIP) or document_code("", data) is not None:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # A list that leaves bytes before its first file is that of a file within, and the outer one is cut off.
            whole = min((info.header_offset for info in archive.infolist()), default=0) == 0
            return whole and "xl/workbook.xml" not in archive.namelist()
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError):
        return False


def members(data: bytes) -> Iterator[Member]:
    """The files of a ``.zip`` in its order, folders aside, with those that are not to be opened told apart.

    A list longer than :data:`MAX_MEMBERS` ends with a member without a name that says so.
    """
    together = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [(n, info) for n, info in enumerate(archive.infolist()) if not info.is_dir()]
        for number, info in infos[:MAX_MEMBERS]:
            code = _refusal(info, together)
            together += 0 if code else info.file_size
            yield Member(number, _name(info), code)
        if len(infos) > MAX_MEMBERS:
            yield Member(-1, "", "zip-too-many")


def _refusal(info: zipfile.ZipInfo, together: int) -> str | None:
    if info.flag_bits & _LOCKED:
        return "zip-locked"
    packed = max(info.compress_size, 1)
    swollen = info.file_size > _SMALL and info.file_size > _MAX_RATIO * packed
    if info.file_size > MAX_MEMBER or swollen or together + info.file_size > MAX_TOGETHER:
        return "zip-too-large"
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a file in a ``.zip``; without the mark of UTF-8 it is in the code page of a Japanese Windows."""
    name = info.filename
    if not info.flag_bits & _UNICODE_NAME and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("cp932")
    parts = [p for p in PurePosixPath(name.replace("\\", "/")).parts if p not in ("/", "..")]
    return escaped("/".join(parts)) or "?"


def member(data: bytes, number: int) -> bytes | None:
    """The bytes of a file in a ``.zip``; ``None`` when they cannot be had, or are more than it says of itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.infolist()[number]
            with archive.open(info) as part:
                content = part.read(MAX_MEMBER + 1)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, IndexError, NotImplementedError, OSError, RuntimeError, ValueError,
    ):  # fmt: skip
        return None
    return content if len(content) <= MAX_MEMBER else None
