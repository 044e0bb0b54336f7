"""Every sentence a person reads, in ja and en: templates apart from their arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from pia_audit.japanese.patterns import regex
from pia_audit.messages.leaf_phrases import phrases, shortened
from pia_audit.model.files import InputError, escaped

if TYPE_CHECKING:
    from pia_audit.model import Unread

LANGUAGES = ("ja", "en")


@cache
def catalogue(lang: str, room: str = "screen") -> dict[str, dict[str, str]]:
    """The message catalogue of a language, by section and key: a file for the screen, and one for each room with more
    to say, read when that room speaks. Raises ``FileNotFoundError`` for a room without a file."""
    import tomllib  # dear, and a command without words does without it

    path = Path(__file__).parent / lang / f"{room}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rooms() -> list[str]:
    """The rooms that have a file in the catalogue."""
    return sorted(f.name.removesuffix(".toml") for f in (Path(__file__).parent / "ja").iterdir())


class Wording:
    """The words of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "ja"
        self._all = catalogue(self.lang)

    def ui(self, key: str, **params: Any) -> str:
        """A sentence of the screen; raises ``KeyError`` for an unknown key."""
        return self.filled(self._all["ui"][key], params)

    def say(self, room: str, key: str, **params: Any) -> str:
        """A sentence of a room's own file, ``key`` being ``section.key``; raises ``KeyError`` for an unknown key."""
        section, name = key.split(".", 1)
        return self.filled(catalogue(self.lang, room)[section][name], params)

    def has(self, room: str, key: str) -> bool:
        """Whether a room's own file has a sentence."""
        section, name = key.split(".", 1)
        return name in catalogue(self.lang, room)[section]

    def filled(self, template: str, params: dict[str, Any]) -> str:
        """A template with its arguments, the operating system's own reasons in the reader's language."""
        for name in params.keys() & {"reason", "why"}:
            params[name] = self.term("system", str(params[name]))
        for name in params.keys() & _NAMES:  # a file may be called anything, and a message stays one line
            params[name] = escaped(str(params[name])) if params[name] is not None else ""
        if "|" in template or any(isinstance(value, list) for value in params.values()):
            return _Template(self).vformat(template, (), params)
        return template.format_map(params)  # twice as fast, and all that nearly every sentence needs

    def listed(self, names: Iterable[Any]) -> str:
        """Several things in one sentence, one after the other."""
        return ("、" if self.lang == "ja" else ", ").join(map(str, names))

    def term(self, section: str, key: str) -> str:
        """The word for a term such as a status; an unknown one is shown as it is."""
        return self._all[section].get(key, key)

    def message(self, code: str, params: dict[str, Any]) -> str:
        """A finding's message."""
        from pia_audit.rules.catalogue import entry  # what only a finding says

        prose = entry(code).prose(self.lang)
        template = prose.variants.get(str(params.get("op")), prose.message)
        text = template.format_map(_Params(self._translated(params)))
        text += self._leaves(params)
        clauses = self._all["clause"]
        if rows := params.get("unsure_rows"):
            text += clauses["unsure_rows"].format(rows=self.listed(rows))
        if rows := params.get("renumbered_rows"):
            text += clauses["renumbered_rows"].format(rows=self.listed(rows))
        if rows := params.get("blanket_rows"):
            text += clauses["blanket_rows"].format(rows=self.listed(rows))
        if stands := params.get("stands"):
            text += clauses[f"stands_{stands}"].format_map(_Params(self._translated(params)))
        for name in ("missing_pages", "missing_pages_before"):
            if pages := params.get(name):
                text += clauses[name].format(pages=pages)
        if side := params.get("unread_table"):
            text += clauses[f"unread_table_{side}"]
        return text

    def leaves(self, leaves: Iterable[Mapping[str, Any]], of: str = "") -> list[str]:
        """A phrase for each thing that differs between two texts, in reading order; ``of`` is ``chain`` or ``row``
        where they should be the same (what follows on, what a row quotes), and not one before and one after."""
        templates = self._all["leaf"] | (self._all[f"leaf_{of}"] if of else {})
        return phrases(leaves, templates, self.lang, of)

    def _leaves(self, params: dict[str, Any]) -> str:
        """What differs, as the end of a message."""
        of = params.get("leaves_of") or ""
        leaf_texts = shortened(self.leaves(params.get("leaves") or (), of), self._all["leaf"])
        space = "" if self.lang == "ja" else " "
        parting = "。" if self.lang == "ja" else "; "
        key = f"says_{of}" if of else "says"
        return space + self._all["leaf"][key].format(leaves=parting.join(leaf_texts)) if leaf_texts else ""

    def _translated(self, params: dict[str, Any]) -> dict[str, Any]:
        out = {k: one_line(v) if isinstance(v, str) else v for k, v in params.items()}
        if isinstance(out.get("mismatch"), list):
            mismatches = [self.term("mismatch", m) for m in out["mismatch"]]
            out["mismatch"] = "・".join(mismatches) if self.lang == "ja" else " and ".join(mismatches)
        for name in ("status", "rung"):
            if name in out:
                out[name] = self.term(name, out[name])
        if "should" in out:
            out["should"] = self.term("kind", out["should"])
        if "rests" in out:
            out["rests"] = ("と" if self.lang == "ja" else " and ").join(
                self.term("rests", t) for t in str(out["rests"]).split(",")
            )
        for name in _CLAUSES:
            if name in out:
                key = f"{name}_{out[name]}"
                out[name] = self._all["clause"][key].format_map(_Params(out)) if out[name] else ""
        if "what" in out:
            out["what"] = self.term("what", out["what"])
        if "where" in out:
            out["where"] = self.term("where", out["where"])
        return out

    def reason(self, unread: Unread) -> str:
        """Why something could not be read."""
        template = self._all["unread"].get(unread.code, unread.code)
        return self.filled(template, _Params(unread.params))

    def refusal(self, error: InputError) -> str:
        """Why an input cannot be used, as a sentence that names it."""
        room, section = error.sentences
        params = {name: self.refusal(v) if isinstance(v, InputError) else v for name, v in error.params.items()}
        for name, words in error.terms.items():
            params[name] = self.listed(self.say(room, f"{words}.{value}") for value in params.get(name, ()))
        sentence = self.say(room, f"{section}.{error.code}", **{"path": error.path, **params})
        if not error.frame:
            return sentence
        location = f"{error.path} {error.params.get('where') or ''}".rstrip()
        return self.ui(error.frame, path=location, reason=sentence)

    def place(self, locator: str) -> str:
        """A locator in words: ``L132.4`` is line 132, column 4; a box on a page is told in millimetres, as a ruler
        shows them on the print."""
        page = re.fullmatch(r"p(\d+)(?::(\d+),(\d+),\d+,\d+)?", locator)
        if page:
            key = "page" if page[2] else "page_only"
            return self.ui(key, page=page[1], x=_millimetres(page[2]), y=_millimetres(page[3]))
        match = re.fullmatch(r"L(\d+)(?:\.(\d+))?", locator)
        if not match:
            return locator
        if match[2]:
            return self.ui("line_column", line=match[1], column=match[2])
        return self.ui("line_only", line=match[1])


