"""How long reading takes beside the libraries' bare work: ``python tests/benchmarks/reading.py [FILE...]``.

For each file: the processor's time for reading it in this process (libraries loaded), for the bare work — calamine
giving all cells of all sheets, pypdfium2 giving every character with its place and every path of every page — and
their ratio; then, by the clock, the same from outside, each in a new process with its imports. The two are timed
in turns, so that what else the machine does weighs on both alike. Medians, in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_DATA = Path(__file__).parents[2] / "data"


def bare_workbook(path: Path) -> int:
    """Every cell of every sheet by calamine."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def bare_pdf(path: Path) -> int:
    """Every character with its box, and every segment of every path, by pypdfium2."""
    import ctypes

    import pypdfium2
    import pypdfium2.raw as pdfium

    count = 0
    ends = [ctypes.c_double() for _ in range(4)]
    x, y = ctypes.c_float(), ctypes.c_float()
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                pdfium.FPDFText_GetUnicode(text, index)
                pdfium.FPDFText_GetCharBox(text, index, *ends)
                count += 1
            for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
                for index in range(pdfium.FPDFPath_CountSegments(item)):
                    pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFPath_GetPathSegment(item, index), x, y)
                    count += 1
    return count


def here(path: Path) -> int:
    """The product's reading without its worker process: all of it counts as this process's time."""
    from pia_audit.documents.pdf.document import read_document
    from pia_audit.model import Unread
    from pia_audit.readers.interpreter import to_edition

    if path.suffix != ".pdf":
        return whole(path)
    document = read_document(str(path), path.read_bytes(), lambda _: None)
    return 0 if isinstance(document, Unread) else len(getattr(to_edition(document), "items", ()))


def whole(path: Path) -> int:
    """The product's own reading."""
    import pia_audit

    edition = pia_audit.read(path)
    return len(getattr(edition, "items", ()))


def inside(path: Path, runs: int) -> tuple[float, float]:
    """Medians of the whole and the bare work, in milliseconds, in this process."""
    bare = bare_pdf if path.suffix == ".pdf" else bare_workbook
    here(path), bare(path)
    times = [(_timed(here, path, time.process_time), _timed(bare, path, time.process_time)) for _ in range(runs)]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def outside(path: Path, runs: int) -> tuple[float, float]:
    """The same with a new process for each."""
    bare = "bare_pdf" if path.suffix == ".pdf" else "bare_workbook"
    times = [(_timed(_process, (path, "whole")), _timed(_process, (path, bare))) for _ in range(runs)]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def _timed(work: Callable[..., object], given: object, clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work(given)
    return (clock() - start) * 1000


def _process(given: tuple[Path, str]) -> None:
    path, name = given
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import reading; from pathlib import Path; "
    subprocess.run([sys.executable, "-c", code + f"reading.{name}(Path({str(path)!r}))"], check=True)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    files = given.files or sorted(p for p in _DATA.rglob("*") if p.suffix in (".pdf", ".xlsx"))
    print("| file | read (ms) | bare (ms) | ratio | over 1.5 × bare (ms) | cold read (ms) | cold bare (ms) |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for path in files:
        a, b = inside(path, given.runs)
        c, d = outside(path, max(given.runs // 3, 3))
        name = f"{path.parent.name}/{path.name}"
        print(f"| {name} | {a:.1f} | {b:.1f} | {a / b:.2f} | {a - 1.5 * b:.1f} | {c:.0f} | {d:.0f} |")


if __name__ == "__main__":
    main()
