"""What must hold for any report: the writing of a text changes no finding, and no input ends in a traceback."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from effort import effort
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pia_audit.audits.run import audit
from pia_audit.cli import group, main
from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read

SAMPLE = (Path(__file__).parent.parent / "data" / "meguro-14" / "2026-03-18.txt").read_text(encoding="utf-8")
# A seed and not a drawn stream: one draw per character would be too much to hold, and to shrink.
randoms = st.integers(0, 2**32 - 1).map(Random)
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
varied = settings(max_examples=effort(20, 8), phases=_PHASES)
# Reports beside each other change nothing (see below), and an audit of five costs little more than one of one: so each
# example is five reports, every one written in its own way, under numbers of their own.
NUMBERS = range(14, 19)
several = st.lists(st.integers(0, 2**32 - 1), min_size=5, max_size=5, unique=True).map(lambda n: list(map(Random, n)))
beside = settings(max_examples=effort(4, 2), phases=_PHASES)

Key = tuple[str, int | None, str | None, str | None, str | None, str]


def _read(folder: Path, text: str, name: str = "report.txt") -> Edition:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    edition = read(path)
    assert isinstance(edition, Edition)
    return edition


def _keys(findings: pl.DataFrame, rows: dict[int, int] | None = None) -> list[Key]:
    """The findings without what only tells where they stand; ``rows`` leads moved rows back.

    A finding on no item speaks of a day, and is shown at the first row printed for it.
    """
    keys = []
    for f in findings.iter_rows(named=True):
        texts = [None if f[n] is None else fold(f[n]) for n in ("expected", "actual")]
        row = (rows or {}).get(f["row_no"], f["row_no"]) if f["item_id"] else None
        keys.append((f["rule"], row, f["item_id"], *texts, f["fingerprint"]))
    return sorted(keys, key=str)


def _findings(folder: Path, text: str) -> list[Key]:
    result = audit(Corpus.of([_read(folder, text)]))
    assert result.unread == ()
    return _keys(result.findings)


def _numbered(number: int) -> str:
    return SAMPLE.replace("\n14\t", f"\n{number}\t")


def _beside(folder: Path, texts: Iterable[str]) -> list[pl.DataFrame]:
    """The findings of each of these reports, audited beside each other."""
    editions = [_read(folder, text, f"{n}.txt") for n, text in enumerate(texts)]
    assert len({e.report_id for e in editions}) == len(editions)
    result = audit(Corpus.of(editions))
    assert result.unread == ()
    return [result.findings.filter(pl.col("report_id") == e.report_id) for e in editions]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[Key]:
    """The findings of the report as it is."""
    return _findings(tmp_path_factory.mktemp("sample"), SAMPLE)


@pytest.fixture(scope="module")
def each(tmp_path_factory: pytest.TempPathFactory) -> list[list[Key]]:
    """The findings of the report as it is under each of the numbers, each audited alone."""
    folder = tmp_path_factory.mktemp("each")
    return [_findings(folder, _numbered(n)) for n in NUMBERS]


# --- ways to write the same report --------------------------------------------------------------------

# Left as they stand: 令和1年 is a finding by its very writing, the relative words are read as words, and the
# days of 変更日 have a test of their own. Between the names of two items a line break lists them, and a space does not.
_WORDS = re.compile(r"(<[a-z/][^<>]*>|令和1年|同左|以下を追加|予定|^\d{4}/\d+/\d+$|(?:十分か|再掲[)）】]) ?判断の根拠)")
_FULL = {chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F) if chr(c) not in "<>"}
_HALF = {v: k for k, v in _FULL.items()}
_KANA = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}
_KANA |= {unicodedata.normalize("NFKC", chr(c) + m): chr(c) + m for c in range(0xFF76, 0xFF8F) for m in "ﾞﾟ"}
_KANA = {full: half for full, half in _KANA.items() if len(full) == 1}


def _cells(text: str, change: Callable[[str], str]) -> str:
    """``text`` with every stretch between tabs, tags and the words above changed; drawn rules stay."""
    lines = []
    for line in text.split("\n"):
        if not set(line) <= set("-\t "):
            cells = [_WORDS.split(c) for c in line.split("\t")]
            line = "\t".join("".join(p if _WORDS.fullmatch(p) else change(p) for p in c) for c in cells)
        lines.append(line)
    return "\n".join(lines)


def _width(random: Random) -> Callable[[str], str]:
    tables = [{}, _FULL, _HALF, _KANA]

    def change(piece: str) -> str:
        return "".join(random.choice(tables).get(c, c) for c in piece)

    return change


def _all(table: dict[str, str]) -> Callable[[str], str]:
    return lambda piece: "".join(table.get(c, c) for c in piece)


@given(several)
@beside
def test_width_changes_no_finding(tmp_path: Path, each: list[list[Key]], several: list[Random]) -> None:
    """Digits, letters, brackets and kana in full or half width, each character as chance will have it."""
    texts = [_cells(_numbered(n), _width(random)) for n, random in zip(NUMBERS, several, strict=True)]
    assert list(map(_keys, _beside(tmp_path, texts))) == each


@pytest.mark.parametrize("table", [_FULL, _HALF, _KANA], ids=["full", "half", "kana"])
def test_one_width_throughout_changes_no_finding(tmp_path: Path, expected: list[Key], table: dict[str, str]) -> None:
    """A report typed in one width from end to end."""
    assert _findings(tmp_path, _cells(SAMPLE, _all(table))) == expected


@given(several, st.floats(0.0, 0.3))
@beside
def test_spaces_change_no_finding(tmp_path: Path, each: list[list[Key]], several: list[Random], rate: float) -> None:
    """Spaces come and go between any two characters of a cell but two digits, as converters leave them."""

    def spaced(random: Random, piece: str) -> str:
        pieces = []
        for char, following in zip(piece, f"{piece[1:]}.", strict=False):
            if char == " " and random.random() < 0.5:
                continue
            pieces.append(char)
            if random.random() < rate and not (char + following).isdigit():
                pieces.append(random.choice([" ", "\u3000", "  ", "\u200b"]))
        return "".join(pieces)

    texts = [_cells(_numbered(n), partial(spaced, random)) for n, random in zip(NUMBERS, several, strict=True)]
    assert list(map(_keys, _beside(tmp_path, texts))) == each


def test_no_spaces_at_all_change_no_finding(tmp_path: Path, expected: list[Key]) -> None:
    """A converter that drops every space."""
    assert _findings(tmp_path, _cells(SAMPLE, lambda p: "".join(p.split()))) == expected


@given(several)
@beside
def test_line_breaks_in_rows_change_no_finding(tmp_path: Path, each: list[list[Key]], several: list[Random]) -> None:
    """Line breaks inside the cells of the table, where the print broke the lines."""

    def broken(number: int, random: Random) -> str:
        def change(piece: str) -> str:
            pairs = zip(piece, f"{piece[1:]}.", strict=False)
            return "".join(c + ("<br>" if random.random() < 0.05 and not (c + d).isdigit() else "") for c, d in pairs)

        head, mark, table = _numbered(number).partition("変更箇所")
        lines = [
            line if "\t" not in line or line.startswith("変更日") else _cells(line, change)
            for line in (mark + table).split("\n")
        ]
        return head + "\n".join(lines)

    assert list(map(_keys, _beside(tmp_path, map(broken, NUMBERS, several)))) == each


def _in_labels(text: str, change: Callable[[str], str]) -> str:
    lines = []
    for line in text.split("\n"):
        cells = line.split("\t")
        at = 1 if re.match(r"\d{4}/\d", cells[0]) else 0
        if len(cells) > at and len(cells[at]) < 200:
            cells[at] = change(cells[at])
        lines.append("\t".join(cells))
    return "\n".join(lines)


_ROMAN = str.maketrans({"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV"})


@given(several)
@beside
def test_the_numbers_of_labels_may_be_written_either_way(
    tmp_path: Path, each: list[list[Key]], several: list[Random]
) -> None:
    """① or (1) or 1, Ⅳ or IV: in the form's labels and in the rows' alike."""

    def change(random: Random, label: str) -> str:
        label = re.sub("^IV(?=\\W|リ)", lambda _: random.choice(["Ⅳ", "IV", "ＩＶ"]), label)
        label = re.sub("^III(?=\\W|し)", lambda _: random.choice(["Ⅲ", "III"]), label)
        label = re.sub("^II(?=\\W|し)", lambda _: random.choice(["Ⅱ", "II"]), label)
        label = re.sub("^I(?=\\W|関)", lambda _: random.choice(["Ⅰ", "I"]), label)
        ways = {"①": ["①", "1", "(1)", "⑴"], "②": ["②", "2", "（２）"], "③": ["③", "3", "(3)"]}
        return re.sub("[①②③]", lambda m: random.choice(ways[m[0]]), label)

    texts = [_in_labels(_numbered(n), partial(change, random)) for n, random in zip(NUMBERS, several, strict=True)]
    assert list(map(_keys, _beside(tmp_path, texts))) == each


_ERA = {"令和": 2018, "平成": 1988}


def _ways(year: int, month: int, day: int) -> list[str]:
    era, base = ("令和", 2018) if (year, month) >= (2019, 5) else ("平成", 1988)
    count = "元" if year - base == 1 else str(year - base)
    full = "".join(chr(0xFEE0 + ord(c)) if c.isascii() else c for c in f"{era}{count}年{month}月{day}日")
    spaced = f"{era} {count} 年 {month} 月 {day} 日"
    ways = [f"{year}/{month}/{day}", f"{year}-{month:02}-{day:02}", f"{year}.{month}.{day}", full, spaced]
    ways += [f"{year}年{month}月{day}日", f"{era}{count}年{month}月{day}日"]
    return ways if count == "元" else [*ways, f"{'R' if era == '令和' else 'H'}{count}.{month}.{day}"]


@given(several)
@beside
def test_dates_may_be_written_in_any_notation(tmp_path: Path, each: list[list[Key]], several: list[Random]) -> None:
    """変更日, 公表日 and the days of counts in 和暦 or 西暦; 令和1年 alone stays, for it is a finding itself."""

    def western(random: Random, match: re.Match[str]) -> str:
        return random.choice(_ways(*map(int, match.groups())))

    def japanese(random: Random, match: re.Match[str]) -> str:
        if match[2] == "1":
            return match[0]
        return random.choice(_ways(_ERA[match[1]] + int(match[2]), int(match[3]), int(match[4])))

    def change(random: Random, line: str) -> str:
        line = re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})(?=\t)", partial(western, random), line)
        dated = "時点" in line or re.fullmatch("令和.*日", line)
        return re.sub(r"(令和|平成)(\d+)年(\d+)月(\d+)日", partial(japanese, random), line) if dated else line

    pairs = zip(NUMBERS, several, strict=True)
    texts = ["\n".join(map(partial(change, random), _numbered(n).split("\n"))) for n, random in pairs]
    assert list(map(_keys, _beside(tmp_path, texts))) == each


@given(several)
@beside
def test_the_order_of_rows_of_one_day_changes_no_finding(
    tmp_path: Path, each: list[list[Key]], several: list[Random]
) -> None:
    """Rows of one 変更日 in any order give the same findings on the same rows, with the same fingerprints."""
    at = [i for i, line in enumerate(SAMPLE.split("\n")) if re.match(r"\d{4}/", line)]
    texts: list[str] = []
    back: list[dict[int, int]] = []
    for number, random in zip(NUMBERS, several, strict=True):
        lines = _numbered(number).split("\n")
        order = _shuffled_by_day(at, lines, random)
        moved = list(lines)
        for target, source in zip(at, order, strict=True):
            moved[target] = lines[source]
        texts.append("\n".join(moved))
        back.append({n: at.index(source) + 1 for n, source in enumerate(order, 1)})
    assert list(map(_keys, _beside(tmp_path, texts), back)) == each


def _shuffled_by_day(at: Iterable[int], lines: list[str], random: Random) -> list[int]:
    order: list[int] = []
    days: dict[str, list[int]] = {}
    for i in at:
        days.setdefault(lines[i].split("\t")[0], []).append(i)
    for group_ in days.values():
        random.shuffle(group_)
        order += group_
    return order


# --- many reports -------------------------------------------------------------------------------------


def _reports(folder: Path) -> list[Edition]:
    lines = SAMPLE.split("\n")
    texts = [
        SAMPLE,
        SAMPLE.replace("\n14\t", "\n15\t"),
        SAMPLE.replace("目黒区長", "見本区長"),
        "\n".join(line for line in lines if not line.startswith("2026/")).replace("目黒区長", "手本市長"),
        SAMPLE[: SAMPLE.index("変更箇所")].replace("目黒区長", "空欄町長"),
    ]
    return [_read(folder, text, f"{n}.txt") for n, text in enumerate(texts)]


def test_auditing_a_corpus_is_auditing_its_reports(tmp_path: Path) -> None:
    """Reports beside each other change nothing: the corpus' findings are the union of theirs."""
    editions = _reports(tmp_path)
    whole = audit(Corpus.of(editions))
    parts = [audit(Corpus.of([e])) for e in editions]
    assert whole.unread == ()
    assert whole.findings.height == sum(p.findings.height for p in parts)
    for edition, part in zip(editions, parts, strict=True):
        findings = whole.findings.filter(pl.col("report_id") == edition.report_id)
        assert _keys(findings) == _keys(part.findings)
    assert whole.summary() == {s: sum(p.summary()[s] for p in parts) for s in whole.summary()}


