"""TOML files that people edit, on Windows as often as not: what is wrong with one, so that it can be said in words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pia_audit.files import TooLarge, read_bounded

LIMIT = 1024 * 1024
"""Bytes a file may have that a person writes by hand."""

_AT = re.compile(r"at line (\d+), column (\d+)")
_QUOTES = "“”„‟〝〞〟‘’"


class BadToml(Exception):
    """A file that is no TOML: the ``code`` of a message and its ``params``."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}")
        self.code, self.params = code, params


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file, with or without the mark of UTF-8 before it; raises :class:`BadToml`."""
    try:
        text = read_bounded(path, LIMIT).decode("utf-8-sig").replace("\r\n", "\n")
        return tomllib.loads(text)
    except TooLarge as error:
        raise BadToml("large", limit=f"{LIMIT:,}") from error
    except OSError as error:
        raise BadToml("closed", reason=error.strerror or "?") from error
    except UnicodeDecodeError as error:
        raise BadToml("encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise _misread(text, str(error)) from error
    except RecursionError as error:
        raise BadToml("deep") from error


def _misread(text: str, reason: str) -> BadToml:
    """Where the reading stopped, and what often is the cause: a folder's ``\\`` in quotes, a full-width sign."""
    at = _AT.search(reason)
    if not at:
        return BadToml("toml_end", reason=reason)
    place = {"line": int(at[1]), "column": int(at[2])}
    line = text.split("\n")[place["line"] - 1]
    sign = line[place["column"] - 1 : place["column"]]
    if sign and (sign in _QUOTES or (not sign.isascii() and normalize("NFKC", sign).isascii())):
        return BadToml("toml_wide", sign=sign, **place)
    if "\\" in line[: place["column"]]:
        return BadToml("toml_backslash", **place)
    return BadToml("toml", reason=reason, **place)
