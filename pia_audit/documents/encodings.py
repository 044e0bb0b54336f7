"""The encodings in which Japanese offices and their converters write text and pages."""

from __future__ import annotations

import codecs

from pia_audit.japanese.patterns import regex

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHIFTS = b"\x1b$B", b"\x1b$@"
_HALF_WIDTH = regex("[｡-ﾟ]")
"""What the bytes of EUC-JP are mostly taken for where they can be read as CP932."""


def encoding_of(data: bytes) -> str | None:
    """The encoding that the bytes themselves allow: ``utf-8`` (``utf-8-sig`` with its mark), ``utf-16`` (``utf-16-le``
    and ``utf-16-be`` without a mark), ``iso2022_jp``, ``cp932``, ``euc_jp`` or, with signs as ①, ``euc_jis_2004``;
    ``None`` where none does.

    What a page says of itself is not asked: it is often wrong.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name if _reads(data, name) is not None else None
    if b"\x00" in data[:4096]:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        name = "utf-16-le" if odd > even else "utf-16-be"
        return name if _reads(data, name) is not None else None
    if any(shift in data for shift in _SHIFTS) and _reads(data, "iso2022_jp") is not None:
        return "iso2022_jp"
    if _reads(data, "utf-8") is not None:
        return "utf-8"
    readings = {name: text for name in ("cp932", "euc_jp", "euc_jis_2004") if (text := _reads(data, name)) is not None}
    return min(readings, key=lambda name: len(_HALF_WIDTH.findall(readings[name])), default=None)


def _reads(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
