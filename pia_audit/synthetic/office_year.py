"""A year's folder of invented reports as an office keeps it: two years' editions, named and duplicated as people do.

``python -m pia_audit.synthetic year OUT --reports 40 --seed 1`` writes the folders 令和6年度 and 令和7年度, and
``truth.json`` beside them: what becomes of each file, and which faults stand in which report.
"""

from __future__ import annotations

import argparse
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.model import Edition, FileStatus
from pia_audit.model.plain_values import as_data
from pia_audit.synthetic.as_text import to_text
from pia_audit.synthetic.as_workbook import Habits, to_workbook
from pia_audit.synthetic.invention import generate
from pia_audit.synthetic.office_prints import NoPrinter, print_all
from pia_audit.synthetic.truth import FAULTS, Fault, Synthetic

LAST_YEAR, THIS_YEAR = "令和6年度", "令和7年度"

FORMS = ("form2-2024", "form2-2024", "form2-2024", "form2-2019", "form4-2024", "form2-2024", "form3-2024")
"""Form versions in turn, most of them the newest 様式2."""

_FAULTY, _MOST = 0.3, 2
_LIVES = 100_000
_PAGE = (595, 842)


class Document(Struct, frozen=True):
    """A file that was laid into the folder: its path below it, and what becomes of it."""

    path: str
    status: FileStatus


class Filed(Struct, frozen=True):
    """A report of the folder: the ``published`` days of its editions, older first, and the faults in the newest."""

    report_id: str
    title: str
    published: tuple[str, ...]
    faults: tuple[Fault, ...]


class OfficeYear(Struct):
    """The folder: where its two years lie, what was laid into it, and what is wrong in which report."""

    folder: Path
    documents: list[Document] = field(default_factory=list)
    reports: list[Filed] = field(default_factory=list)

    @property
    def years(self) -> tuple[Path, Path]:
        """The folders of the two years."""
        return self.folder / LAST_YEAR, self.folder / THIS_YEAR

    def statuses(self) -> dict[str, int]:
        """How many files have which status."""
        statuses = [d.status for d in self.documents]
        return {status: statuses.count(status) for status in dict.fromkeys(statuses)}

    def put(self, path: str, data: bytes, status: FileStatus = "read") -> Path:
        """Lay a file into the folder."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.documents.append(Document(path, status))
        return target


def write_year(
    folder: Path, reports: int = 40, seed: int = 1, *, printed: bool = True, forms: Sequence[str] = FORMS
) -> OfficeYear:
    """Write a year's folder.

    Args:
        folder: where the two years' folders come to lie; made where it is not there.
        reports: how many reports there are; each has an edition of either year.
        seed: the same reports in the same files for the same arguments.
        printed: whether some workbooks have their print beside them, for which LibreOffice is needed.
        forms: the form versions, in turn.

    Returns:
        What was written, with the truth about every file and every report.

    Raises:
        NoPrinter: where ``printed`` is asked for and LibreOffice is not there.
    """
    year = OfficeYear(folder)
    books: list[Path] = []
    for number in range(reports):
        report = _drawn(seed * _LIVES + number, forms[number % len(forms)])
        older, newer = report.editions
        published = tuple(str(e.published_on) for e in report.editions)
        year.reports.append(Filed(newer.report_id, newer.title, published, report.faults))
        _WAYS[number % len(_WAYS)](year, older, newer, books)
    _beside(year)
    for book in books if printed else ():
        _print(year, book)
    return year


def _drawn(seed: int, form: str) -> Synthetic:
    """The report of a seed; a kind of fault for which it has no place is left out."""
    rng = Random(f"office year {seed}")
    kinds = rng.sample(FAULTS, rng.randint(1, _MOST)) if rng.random() < _FAULTY else []
    while True:
        try:
            return generate(seed, form=form, editions=2, changes=(1, 5), faults=kinds)
        except ValueError:
            if not kinds:
                raise
            kinds = kinds[:-1]


def _book(edition: Edition) -> bytes:
    seed = int(edition.report_no) if edition.report_no.isdecimal() else 0
    return to_workbook(edition, replace(Habits.drawn(seed), cut=0.0))[0]


def _name(edition: Edition) -> str:
    return f"{edition.report_no}_{edition.title}"


def _plainly(year: OfficeYear, older: Edition, newer: Edition, books: list[Path]) -> None:  # noqa: ARG001
    year.put(f"{LAST_YEAR}/{_name(older)}.xlsx", _book(older))
    year.put(f"{THIS_YEAR}/{_name(newer)}（最終）.xlsx", _book(newer))


def _with_print(year: OfficeYear, older: Edition, newer: Edition, books: list[Path]) -> None:
    year.put(f"{LAST_YEAR}/{_name(older)}.txt", to_text(older).encode())
    books.append(year.put(f"{THIS_YEAR}/{_name(newer)}.xlsx", _book(newer)))


def _replaced(year: OfficeYear, older: Edition, newer: Edition, books: list[Path]) -> None:  # noqa: ARG001
    """The newer edition was exchanged before it was published: both files are there, under one 公表日."""
    year.put(f"{LAST_YEAR}/{_name(older)}.xlsx", _book(older))
    items = tuple(
        replace(i, text=f"{i.text}（差替前の記載）") if i.item_id == "cover.declaration" else i for i in newer.items
    )
    year.put(f"{THIS_YEAR}/{_name(newer)}.txt", to_text(replace(newer, items=items)).encode())
    year.put(f"{THIS_YEAR}/【差替】{_name(newer)}.txt", to_text(newer).encode())


def _twice(year: OfficeYear, older: Edition, newer: Edition, books: list[Path]) -> None:  # noqa: ARG001
    year.put(f"{LAST_YEAR}/{_name(older)}.xlsx", _book(older))
    data = _book(newer)
    year.put(f"{THIS_YEAR}/{_name(newer)}.xlsx", data)
    year.put(f"{THIS_YEAR}/コピー ～ {_name(newer)}.xlsx", data, "witness")


def _packed(year: OfficeYear, older: Edition, newer: Edition, books: list[Path]) -> None:  # noqa: ARG001
    name, out = f"{_name(older)}.xlsx", io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, _book(older))
    (year.folder / LAST_YEAR).mkdir(parents=True, exist_ok=True)
    (year.folder / LAST_YEAR / f"{older.report_no}_一式.zip").write_bytes(out.getvalue())
    year.documents.append(Document(f"{LAST_YEAR}/{older.report_no}_一式.zip/{name}", "read"))
    year.put(f"{THIS_YEAR}/{_name(newer)}.xlsx", _book(newer))
    year.put(f"{THIS_YEAR}/~${_name(newer)}.xlsx", b"\x05office" + bytes(158), "left-out")


def _with_documents(year: OfficeYear, older: Edition, newer: Edition, books: list[Path]) -> None:  # noqa: ARG001
    year.put(f"{LAST_YEAR}/{_name(older)}.xlsx", _book(older))
    year.put(f"{THIS_YEAR}/{_name(newer)}.xlsx", _book(newer))
    year.put(f"{LAST_YEAR}/{older.report_no}_起案.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "unread")
    year.put(f"{THIS_YEAR}/{newer.report_no}_押印済.pdf", _scan(), "unread")


def _in_wrong_years(year: OfficeYear, older: Edition, newer: Edition, books: list[Path]) -> None:  # noqa: ARG001
    """Somebody put the editions into each other's folder: the 公表日 decides."""
    year.put(f"{THIS_YEAR}/旧/{_name(older)}.xlsx", _book(older))
    year.put(f"{LAST_YEAR}/{_name(newer)}.xlsx", _book(newer))