def _millimetres(points: str | None) -> int:
    return round(int(points or 0) * 25.4 / 72)


class _Template(Formatter):
    """A template that lists what is several and knows one from many: ``{count} row{count:|s}`` is 1 row, 2 rows."""

    def __init__(self, wording: Wording) -> None:
        self._words = wording

    def format_field(self, value: Any, format_spec: str) -> str:
        """The word for one or that for many where the format holds both, else what ``format`` makes of the value."""
        singular, both, many = format_spec.partition("|")
        if not both:
            return self._words.listed(value) if isinstance(value, list) else format(value, format_spec)
        return singular if str(value) == "1" else many


_NAMES = {"path", "source", "place", "name"}
"""Arguments that may be the name of a file."""


class _Params(dict[str, Any]):
    """Arguments of a message: a missing one shows as a dash and never ends in an error."""

    def __missing__(self, key: str) -> str:
        return "―"


def one_line(text: str) -> str:
    """A raw text inside a sentence: its line breaks and tabs become single spaces."""
    return _BREAKS.sub(" ", text).strip() if _BREAKS.search(text) else text


_CLAUSES = ("how", "which", "between", "copied", "part", "besides", "portion", "staying")
"""Arguments that choose a clause of the catalogue, which is then filled from the others; none chosen is no clause."""

_BREAKS = regex("(?<!\\s)\\s*[\t\r\n\v\f\x85\u2028\u2029]\\s*")


def params_of(text: str | None) -> dict[str, Any]:
    """A finding's arguments out of their JSON."""
    loaded = json.loads(text or "{}")
    return {k: "" if v is None else v for k, v in loaded.items()}


def percent(similarity: float | None) -> str:
    """0.957 as ``96%``; nearly alike is never shown as 100%."""
    if similarity is None:
        return "―"
    return f"{min(99, round(similarity * 100))}%" if similarity < 1 else "100%"
