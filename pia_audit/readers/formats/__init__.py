"""Which format a file has, told by its first bytes: a module each, and each module that lies here is one.

A module names its :class:`Format`; what reads the file is imported when there is such a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pia_audit.model import Edition, Unread

if TYPE_CHECKING:
    from pia_audit.documents.blocks import Document

Read = Callable[[str, bytes], "Document | list[Edition] | Unread"]

START = 4096
"""So many bytes of a file tell its format."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: ``begins`` knows it by a file's first bytes, ``read`` gives the rows of the file of that name, or the
    editions themselves, or why it cannot be read. ``endings`` are those of the files that are taken from a folder.

    The one ``otherwise`` takes every file that no other knows.
    """

    endings: tuple[str, ...]
    begins: Callable[[bytes], bool]
    read: Read
    otherwise: bool = False


@cache
def formats() -> tuple[Format, ...]:
    """Every format, by the name of its module, the one for all other files last."""
    modules = sorted(m.name for m in pkgutil.iter_modules(__path__))
    found: list[Format] = [importlib.import_module(f"{__name__}.{name}").FORMAT for name in modules]
    return tuple(sorted(found, key=lambda f: f.otherwise))


def format_of(data: bytes) -> Format:
    """The format of a file."""
    start = data[:START]
    return next(f for f in formats() if f.otherwise or f.begins(start))
