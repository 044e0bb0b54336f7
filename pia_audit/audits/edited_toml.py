"""TOML files that people edit, on Windows as often as not: what is wrong with one, so that it can be said in words."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pia_audit.japanese.patterns import regex
from pia_audit.model.files import InputError, TooLarge, read_bounded

LIMIT = 1024 * 1024
"""Bytes a file may have that a person writes by hand."""

_AT = regex(r"at line (\d+), column (\d+)")
_QUOTES = "“”„‟〝〞〟‘’"


class BadToml(InputError):
    """A file that is no TOML; ``path`` stays empty, since it is one of another kind."""

    sentences = ("settings", "bad")


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file, with or without the mark of UTF-8 before it; raises :class:`BadToml`."""
    try:
        text = read_bounded(path, LIMIT).decode("utf-8-sig").replace("\r\n", "\n")
        return tomllib.loads(text)
    except TooLarge as error:
        raise BadToml("", "large", limit=f"{LIMIT:,}") from error
    except OSError as error:
        raise BadToml("", "closed", reason=error.strerror or "?") from error
    except UnicodeDecodeError as error:
        raise BadToml("", "encoding") from error
    except tomllib.TOMLDecodeError as error:
        raise _misread(text, str(error)) from error
    except RecursionError as error:
        raise BadToml("", "deep") from error


def _misread(text: str, reason: str) -> BadToml:
    """Where the reading stopped, and what often is the cause: a folder's ``\\`` in quotes, a full-width sign."""
    at = _AT.search(reason)
    if not at:
        return BadToml("", "toml_end", reason=reason)
    position = {"line": int(at[1]), "column": int(at[2])}
    line = text.split("\n")[position["line"] - 1]
    character = line[position["column"] - 1 : position["column"]]
    if character and (character in _QUOTES or (not character.isascii() and normalize("NFKC", character).isascii())):
        return BadToml("", "toml_wide", sign=character, **position)
    if "\\" in line[: position["column"]]:
        return BadToml("", "toml_backslash", **position)
    return BadToml("", "toml", reason=reason, **position)
