"""The questions of the sheet as data, one TOML file per area, and a body's own beside them.

Every rule code of the catalogue answers exactly one of the shipped questions: the one its catalogue file names, else
the last one, which stands there only when there are such codes. Questions no rule can answer have none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.audits.edited_toml import BadToml, read_toml
from pia_audit.checklists.readable import TOKENS
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.model.files import InputError
from pia_audit.rules.catalogue import codes, entry

BODY_AREA = "own"
"""The area of a body's own questions."""
REST = "rest"
"""The area of the rules that no other question names."""

_ID = regex(r"[^\s:：()（）]{1,20}")
_SURE = ("high", "mid", "low")
_KEYS = {"id", "rules", "reads", "forms", "sure", "ja", "en"}


class Prose(Struct, frozen=True):
    """A question in one language: what is asked, on what basis, and what to look at where the tool cannot say."""

    ask: str
    basis: str
    look: str


class Question(Struct, frozen=True):
    """One numbered question. ``rules`` answer it (none: nobody but a person can), provided that what ``reads`` names
    could be read; ``forms`` are the forms it concerns (none: all); ``sure`` says how sure its basis is."""

    id: str
    area: str
    rules: tuple[str, ...]
    reads: tuple[str, ...]
    forms: tuple[str, ...]
    sure: str
    ja: Prose
    en: Prose

    def prose(self, lang: str) -> Prose:
        """The wording in ``ja`` or ``en``."""
        return self.en if lang == "en" else self.ja


class Area(Struct, frozen=True):
    """One area of the sheet with its questions in order."""

    key: str
    ja: str
    en: str
    questions: tuple[Question, ...]

    def title(self, lang: str) -> str:
        """The area's name in ``ja`` or ``en``."""
        return self.en if lang == "en" else self.ja


class BadQuestions(InputError):
    """A file of questions that cannot be used."""

    sentences = ("checklist", "questions")


@cache
def shipped() -> tuple[Area, ...]:
    """The areas that come with the package, in order."""
    files = [f for f in resources.files(__package__).iterdir() if f.name.endswith(".toml")]
    tables = sorted((tomllib.loads(f.read_text(encoding="utf-8")) for f in files), key=lambda t: t["number"])
    areas = [_area(Path(t["key"]), t, t["key"]) for t in tables]
    last = areas[-1].questions[-1].id
    question_ids = {q.id for area in areas for q in area.questions}
    answered: dict[str, list[str]] = {}
    for code in codes():
        question_id = entry(code).question
        answered.setdefault(question_id if question_id in question_ids else last, []).append(code)
    return tuple(_with_rules(a, answered) for a in areas if a.key != REST or last in answered)


def _with_rules(area: Area, answered: Mapping[str, Sequence[str]]) -> Area:
    return replace(area, questions=tuple(replace(q, rules=tuple(answered.get(q.id, ()))) for q in area.questions))


def all_areas(body_files: Iterable[Path] = ()) -> tuple[Area, ...]:
    """The shipped areas and, after them, one for each file of a body's own questions.

    Raises :class:`BadQuestions` for a file that is missing, wrong, or uses an id twice.
    """
    areas = list(shipped())
    used_ids = {q.id for a in areas for q in a.questions}
    for path in body_files:
        area = _area(path, _table(path), BODY_AREA)
        for question in area.questions:
            if question.id in used_ids:
                raise BadQuestions(path, "twice", id=question.id)
            used_ids.add(question.id)
        areas.append(area)
    return tuple(areas)


def _table(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path)
    except BadToml as error:
        raise BadQuestions(path, "unreadable", why=error) from error


def _area(path: Path, table: dict[str, Any], key: str) -> Area:
    ja = table.get("ja", "独自の点検項目")
    entries = table.get("question")
    if not isinstance(ja, str) or not isinstance(entries, list) or not entries:
        raise BadQuestions(path, "no-question")
    en = table.get("en", ja if "ja" in table else "The body's own questions")
    return Area(key, ja, str(en), tuple(_question(path, e, key) for e in entries))


def _question(path: Path, data: Any, area: str) -> Question:
    if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not _is_id(data["id"]):
        raise BadQuestions(path, "no-id")
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise BadQuestions(path, "unknown-key", id=data["id"], word=unknown[0])
    ja = _prose(path, data["id"], data.get("ja"))
    en = _prose(path, data["id"], data["en"]) if "en" in data else ja
    certainty = data.get("sure", "high")
    if certainty not in _SURE:
        raise BadQuestions(path, "no-sure", id=data["id"])
    lists = {n: _names(path, data, n) for n in ("rules", "reads", "forms")}
    return Question(data["id"], area, sure=certainty, ja=ja, en=en, **lists)


def _is_id(text: str) -> bool:
    """A short word that stays as it is when a sheet's signs are read alike in full and half width."""
    return bool(_ID.fullmatch(text)) and fold(text, Rung.WIDTH) == text


def _names(path: Path, data: dict[str, Any], key: str) -> tuple[str, ...]:
    valid_names = {"rules": codes(), "reads": tuple(TOKENS), "forms": ("様式2", "様式3", "様式4")}[key]
    names = data.get(key, [])
    if not isinstance(names, list) or any(n not in valid_names for n in names):
        raise BadQuestions(path, "unknown-name", id=data["id"], word=key)
    return tuple(names)


def _prose(path: Path, name: str, data: Any) -> Prose:
    wanted = ("ask", "basis", "look")
    if not isinstance(data, dict) or set(data) != set(wanted):
        raise BadQuestions(path, "no-prose", id=name)
    if not all(isinstance(data[k], str) and data[k].strip() for k in wanted):
        raise BadQuestions(path, "no-prose", id=name)
    return Prose(**data)
