"""Names of files that every system takes, Windows first: no reserved signs or names, short, each once in a folder."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

from pia_audit.japanese.patterns import regex

LIMIT = 80
"""How long a name may be with its ending, in UTF-16 units as Windows counts; with its folders it stays below 260."""

_RESERVED = str.maketrans('<>:"/\\|?*', "＜＞：”／＼｜？＊")
"""Signs that no file name may have, and the wide ones that show the same."""

_UNSEEN = regex("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]")
_DEVICE = regex(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?")


def file_names(titles: Iterable[str], ending: str) -> list[str]:
    """A name for each title, with this ending; those that would be alike, case aside, get a number.

    Args:
        titles: any texts.
        ending: such as ``.html``.

    Returns:
        The names in the order of the titles.
    """
    used: set[str] = set()
    out = []
    for title in titles:
        number, name = 1, _name(title, "", ending)
        while name.casefold() in used:
            number += 1
            name = _name(title, f" ({number})", ending)
        used.add(name.casefold())
        out.append(name)
    return out


def _name(title: str, tail: str, ending: str) -> str:
    stem = " ".join(_UNSEEN.sub(" ", normalize("NFC", title)).translate(_RESERVED).split()).strip(" .~$")
    while _length(stem + tail + ending) > LIMIT:
        stem = stem[:-1]
    stem = stem.rstrip(" .") or "_"
    return f"{'_' if _DEVICE.fullmatch(stem.casefold()) else ''}{stem}{tail}{ending}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
