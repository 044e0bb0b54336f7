"""The rule catalogue: one TOML file per code, with severity, basis, wording (ja, en) and both examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from pia_audit.japanese.patterns import regex
from pia_audit.model.toml_files import table
from pia_audit.rules.plugins import BODY_CODES, folders

Severity = Literal["error", "warning", "info"]
_FOLDER = Path(__file__).parent
_CODE = regex(r"PIA\d{3}\.toml")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Prose(Struct, frozen=True):
    """What a rule says in one language; ``variants`` are the messages for findings of one ``op`` among its params."""

    title: str
    message: str
    check: str
    basis: str
    todo: str
    cannot: str
    variants: Mapping[str, str] = field(default_factory=dict)


Shared = Literal["item", "edition", "row", "subject", "texts"]


class Outranked(Struct, frozen=True):
    """Findings beside which one of this rule is not told, since they tell the same fact better.

    They are of one of the rules ``by`` and have in common with it what ``on`` names: the item, the edition besides, the
    row, the subject, or (``texts``) the two texts set against each other. ``any_item``: on whatever item they are;
    ``subject``: only a finding whose subject begins so; ``unless_standing``: but for one that an older edition has.
    """

    by: frozenset[str]
    on: Shared
    any_item: bool = False
    subject: str = ""
    unless_standing: bool = False


class Cause(Struct, frozen=True):
    """When findings of this rule in one edition have one cause, which is then told once.

    They have the same values of the arguments in ``shared``; ``@changed_on`` is the day of the row, ``@difference``
    what differs between the two texts. ``where`` names an argument without which there is none. ``ja`` and ``en`` are
    the sentences by the value of the argument ``by`` (without it: ``text``).
    """

    shared: tuple[str, ...]
    ja: Mapping[str, str]
    en: Mapping[str, str]
    where: str = ""
    by: str = ""

    def sentence(self, lang: str, params: Mapping[str, Any]) -> str:
        """The template of the sentence for findings with these arguments."""
        return (self.en if lang == "en" else self.ja)[params[self.by] if self.by else "text"]


About = Literal["account", "threshold", "timing", "text", "law", "notation", "reading", "review"]
"""What a finding is about: whether the record of changes holds (``account``), what assessment is due (``threshold``),
when it was submitted (``timing``), what the report says (``text``) or cites (``law``), how something is written
(``notation``), whether it could be read (``reading``), when to look again (``review``)."""


class Entry(Struct, frozen=True):
    """One code's entry. ``sure``: how sure the basis is; ``needs``: ``edition``, ``history``, ``two-editions``;
    ``question``: the question of the checklist that the rule answers (none: the last one).

    ``about`` is what its findings are about, ``topic`` a name that rules share whose findings in one edition are one
    thing to look into, wherever they stand; ``outranked`` says which findings tell the same better, ``cause`` when
    several findings have one cause.
    ``examples`` has the keys ``fires`` and ``silent``; each is data for
    :func:`pia_audit.rules.examples.editions`.
    """

    code: str
    slug: str
    severity: Severity
    sure: Literal["high", "mid", "low"]
    needs: str
    ja: Prose
    en: Prose
    examples: dict[str, Any]
    question: str = ""
    about: About = "text"
    topic: str = ""
    outranked: tuple[Outranked, ...] = ()
    cause: Cause | None = None

    def prose(self, lang: str) -> Prose:
        """The wording in ``ja`` or ``en``."""
        return self.en if lang == "en" else self.ja


@cache
def codes() -> tuple[str, ...]:
    """Every code that has a catalogue file, here or in a body's own package, in order."""
    files = {p.name for folder in (_FOLDER, *folders()) for p in folder.iterdir()}
    return tuple(sorted(f.removesuffix(".toml") for f in files if _CODE.fullmatch(f)))


@cache
def entry(code: str) -> Entry:
    """The entry of one code; raises ``KeyError`` for a code without a file."""
    rule_folders = folders() if code.startswith(BODY_CODES) else (_FOLDER,)
    path = next((p for folder in rule_folders if (p := folder / f"{code}.toml").is_file()), None)
    if path is None:
        raise KeyError(code)
    data = table(path)
    return Entry(
        code=data["code"],
        slug=data["slug"],
        severity=data["severity"],
        sure=data["sure"],
        needs=data["needs"],
        ja=Prose(**data["ja"]),
        en=Prose(**data["en"]),
        examples=data["examples"],
        question=data.get("question", ""),
        about=data.get("about", "text"),
        topic=data.get("topic", ""),
        outranked=tuple(Outranked(**{**o, "by": frozenset(o["by"])}) for o in data.get("outranked", ())),
        cause=Cause(**{**data["cause"], "shared": tuple(data["cause"]["shared"])}) if "cause" in data else None,
    )


def by_name(name: str) -> Entry:
    """The entry of a code or slug, upper or lower case; raises ``KeyError`` when there is none."""
    wanted = name.strip().lower()
    for code in codes():
        if wanted in (code.lower(), entry(code).slug):
            return entry(code)
    raise KeyError(name)
