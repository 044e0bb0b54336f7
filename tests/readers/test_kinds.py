"""The manual's table of what is read and what is told, by kind and format, is made of the tests that show it.

    python tests/readers/test_kinds.py --write

puts both pages in step again.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import defaultdict
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support"), str(HERE.parents[1])]

import pytest  # noqa: E402
from kinds import FORMATS, FORMATS_IN_ENGLISH, IN_ENGLISH, KINDS  # noqa: E402

MANUAL = HERE.parents[1] / "pia_audit" / "manual"
_ROOMS = ("documents", "readers")
"""The folders whose tests show what is read and told."""

_PART = re.compile(r"(?P<head><!-- kinds -->\n)(?P<body>.*?)(?P<tail><!-- /kinds -->)", re.DOTALL)
_WORDS = {"ja": {"read": "読む", "told": "知らせる"}, "en": {"read": "read", "told": "told"}}
_NEVER = {"ja": ("－", "未確認"), "en": ("–", "not tried")}
"""In a cell that can never be, and in one that no test shows."""


def _modules() -> list[ModuleType]:
    modules = []
    for path in sorted(p for room in _ROOMS for p in (HERE.parent / room).glob("test_*.py")):
        if "mark.kind(" in path.read_text(encoding="utf-8") and path != Path(__file__):
            spec = importlib.util.spec_from_file_location(f"kinds_{path.parent.name}_{path.stem}", path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            modules.append(module)
    return modules


@cache
def shown() -> dict[tuple[str, str], set[str]]:
    """What tests show, by kind and format."""
    readings: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for module in _modules():
        for name, test in vars(module).items():
            for mark in getattr(test, "pytestmark", []) if name.startswith("test_") else []:
                if mark.name == "kind":
                    for kind, (form, what) in product(mark.args, mark.kwargs.items()):
                        readings[kind, form] |= set(what.split())
    return dict(readings)


def table(lang: str) -> str:
    """The table as the manual prints it."""
    tests = shown()
    heads = {"ja": ["ファイルの中のもの", *FORMATS.values()], "en": ["in the file", *FORMATS_IN_ENGLISH.values()]}[lang]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    never, untried = _NEVER[lang]
    for kind, (name, formats) in KINDS.items():
        cells = []
        for form in FORMATS:
            words = [word for what, word in _WORDS[lang].items() if what in tests.get((kind, form), ())]
            cells.append({"ja": "・", "en": ", "}[lang].join(words) or (never if form in formats else untried))
        lines.append(f"| {' | '.join([name if lang == 'ja' else IN_ENGLISH[kind], *cells])} |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_table_is_what_the_tests_show(lang: str) -> None:
    """And no test speaks of a kind or a format that is not there, or cannot be."""
    assert not [at for at in shown() if at[0] not in KINDS or at[1] not in FORMATS or at[1] in KINDS[at[0]][1]]
    match = _PART.search((MANUAL / lang / "formats.md").read_text(encoding="utf-8"))
    assert match is not None
    assert match["body"] == table(lang)


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    for lang in ("ja", "en"):
        page = MANUAL / lang / "formats.md"
        text = page.read_text(encoding="utf-8")
        part = _PART.search(text)
        assert part is not None
        page.write_text(
            text[: part.start("body")] + table(lang) + text[part.end("body") :], encoding="utf-8", newline="\n"
        )
