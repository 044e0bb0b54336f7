"""What the archive says on the screen, as JSON and as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pia_audit.archive import ArchiveError, Entry, Problem, Verification
from pia_audit.archive.search import MOST, SHORTEST, Matches, Place
from pia_audit.archive.verdicts import decision
from pia_audit.audits.decisions import Decision
from pia_audit.messages.wording import Wording
from pia_audit.model.plain_values import as_data
from pia_audit.reports import json_text, screen
from pia_audit.reports.grid import grid
from pia_audit.reports.spreadsheets import csv_text

ROOM = "archive"
_FEW, _MANY, _AROUND = 20, 100, 20
_COLUMNS = ("number", "kind", "published_on", "report", "by", "at", "file", "state")
_SHOWN = ("number", "kind", "at", "by", "host", "path", "size", "program", "content", "digest")


def error(why: ArchiveError, wording: Wording) -> str:
    """The sentence for what is wrong with an archive."""
    return wording.say(ROOM, f"error.{why.code}", path=why.path, **why.params)


def line(entry: Entry, wording: Wording) -> str:
    """What is printed of a new entry as soon as it is safe."""
    report = " / ".join(f"{h.report_id} {h.published_on or wording.ui('unknown')}" for h in entry.heads)
    return wording.say(ROOM, "add.line", number=entry.number, path=entry.path, report=report, digest=entry.digest)


def known_files(files: Sequence[tuple[str, int]], wording: Wording) -> str:
    """Files whose bytes were there already, with the entry that holds them; of many the first ones."""
    lines = [wording.say(ROOM, "add.known", path=path, number=number) for path, number in files[:_FEW]]
    if len(files) > _FEW:
        lines.append(wording.say(ROOM, "add.known_more", shown=_FEW, count=f"{len(files):,}"))
    return "".join(line + "\n" for line in lines)


def decided(entry: Entry, made: Decision, wording: Wording) -> str:
    """What is printed of a new decision."""
    verdict = wording.say("decisions", f"verdict.{made.verdict}")
    about = {"rule": made.rule or made.question, "fingerprint": made.fingerprint or made.report_id}
    return wording.say(ROOM, "decide.done", number=entry.number, verdict=verdict, digest=entry.digest, **about) + "\n"


def data(entry: Entry, corrected: Mapping[int, int]) -> dict[str, Any]:
    """An entry for machines; ``corrected`` gives the number of the entry that corrects another."""
    fields = {n: getattr(entry, n) for n in (*_SHOWN, "corrects")}
    about = {"editions": [as_data(h) for h in entry.heads]}
    if entry.kind != "edition":
        about = {entry.kind: json.loads(entry.about)}
    return {**fields, "corrected_by": corrected.get(entry.number), **about}


def corrections(entries: Iterable[Entry]) -> dict[int, int]:
    """Which entry is corrected by which."""
    return {e.corrects: e.number for e in entries if e.corrects is not None}


def list_table(entries: Sequence[Entry], corrected: Mapping[int, int], last: Entry | None, lang: str) -> str:
    """A line per entry; at the end how many the archive holds, and the digest of the ``last``, to be noted down."""
    wording = Wording(lang)
    end = wording.say(ROOM, "list.head", count=f"{last.number:,}", head=last.digest) + "\n" if last else ""
    if not entries:
        return wording.say(ROOM, "list.none") + "\n" + end
    rows = [[screen.short(c, 60) for c in _cells(e, corrected, wording)] for e in entries]
    count = wording.say(ROOM, "list.count", count=f"{len(entries):,}")
    return f"{grid(rows, _heads(wording))}\n\n{count}\n{end}"


def list_cells(
    entries: Sequence[Entry], corrected: Mapping[int, int], wording: Wording
) -> tuple[list[str], list[list[str]]]:
    """The heads of the list and the cells of its rows, for a page."""
    return _heads(wording), [_cells(e, corrected, wording) for e in entries]


def list_csv(entries: Sequence[Entry], corrected: Mapping[int, int], lang: str) -> str:
    """The list for spreadsheets; a cell that one would take for a formula gets a quote before it."""
    wording = Wording(lang)
    heads = [*_heads(wording), wording.say(ROOM, "show.content"), wording.say(ROOM, "show.digest")]
    return csv_text(heads, [[*_cells(e, corrected, wording), e.content, e.digest] for e in entries])


def list_json(entries: Sequence[Entry], corrected: Mapping[int, int], last: Entry | None) -> str:
    """The list for machines, with the digest of the ``last`` entry of all."""
    head = {"count": last.number if last else 0, "head": last.digest if last else ""}
    return json_text.dump({"entries": [data(e, corrected) for e in entries], **head})


def _heads(wording: Wording) -> list[str]:
    return [wording.say(ROOM, f"head.{c}") for c in _COLUMNS]


def _cells(entry: Entry, corrected: Mapping[int, int], wording: Wording) -> list[str]:
    if entry.kind == "decision":
        verdict = decision(entry)
        days, report = "", f"{verdict.report_id} {verdict.rule or verdict.question or ''}"
        state = wording.say("decisions", f"verdict.{verdict.verdict}")
    elif entry.kind == "audit":
        days, report = "", ""
        state = wording.say(ROOM, "list.audit", **counts(entry))
    else:
        days = " ".join(h.published_on or "?" for h in entry.heads)
        report = " ".join(dict.fromkeys(h.report_id for h in entry.heads))
        by = corrected.get(entry.number)
        state = wording.say(ROOM, "list.corrected", number=by) if by else ""
    kind = wording.say(ROOM, f"kind.{entry.kind}")
    return [str(entry.number), kind, days, report, entry.by, entry.at[:16].replace("T", " "), entry.path, state]


def counts(entry: Entry) -> dict[str, int]:
    """How many findings and differences a recorded audit has."""
    about = json.loads(entry.about)
    return {n: int(about[n]) for n in ("findings", "leaves")}


def recorded(entry: Entry, wording: Wording) -> str:
    """What is printed of an audit that was recorded."""
    return wording.say(ROOM, "record.done", number=entry.number, digest=entry.digest, **counts(entry)) + "\n"


def searched(query: str, result: Matches, wording: Wording) -> str:
    """Where a text stands, a line each, and how it was looked for."""
    lines = [_place(query, p, wording) for p in result.places]
    lines.append(wording.say(ROOM, "search.count", text=query, count=len(result.places)))
    lines += [wording.say(ROOM, "search.more", most=MOST)] if result.more else []
    lines += [] if result.indexed else [wording.say(ROOM, "search.looked", shortest=SHORTEST)]
    return "\n".join(lines) + "\n"


def search_json(query: str, result: Matches) -> str:
    """Where a text stands, for machines."""
    places = [as_data(p) for p in result.places]
    return json_text.dump({"text": query, "indexed": result.indexed, "more": result.more, "places": places})


def _place(query: str, match: Place, wording: Wording) -> str:
    at = match.text.find(query)
    start, end = max(0, at - _AROUND), at + len(query) + _AROUND
    part = ("…" if start else "") + match.text[start:end] + ("…" if end < len(match.text) else "")
    common = {
        "entry": match.entry, "report": match.report_id, "label": match.label, "text": " ".join(part.split()),
        "published_on": match.published_on or wording.ui("unknown"),
    }  # fmt: skip
    if match.row_no is None:
        return wording.say(ROOM, "search.item", **common)
    return wording.say(
        ROOM, "search.row", row=match.row_no, column=wording.say(ROOM, f"search.{match.column}"), **common
    )


def show_text(entry: Entry, corrected: Mapping[int, int], lang: str) -> str:
    """All that an entry says."""
    wording = Wording(lang)
    values: list[tuple[str, object]] = [(n, getattr(entry, n)) for n in _SHOWN]
    values += [("corrects", entry.corrects), ("corrected", corrected.get(entry.number))]
    labels = {"kind": wording.say(ROOM, f"kind.{entry.kind}"), "size": _size(entry.size, wording)}
    lines = [f"{wording.say(ROOM, f'show.{n}')}: {labels.get(n, v)}" for n, v in values if v not in (None, "")]
    for head in entry.heads:
        lines.append(f"{wording.say(ROOM, 'show.report')}: {head.report_id} {head.title}".rstrip())
        counts_of_head = {**as_data(head), "published_on": head.published_on or wording.say(ROOM, "show.unknown")}
        lines.append("  " + wording.say(ROOM, "show.counts", **counts_of_head))
    if entry.kind == "decision":
        lines += _decided(decision(entry), wording)
    if entry.kind == "audit":
        lines.append(wording.say(ROOM, "list.audit", **counts(entry)))
    return "\n".join(lines) + "\n"


def _size(size: int, wording: Wording) -> str:
    return wording.say(ROOM, "show.bytes", size=f"{size:,}")


def _decided(verdict: Decision, wording: Wording) -> list[str]:
    lines = [f"{wording.say(ROOM, 'show.report')}: {verdict.report_id}"]
    lines += [f"{wording.say(ROOM, 'head.rule')}: {verdict.rule}"] if verdict.rule else []
    lines.append(
        f"{wording.say('decisions', 'head.verdict')}: {wording.say('decisions', f'verdict.{verdict.verdict}')}"
    )
    texts = {h: getattr(verdict, h) for h in ("reason", "by", "on", "until", "fingerprint")}
    return lines + [f"{wording.say('decisions', f'head.{h}')}: {text}" for h, text in texts.items() if text]


def verify_text(path: Path, verification: Verification, lang: str) -> str:
    """The outcome of ``verify``."""
    wording = Wording(lang)
    lines = [wording.say(ROOM, "verify.archive", path=path)]
    lines.append(wording.say(ROOM, "verify.count", count=f"{verification.count:,}"))
    lines.append(wording.say(ROOM, "verify.head", head=verification.head))
    if verification.noted is not None:
        more = verification.count - verification.noted
        key = "noted_before" if more else "noted_last"
        lines.append(wording.say(ROOM, f"verify.{key}", number=verification.noted, more=more))
    if verification.intact:
        lines += [wording.say(ROOM, "verify.intact"), wording.say(ROOM, "verify.keep")]
    if verification.unnoted:
        lines.append(wording.say(ROOM, "verify.unnoted"))
    for key, group in (("problems", verification.problems), ("notes", verification.notes)):
        if group:
            lines.append(wording.say(ROOM, f"verify.{key}", count=len(group)))
            lines += ["  " + problem(p, wording) for p in group[:_MANY]]
            if len(group) > _MANY:
                lines.append("  " + wording.say(ROOM, "verify.more", shown=_MANY, count=f"{len(group):,}"))
    return "\n".join(lines) + "\n"


def problem(damage: Problem, wording: Wording) -> str:
    """What is not as it was, in words."""
    params = {"entry": damage.entry, "name": damage.name, **dict(damage.params)}
    return wording.say(ROOM, f"problem.{damage.code}", **params)


def verify_json(path: Path, verification: Verification, lang: str) -> str:
    """The outcome of ``verify`` for machines."""
    wording = Wording(lang)

    def as_data(problems: Iterable[Problem]) -> list[dict[str, Any]]:
        return [{"code": p.code, "entry": p.entry, "reason": problem(p, wording), **dict(p.params)} for p in problems]

    unnoted = wording.say(ROOM, "verify.unnoted") if verification.unnoted else None
    return json_text.dump(
        {
            "archive": str(path), "intact": verification.intact, "count": verification.count, "head": verification.head,
            "noted": verification.noted, "unnoted": unnoted, "problems": as_data(verification.problems),
            "notes": as_data(verification.notes),
        }
    )  # fmt: skip
