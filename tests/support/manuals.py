"""The README and the pages of the manual as tests look at them."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from pia_audit.manual import LANGUAGES, names

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
MANUAL = ROOT / "pia_audit" / "manual"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Document(Struct, frozen=True, dict=True):
    """The README, or a page: where it is and which language its generated parts are in."""

    path: Path

    @property
    def id(self) -> str:
        """``ja/start.md``, ``README.md``."""
        return self.path.name if self.path == README else self.path.relative_to(MANUAL).as_posix()

    @property
    def lang(self) -> str:
        """The language of a page; the README's parts are English."""
        return self.path.parent.name if self.path.parent.name in LANGUAGES else "en"

    @cached_property
    def text(self) -> str:
        """What the file holds."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCE.sub("", self.text)

    def fenced(self, *kinds: str) -> list[str]:
        """The fenced blocks of these kinds."""
        return [body for kind, body in _FENCE.findall(self.text) if kind in kinds]


DOCUMENTS = [
    Document(README),
    *(Document(path) for lang in LANGUAGES for name in names() if (path := MANUAL / lang / f"{name}.md").is_file()),
]
"""The README and every page, in the order of the contents."""


def document(id: str) -> Document:
    """The document of that id."""
    return next(d for d in DOCUMENTS if d.id == id)