def test_the_order_of_the_reports_does_not_matter(tmp_path: Path) -> None:
    """The same corpus the other way round gives the same findings."""
    editions = _reports(tmp_path)
    assert _keys(audit(Corpus.of(editions)).findings) == _keys(audit(Corpus.of(editions[::-1])).findings)


# --- nothing ends in a traceback ----------------------------------------------------------------------


def _survives(*args: str) -> dict[str, Any]:
    """Run a command; it must end with a status and never with an exception."""
    result = CliRunner().invoke(group, list(args))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    return json.loads(result.stdout) if result.stdout.startswith("{") else {}


def _audit(folder: Path, texts: Iterable[str]) -> None:
    """All of these files in one audit, and no rule fails: an audit of five costs little more than one of one."""
    names = [folder / f"{number}.txt" for number, _ in enumerate(texts)]
    for path, text in zip(names, texts, strict=True):
        path.write_bytes(text.encode("utf-8", "replace"))
    document = _survives("audit", *map(str, names), "--format", "json")
    failed = [u["reason"] for u in document["unread"] if u["code"] == "rule-failed"]
    assert failed == []


_WILD = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


_LINES = [*SAMPLE.split("\n"), "\t", "", "①"]
_ANY_TEXT = st.one_of(st.text(max_size=1500), st.lists(st.sampled_from(_LINES)).map("\n".join))


