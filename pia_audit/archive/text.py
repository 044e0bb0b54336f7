"""What the archive says on the screen, as JSON and as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pia_audit.archive import ArchiveError, Entry, Problem, Verification
from pia_audit.archive.deciding import decision
from pia_audit.audits.decisions import Decision
from pia_audit.messages.wording import Wording
from pia_audit.reports import json_document, screen
from pia_audit.reports.grid import grid
from pia_audit.reports.spreadsheets import csv_text

ROOM = "archive"
_FEW, _MANY = 20, 100
_COLUMNS = ("number", "kind", "published_on", "report", "by", "at", "file", "state")
_SHOWN = ("number", "kind", "at", "by", "host", "path", "size", "program", "content", "digest")


def error(why: ArchiveError, words: Wording) -> str:
    """The sentence for what is wrong with an archive."""
    return words.say(ROOM, f"error.{why.code}", path=why.path, **why.params)


def line(entry: Entry, words: Wording) -> str:
    """What is printed of a new entry as soon as it is safe."""
    report = " / ".join(f"{h.report_id} {h.published_on or words.ui('unknown')}" for h in entry.heads)
    return words.say(ROOM, "add.line", number=entry.number, path=entry.path, report=report, digest=entry.digest)


def known(files: Sequence[tuple[str, int]], words: Wording) -> str:
    """Files whose bytes were there already, with the entry that holds them; of many the first ones."""
    lines = [words.say(ROOM, "add.known", path=path, number=number) for path, number in files[:_FEW]]
    if len(files) > _FEW:
        lines.append(words.say(ROOM, "add.known_more", shown=_FEW, count=f"{len(files):,}"))
    return "".join(line + "\n" for line in lines)


def decided(entry: Entry, made: Decision, words: Wording) -> str:
    """What is printed of a new decision."""
    verdict = words.say("decisions", f"verdict.{made.verdict}")
    about = {"rule": made.rule or made.question, "fingerprint": made.fingerprint or made.report_id}
    return words.say(ROOM, "decide.done", number=entry.number, verdict=verdict, digest=entry.digest, **about) + "\n"


def data(entry: Entry, corrected: Mapping[int, int]) -> dict[str, Any]:
    """An entry for machines; ``corrected`` gives the number of the entry that corrects another."""
    kept = {n: getattr(entry, n) for n in (*_SHOWN, "corrects")}
    about = {"editions": [asdict(h) for h in entry.heads]}
    if entry.kind == "decision":
        about = {"decision": json.loads(entry.about)}
    return {**kept, "corrected_by": corrected.get(entry.number), **about}


def corrections(entries: Iterable[Entry]) -> dict[int, int]:
    """Which entry is corrected by which."""
    return {e.corrects: e.number for e in entries if e.corrects is not None}


def list_table(entries: Sequence[Entry], corrected: Mapping[int, int], lang: str) -> str:
    """A line per entry."""
    words = Wording(lang)
    if not entries:
        return words.say(ROOM, "list.none") + "\n"
    rows = [[screen.short(c, 60) for c in _cells(e, corrected, words)] for e in entries]
    return f"{grid(rows, _heads(words))}\n\n{words.say(ROOM, 'list.count', count=f'{len(entries):,}')}\n"


def list_csv(entries: Sequence[Entry], corrected: Mapping[int, int], lang: str) -> str:
    """The list for spreadsheets; a cell that one would take for a formula gets a quote before it."""
    words = Wording(lang)
    heads = [*_heads(words), words.say(ROOM, "show.content"), words.say(ROOM, "show.digest")]
    return csv_text(heads, [[*_cells(e, corrected, words), e.content, e.digest] for e in entries])


def list_json(entries: Sequence[Entry], corrected: Mapping[int, int]) -> str:
    """The list for machines."""
    return json_document.dump({"entries": [data(e, corrected) for e in entries]})


def _heads(words: Wording) -> list[str]:
    return [words.say(ROOM, f"head.{c}") for c in _COLUMNS]


def _cells(entry: Entry, corrected: Mapping[int, int], words: Wording) -> list[str]:
    if entry.kind == "decision":
        own = decision(entry)
        days, report = "", f"{own.report_id} {own.rule or own.question or ''}"
        state = words.say("decisions", f"verdict.{own.verdict}")
    else:
        days = " ".join(h.published_on or "?" for h in entry.heads)
        report = " ".join(dict.fromkeys(h.report_id for h in entry.heads))
        by = corrected.get(entry.number)
        state = words.say(ROOM, "list.corrected", number=by) if by else ""
    kind = words.say(ROOM, f"kind.{entry.kind}")
    return [str(entry.number), kind, days, report, entry.by, entry.at[:16].replace("T", " "), entry.path, state]


def show_text(entry: Entry, corrected: Mapping[int, int], lang: str) -> str:
    """All that an entry says."""
    words = Wording(lang)
    values: list[tuple[str, object]] = [(n, getattr(entry, n)) for n in _SHOWN]
    values += [("corrects", entry.corrects), ("corrected", corrected.get(entry.number))]
    own = {"kind": words.say(ROOM, f"kind.{entry.kind}"), "size": _size(entry.size, words)}
    lines = [f"{words.say(ROOM, f'show.{n}')}: {own.get(n, v)}" for n, v in values if v not in (None, "")]
    for head in entry.heads:
        lines.append(f"{words.say(ROOM, 'show.report')}: {head.report_id} {head.title}".rstrip())
        known = {**asdict(head), "published_on": head.published_on or words.say(ROOM, "show.unknown")}
        lines.append("  " + words.say(ROOM, "show.counts", **known))
    if entry.kind == "decision":
        lines += _decided(decision(entry), words)
    return "\n".join(lines) + "\n"


def _size(size: int, words: Wording) -> str:
    return words.say(ROOM, "show.bytes", size=f"{size:,}")


def _decided(own: Decision, words: Wording) -> list[str]:
    lines = [f"{words.say(ROOM, 'show.report')}: {own.report_id}"]
    lines += [f"{words.say(ROOM, 'head.rule')}: {own.rule}"] if own.rule else []
    lines.append(f"{words.say('decisions', 'head.verdict')}: {words.say('decisions', f'verdict.{own.verdict}')}")
    told = {h: getattr(own, h) for h in ("reason", "by", "on", "until", "fingerprint")}
    return lines + [f"{words.say('decisions', f'head.{h}')}: {text}" for h, text in told.items() if text]


def verify_text(path: Path, found: Verification, lang: str) -> str:
    """The outcome of ``verify``."""
    words = Wording(lang)
    lines = [words.say(ROOM, "verify.archive", path=path)]
    lines.append(words.say(ROOM, "verify.count", count=f"{found.count:,}"))
    lines.append(words.say(ROOM, "verify.head", head=found.head))
    if found.noted is not None:
        more = found.count - found.noted
        key = "noted_before" if more else "noted_last"
        lines.append(words.say(ROOM, f"verify.{key}", number=found.noted, more=more))
    if found.intact:
        lines += [words.say(ROOM, "verify.intact"), words.say(ROOM, "verify.keep")]
    for key, told in (("problems", found.problems), ("notes", found.notes)):
        if told:
            lines.append(words.say(ROOM, f"verify.{key}", count=len(told)))
            lines += ["  " + problem(p, words) for p in told[:_MANY]]
            if len(told) > _MANY:
                lines.append("  " + words.say(ROOM, "verify.more", shown=_MANY, count=f"{len(told):,}"))
    return "\n".join(lines) + "\n"


def problem(told: Problem, words: Wording) -> str:
    """What is not as it was, in words."""
    return words.say(ROOM, f"problem.{told.code}", entry=told.entry, name=told.name, **dict(told.params))


def verify_json(path: Path, found: Verification, lang: str) -> str:
    """The outcome of ``verify`` for machines."""
    words = Wording(lang)

    def told(problems: Iterable[Problem]) -> list[dict[str, Any]]:
        return [{"code": p.code, "entry": p.entry, "reason": problem(p, words), **dict(p.params)} for p in problems]

    return json_document.dump(
        {
            "archive": str(path), "intact": found.intact, "count": found.count, "head": found.head,
            "noted": found.noted, "problems": told(found.problems), "notes": told(found.notes),
        }
    )  # fmt: skip
