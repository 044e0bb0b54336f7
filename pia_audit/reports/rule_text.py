"""A rule's explanation: what its catalogue file says, and what it finds in its own example."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pia_audit.audits.run import audit
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.model.plain_values import as_data
from pia_audit.reports.grid import grid, wrapped
from pia_audit.reports.json_text import dump
from pia_audit.reports.report import build
from pia_audit.reports.rule_list import brief
from pia_audit.rules.catalogue import Entry, entry
from pia_audit.rules.examples import edition, editions

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit


def explain_json(entry: Entry, lang: str) -> str:
    """Everything the catalogue says of a rule."""
    return dump({"rule": {**brief(entry, lang), **as_data(entry.prose(lang)), "examples": entry.examples}})


def explain_text(entry: Entry, lang: str, width: int | None = None) -> str:
    """The same for reading, with both examples; ``width``: columns of the screen, ``None`` for any number."""
    wording = Wording(lang)
    prose = entry.prose(lang)
    parts = [
        f"{entry.code} {entry.slug}  [{wording.term('severity', entry.severity)}]\n{prose.title}",
        f"{wording.ui('explain_message')}: {_sample_message(entry, lang)}",
        *(f"{wording.ui('explain_' + key)}: {getattr(prose, key)}" for key in ("check", "basis")),
        f"{wording.ui('sure_head')}: {wording.term('sure', entry.sure)}   "
        f"{wording.ui('needs_head')}: {wording.term('needs', entry.needs)}",
        *(f"{wording.ui('explain_' + key)}: {getattr(prose, key)}" for key in ("todo", "cannot")),
    ]
    examples = (_example(wording, key, entry.examples[key], width) for key in ("fires", "silent"))
    return "\n\n".join((*(wrapped(part, width) for part in parts), *examples)) + "\n"


def _sample_message(entry: Entry, lang: str) -> str:
    """What the rule says of its own example: the words with a case in them, instead of their places' names."""
    findings = build(_of_example(entry.code), lang).findings
    return findings[0].message if findings else entry.prose(lang).message


@cache
def _of_example(code: str) -> Audit:
    """What a rule finds in its own example, which is the same in every language."""
    example = entry(code).examples["fires"]
    return audit(Corpus.of(editions(example)), select=[code], as_of=example.get("as_of"))


def _example(wording: Wording, key: str, example: dict[str, Any], width: int | None) -> str:
    lines = [wrapped(f"{wording.ui('example_' + key)}: {example['says'][wording.lang]}", width)]
    old = example.get("old")
    if old:
        lines += [wording.ui("old_edition"), _edition(wording, old, width), wording.ui("new_edition")]
    lines.append(_edition(wording, example, width))
    return "\n".join(lines)


def _edition(wording: Wording, example: dict[str, Any], width: int | None) -> str:
    labels = {i.item_id: i.label for i in edition(example).items}
    item_lines = (
        wording.ui("example_item", item=labels.get(i, i), text=t) for i, t in example.get("items", {}).items()
    )
    lines = [wrapped(f"  {line}", width) for line in item_lines]
    if example.get("rows"):
        headers = ["変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "説明"]
        lines.append(grid([[c.replace("\n", " ")[:60] for c in row] for row in example["rows"]], headers, width))
    return "\n".join(lines)