_WAYS: tuple[Callable[[OfficeYear, Edition, Edition, list[Path]], None], ...] = (
    _plainly, _with_print, _replaced, _twice, _packed, _with_documents, _in_wrong_years, _plainly,
)  # fmt: skip


def _beside(year: OfficeYear) -> None:
    """What lies beside reports: files of the system, a list, a picture."""
    year.put(f"{THIS_YEAR}/Thumbs.db", bytes(32), "left-out")
    year.put(f"{THIS_YEAR}/位置図.jpg", b"\xff\xd8\xff\xe0" + bytes(64), "unread")
    year.put(f"{THIS_YEAR}/予定.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "not-a-report")


def _print(year: OfficeYear, book: Path) -> None:
    """The workbook's print beside it: another file of the same edition."""
    (printed,) = print_all([book], book.parent)
    year.documents.append(Document(printed.relative_to(year.folder).as_posix(), "witness"))


def _scan() -> bytes:
    """A PDF of one page that is a picture and nothing else."""
    picture = bytes(range(256)) * 4
    drawn = b"q %d 0 0 %d 0 0 cm /I Do Q" % _PAGE
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>" % _PAGE,
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/XObject/Subtype/Image/Width 32/Height 32/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>>stream\n"
        b"%s\nendstream" % (len(picture), picture),
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in places)
    start = len(out)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>startxref %d\n%%%%EOF\n" % (len(parts) + 1, start)


def main(arguments: Sequence[str]) -> int:
    """The command ``year``; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pia_audit.synthetic year", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-prints", action="store_true", help="no PDFs, for which LibreOffice is needed")
    options = parser.parse_args(arguments)
    try:
        year = write_year(options.folder, options.reports, options.seed, printed=not options.no_prints)
    except (NoPrinter, OSError) as error:
        parser.exit(2, f"{parser.prog}: {type(error).__name__}: {error}\n")
    truth = {"documents": [as_data(d) for d in year.documents], "reports": [as_data(r) for r in year.reports]}
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (options.folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    print(f"{options.folder}: {len(year.reports)} reports, {year.statuses()}")
    return 0