@given(st.lists(_ANY_TEXT, min_size=5, max_size=5))
@settings(max_examples=effort(8, 4))
def test_any_text_file_is_audited_or_told(tmp_path: Path, texts: list[str]) -> None:
    """Random text, and lines of a report in any selection and order."""
    _audit(tmp_path, texts)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The report with lines dropped, doubled, moved, cut, and tabs and foreign signs put in or taken out."""
    lines = SAMPLE.split("\n")
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["drop", "double", "move", "cut", "tab", "untab", "sign", "empty", "join", "swap"]))
        line = lines[at]
        where = draw(st.integers(0, len(line)))
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, line)
        elif how == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif how == "cut":
            lines[at] = line[:where]
        elif how == "tab":
            lines[at] = f"{line[:where]}\t{line[where:]}"
        elif how == "untab":
            lines[at] = line.replace("\t", "", 1)
        elif how == "sign":
            lines[at] = line[:where] + draw(_WILD) + line[where:]
        elif how == "empty":
            cells = line.split("\t")
            cells[where % len(cells)] = draw(
                st.sampled_from(["", "—", "(新規)", "削除", "同左", "(略)", "以下を追加", "「」"])
            )
            lines[at] = "\t".join(cells)
        elif how == "join" and at + 1 < len(lines):
            lines[at : at + 2] = [line + lines[at + 1]]
        elif how == "swap":
            cells = line.split("\t")
            lines[at] = "\t".join(cells[::-1])
        lines = lines or [""]
    return "\n".join(lines)


@given(st.lists(mutated(), min_size=5, max_size=5))
@settings(max_examples=effort(12, 4))
def test_a_mangled_report_is_audited_or_told(tmp_path: Path, texts: list[str]) -> None:
    """However a report was damaged, every rule runs to its end; each file has a number of its own, if it kept one."""
    _audit(tmp_path, [text.replace("\n14\t", f"\n{number}\t") for number, text in zip(NUMBERS, texts, strict=True)])


@given(
    mutated(), st.dates().map(str), st.sampled_from(["handling.outline", "network.legal_basis", "risk.manual.grounds"])
)
@settings(max_examples=effort(20, 8))
def test_the_past_of_a_mangled_report_is_shown_or_told(tmp_path: Path, text: str, day: str, item: str) -> None:
    """log, show and blame end with a status on the same damage."""
    path = tmp_path / "mangled.txt"
    path.write_bytes(text.encode("utf-8", "replace"))
    _survives("log", str(path))
    _survives("show", str(path), "--at", day, "--format", "json")
    _survives("blame", str(path), "--item", item)
    _survives("blame", str(path), "--lang", "en")


@given(st.binary(max_size=600), st.sampled_from(["audit", "log", "show", "blame"]))
@settings(max_examples=effort(30, 10))
def test_the_program_ends_with_a_status(tmp_path: Path, content: bytes, command: str) -> None:
    """The console entry itself, on any bytes."""
    path = tmp_path / "bytes.txt"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["pia-audit", command, str(path), "--quiet"])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 2
