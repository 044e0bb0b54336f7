"""Whether a PDF has layers, which can be switched off; what stands on them is known only when its page is drawn."""

from __future__ import annotations

import zlib

from pia_audit.japanese.patterns import regex

_LAYERS = b"/OCProperties"
_PACKED = regex(rb"/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")
_MOST = 2_000
_LARGEST = 1 << 20
"""So many bytes of an unpacked stream are looked at; one holds a hundred objects or two."""


def has_layers(data: bytes) -> bool:
    """Whether the file tells of layers, also where its objects are packed. A locked file's are not looked into."""
    if _LAYERS in data:
        return True
    for number, match in enumerate(_PACKED.finditer(data)):
        if number >= _MOST:
            return True  # rather too many pages drawn than text read that nobody sees
        try:
            if _LAYERS in zlib.decompressobj().decompress(data[match.end() : match.end() + _LARGEST], _LARGEST):
                return True
        except zlib.error:
            continue
    return False
