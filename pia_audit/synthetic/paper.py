"""How a body prints its report: where the stamp stands, whether chapters are listed, how a chapter names its file."""

from __future__ import annotations

from random import Random

from msgspec import Struct

from pia_audit.forms import Form, FormItem
from pia_audit.synthetic.ways import parts_of

STAMPS = ("top", "title", "end")
"""Where the form's stamp stands: above the title, below it, or at the end of the cover."""

FILES = ("heading", "number", "name", "item", "sheet")
"""What tells a chapter's file: number and name in its heading, one of the two, its first item, or the sheet as well."""


class Paper(Struct, frozen=True):
    """The ways in which one body prints. ``contents``: 様式3 and 様式4 have a page that lists the chapters."""

    stamp: str = "title"
    contents: bool = False
    files: str = "heading"

    @classmethod
    def drawn(cls, seed: int) -> Paper:
        """The ways of that seed."""
        rng = Random(f"paper {seed}")
        return cls(rng.choice(STAMPS), rng.random() < 0.7, rng.choice(FILES))

    def chapter(self, form: Form, item: FormItem) -> str:
        """The heading of an item's chapter as this body prints it."""
        number, name = _file(form, item)
        file_heading = {"heading": number + name, "number": number, "name": name}.get(self.files, "")
        return f"{_bare(item, number, name)}　{file_heading}" if file_heading else _bare(item, number, name)

    def sheet(self, form: Form, item: FormItem) -> str:
        """The name of the sheet that holds an item's chapter, before it is cut to length."""
        number, name = _file(form, item)
        bare = _bare(item, number, name).partition("※")[0]
        return f"{number}{name} {bare}" if number + name and self.files == "sheet" else bare


PLAIN = Paper()
"""How a report is printed where nothing else is asked for."""


def _file(form: Form, item: FormItem) -> tuple[str, str]:
    parts = parts_of(form, item)[1:2]
    return (parts[0].number, parts[0].name) if parts and parts[0].kind == "file" else ("", "")


def _bare(item: FormItem, number: str, name: str) -> str:
    return item.path[0].removesuffix(number + name).rstrip()


def chapters(form: Form) -> tuple[str, ...]:
    """The chapters and annexes as the page that lists them has them, the table of changes last."""
    firsts = [_bare(i, *_file(form, i)) for i in form.items if not i.item_id.startswith("cover.")]
    return (*dict.fromkeys(firsts), form.change_table)
