"""The manual: Markdown pages for auditors (Japanese) and engineers (English), shown as one web page or on a terminal.

    ja/NAME.md, en/NAME.md    a page, under one name in both languages; one that a language lacks is shown in the other
    pictures/                 what the pages show

Parts of the pages are written by the program itself (``python tests/manual/test_generated.py --write``).
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import resources

from msgspec import Struct

CONTENTS = {
    "auditors": (
        "first", "start", "serve", "yearly", "findings", "editions", "checklist", "archive", "trends", "trouble",
        "tasks", "glossary",
    ),
    "reference": ("commands", "rules", "settings", "outputs", "json", "exchange", "frames", "python", "formats"),
    "engineers": ("how", "extending", "corpora", "figures", "limits", "security", "contributing"),
}  # fmt: skip
"""The pages by part, in the order in which they are shown."""

LANGUAGES = ("ja", "en")


class Page(Struct, frozen=True):
    """A page: its name, its language, its title and its Markdown below the title."""

    name: str
    lang: str
    title: str
    text: str


class UnknownPage(KeyError):
    """A name that no page has; ``near`` are the names that it may mean."""

    def __init__(self, name: str, near: list[str]) -> None:
        super().__init__(name)
        self.name, self.near = name, near


def names() -> tuple[str, ...]:
    """The names of all pages, in their order."""
    return tuple(name for part in CONTENTS.values() for name in part)


@cache
def page(name: str, lang: str) -> Page:
    """One page.

    Args:
        name: a name of :func:`names`.
        lang: ``ja`` or ``en``; a page that this language lacks comes in the other one.

    Raises:
        FileNotFoundError: no language has the page.
    """
    folder = resources.files(__package__)
    page_lang = (
        lang
        if (folder / lang / f"{name}.md").is_file()
        else next(language for language in LANGUAGES if language != lang)
    )
    title, _, text = (folder / page_lang / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    return Page(name, page_lang, title.removeprefix("# ").strip(), text.strip("\n"))


def pages(lang: str) -> tuple[Page, ...]:
    """All pages for a reader of one language."""
    return tuple(page(name, lang) for name in names())


def page_of(name: str, lang: str) -> Page:
    """The page of that name or title, in either case of its letters.

    Raises:
        UnknownPage: there is none.
    """
    wanted = name.strip().casefold().removesuffix(".md")
    for candidate in pages(lang):
        if wanted in (candidate.name, candidate.title.casefold()):
            return candidate
    raise UnknownPage(name, get_close_matches(wanted, names(), 1))
