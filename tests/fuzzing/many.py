"""Hands many mutated small files of every format to the readers in one process, without coverage and therefore fast.

    python tests/fuzzing/many.py --inputs 200000 --seed 1 --keep FOLDER

Every input is read, and every tenth is judged by the command line. An exception, an exit status but 0, 1 and 2, or more
than ten seconds is a failure: the input is kept and the count goes on. Progress is printed every thousand inputs.

What is judged is gathered and handed to one command, :data:`TOGETHER` files at a time: an audit of one small report is
nine tenths the planning of its frames. The seeds of a batch are the reports of several bodies and two editions of each,
so that none is left out as another format of the same edition and editions are reconciled. When a batch fails, each of
its files is judged alone; if none fails alone the whole batch is kept.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "support")]

import seen  # noqa: E402
from click.testing import CliRunner  # noqa: E402
from openpyxl.formatting.rule import FormulaRule  # noqa: E402
from openpyxl.styles import Font  # noqa: E402
from openpyxl.worksheet.worksheet import Worksheet  # noqa: E402
from raw_pdf import COLUMNS, Sheet, pdf  # noqa: E402

from pia_audit.cli import group  # noqa: E402
from pia_audit.readers import read_bytes  # noqa: E402

SECONDS = 10.0
TOGETHER = 8
"""Files of one audit: as many as are read in this process, without starting others."""
FORMATS = ("table", "json", "html", "sarif", "csv", "markdown")
_TEXT = """変更箇所 変更日 項目 変更前の記載 変更後の記載 令和99年99月99日 公表日 ① 令和元年 Ⅰ 関連情報 〃 同左 ― [○] ☑
<del> <s> </td> <td rowspan=3> <td colspan=70000> <tr> </tr> <table> </table> <ruby> <rt> <!-- ]]> &#x110000; ＜選択肢＞
<style>td>:not(.a){display:none}</style> <style>@media{ style='opacity:0' class=x {;} ((( )))"""
_BYTES = (
    b"\x00", b"\xff\xfe", b"\t\t\t", b"\r", b"\n\n", b"1e400", b"-1", b"NaN", b"endobj", b"BT", b"ET", b"/Kids",
    b'r="XFE9999999"', b'ref="A1:XFD1048576"', b't="inlineStr"', b't="d"', b"<row/>", b'hidden="1"', b'dxfId="99"',
    b"<c/>", b'<f t="shared" si="0"/>', b'sqref="A1:Z9"', b'type="expression"',
)  # fmt: skip
_WORDS = (*(word.encode() for word in _TEXT.split()), *_BYTES)
_VALUES = (
    b"",
    b"-1",
    b"0",
    b"1",
    b"999999999",
    b"x",
    b"A0",
    b"XFD1048576",
    b"true",
    b"1.5e308",
    "あ".encode(),
    b"$A$1>",
)
_TAG, _VALUE = re.compile(rb"<[^>]{1,300}>"), re.compile(rb'"([^"]{0,60})"')
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


Seeds = dict[str, list[bytes]]


def seeds() -> Seeds:
    """Small reports in every format, some of them dressed as offices do."""

    def dressed(sheet: Worksheet) -> None:
        sheet.cell(seen.TOP, 3).font = Font(strike=True)
        sheet.cell(seen.TOP, 4).font = Font(color="FFFFFFFF")
        sheet.row_dimensions[seen.TOP + 1].hidden = True
        sheet.merge_cells(start_row=seen.TOP + 1, end_row=seen.TOP + 2, start_column=1, end_column=1)
        sheet.conditional_formatting.add("A1:F20", FormulaRule(formula=['$F1="軽微な変更"'], font=Font(strike=True)))

    style = "td>.x{display:none} .y{color:rgba(0,0,0,0)} tr:nth-child(2) s{opacity:0} @media print{td{color:red}}"
    marked = [(*row[:3], f"<s class=x>旧</s><span class=y>{row[3]}</span>", *row[4:]) for row in seen.ROWS]
    beside = [(*row, *row) for row in seen.ROWS]
    with tempfile.TemporaryDirectory() as name:
        at = Path(name)
        sheet = Sheet().grid(COLUMNS, (60, 85, 110, 135)).row(75, seen.HEAD)
        for number, row in enumerate(seen.ROWS[:2]):
            sheet.row(100 + 25 * number, row)
        cover = Sheet()
        for number, line in enumerate(seen.BODY):
            cover.text(40, 60 + 20 * number, " ".join(line))
        pages = [seen.page(at / "a.html", rows=marked, style=style), seen.page(at / "b.html")]
        return {
            "xlsx": [seen.workbook(at / "a.xlsx", dressed).read_bytes(), seen.shared(at / "b.xlsx").read_bytes()],
            "html": [page.read_bytes() for page in pages],
            "txt": [seen.text(at / "a.txt").read_bytes(),
                    seen.text(at / "b.txt", head=seen.HEAD * 2, rows=beside).read_bytes()],
            "pdf": [pdf(cover, sheet)],
        }  # fmt: skip


def editions(known: Seeds, slot: int) -> Seeds:
    """The seeds as another body's report, or as its older edition: what stands in one place of a batch."""
    words = {"見本市長": f"見本{slot // 2}市長"}
    if slot % 2:
        words |= {"令和7年6月30日": "令和6年6月30日", "手当課長": "支給課長"}
    return {form: [_reworded(content, words) for content in files] for form, files in known.items()}


def _reworded(content: bytes, words: dict[str, str]) -> bytes:
    """A file with words exchanged, in every part of a workbook; a PDF's are written in another way and stay."""
    if content.startswith(b"PK"):
        return _packed({name: _reworded(part, words) for name, part in _parts(content).items()})
    for old, new in words.items():
        content = content.replace(old.encode(), new.encode())
        content = content.replace(old.encode("ascii", "xmlcharrefreplace"), new.encode())
    return content


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def by_bytes(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut out, put in, or put twice."""
    mutant = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at, what = chance.randrange(len(mutant) or 1), chance.random()
        if what < 0.3 and mutant:
            mutant[at] = chance.randrange(256)
        elif what < 0.5:
            del mutant[at : at + chance.choice((1, 4, 30, 400))]
        elif what < 0.75:
            mutant[at:at] = chance.choice(_WORDS)
        elif what < 0.95:
            mutant[at:at] = mutant[chance.randrange(len(mutant) or 1) :][: chance.choice((5, 50, 500))]
        else:
            del mutant[at:]
    return bytes(mutant)


def by_tags(content: bytes, chance: random.Random) -> bytes:
    """Tags exchanged, dropped or doubled, and values of their attributes changed."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        tags, what = list(_TAG.finditer(content)), chance.random()
        if len(tags) < 2:
            return by_bytes(content, chance)
        one, two = sorted(chance.sample(tags, 2), key=lambda m: m.start())
        if what < 0.35:
            content = content[: one.start()] + two[0] + content[one.end() : two.start()] + one[0] + content[two.end() :]
        elif what < 0.5:
            content = content[: one.start()] + content[one.end() :]
        elif what < 0.65:
            content = content[: one.end()] + one[0] + content[one.end() :]
        elif values := list(_VALUE.finditer(content)):
            value = chance.choice(values)
            new = chance.choice((*_VALUES, chance.choice(values)[1]))
            content = content[: value.start(1)] + new + content[value.end(1) :]
    return content


def by_parts(content: bytes, chance: random.Random) -> bytes:
    """A workbook with one or two of its parts changed."""
    try:
        parts = _parts(content)
    except (zipfile.BadZipFile, OSError, ValueError):
        return by_bytes(content, chance)
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(sorted(parts))
        parts[name] = (by_tags if chance.random() < 0.8 else by_bytes)(parts[name], chance)
        if chance.random() < 0.05:
            del parts[name]
            break
    return _packed(parts)


def by_streams(content: bytes, chance: random.Random) -> bytes:
    """A PDF with one of its streams changed."""
    streams = list(_STREAM.finditer(content))
    if not streams or chance.random() < 0.3:
        return by_bytes(content, chance)
    one = chance.choice(streams)
    try:
        new = zlib.compress(by_bytes(zlib.decompress(one[1]), chance), 1)
    except zlib.error:
        new = by_bytes(one[1], chance)
    return content[: one.start(1)] + new + content[one.end(1) :]


def by_lines(content: bytes, chance: random.Random) -> bytes:
    """A text with lines or cells exchanged, dropped or doubled."""
    lines = content.split(b"\n")
    for _ in range(chance.choice((1, 2, 5))):
        at, other, what = chance.randrange(len(lines)), chance.randrange(len(lines)), chance.random()
        if what < 0.3:
            lines[at], lines[other] = lines[other], lines[at]
        elif what < 0.5:
            lines.insert(at, lines[other])
        elif what < 0.6 and len(lines) > 1:
            del lines[at]
        elif what < 0.8:
            cells = lines[at].split(b"\t")
            chance.shuffle(cells)
            lines[at] = b"\t".join(cells)
        else:
            lines[at] = by_bytes(lines[at], chance)
    return b"\n".join(lines)


Change = Callable[[bytes, random.Random], bytes]
CHANGES: dict[str, tuple[Change, ...]] = {
    "xlsx": (by_parts,), "html": (by_tags, by_bytes), "txt": (by_lines, by_bytes), "pdf": (by_streams,),
}  # fmt: skip
SHARES = {"xlsx": 40, "html": 30, "txt": 25, "pdf": 5}
"""PDFs are read in a process of their own and take longest."""


class Judge:
    """Audits files by the command line, several at a time, and keeps those that fail in a folder."""

    def __init__(self, keep: Path) -> None:
        self.keep = keep
        self.count = self.failed = 0
        self._work = Path(tempfile.mkdtemp(prefix="inputs-"))
        self._waiting: list[Path] = []

    @property
    def slot(self) -> int:
        """The place the next file has in its batch."""
        return len(self._waiting)

    def take(self, name: str, content: bytes) -> None:
        """Another file; judged as soon as the batch is full."""
        file = self._work / name
        file.write_bytes(content)
        self._waiting.append(file)
        if len(self._waiting) == TOGETHER:
            self.close()

    def close(self) -> None:
        """Judges what waits, and finds out which file it was when something fails."""
        batch, self._waiting = self._waiting, []
        self.count += len(batch)
        log = self._log(batch)
        if log:
            alone = {file: self._log([file]) for file in batch}
            guilty = {file: text for file, text in alone.items() if text}
            self.failed += len(guilty) or 1
            for file in guilty or batch:
                shutil.copy(file, self.keep)
                (self.keep / f"{file.stem}.log").write_text(guilty.get(file, log))
        for file in batch:
            file.unlink()

    def _log(self, files: list[Path]) -> str:
        """What went wrong when these files were audited, empty if nothing did."""
        if not files:
            return ""
        form = FORMATS[self.count // TOGETHER % len(FORMATS)]
        begun = time.process_time()
        try:
            result = CliRunner().invoke(group, ["audit", "--format", form, *map(str, files)], catch_exceptions=False)
            assert result.exit_code in (0, 1, 2), result.exit_code
            assert time.process_time() - begun < SECONDS, "slow"
        except Exception:
            return f"--format {form}\n{traceback.format_exc()}"
        return ""


def main() -> None:
    """Try so many inputs, and say how many failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for inputs that fail")
    chosen = parser.parse_args()
    keep = chosen.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    chance, start = random.Random(chosen.seed), time.monotonic()
    plain = seeds()
    known = [editions(plain, slot) for slot in range(TOGETHER)]
    count, failed, reports, judge = Counter[str](), 0, 0, Judge(keep)
    for number in range(1, chosen.inputs + 1):
        (form,) = chance.choices(list(SHARES), list(SHARES.values()))
        content = chance.choice(CHANGES[form])(chance.choice(known[judge.slot][form]), chance)
        begun = time.process_time()
        count[form] += 1
        try:
            reports += isinstance(read_bytes(f"a.{form}", content), list)
            assert time.process_time() - begun < SECONDS, "slow"
        except Exception:
            failed += 1
            (keep / f"{number}.{form}").write_bytes(content)
            (keep / f"{number}.log").write_text(traceback.format_exc())
        else:
            if number % 10 == 0:
                judge.take(f"{number}.{form}", content)
        if number == chosen.inputs:
            judge.close()
        if number % 1000 == 0 or number == chosen.inputs:
            rate = number / (time.monotonic() - start)
            line = f"{number} inputs, {reports} read, {judge.count} judged, {failed + judge.failed} failed"
            with contextlib.suppress(BrokenPipeError):
                print(f"{line}, {rate:.0f}/s, {dict(count)}", flush=True)


if __name__ == "__main__":
    main()
