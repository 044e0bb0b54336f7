"""Writes the open benchmark: a set of invented reports of many hands, two editions each, with the truth beside them.

Forms, habits of writing rows, dressings of the files and kinds of faults come in turn, so that a set of some hundred
reports has all of them. The same seed gives the same set.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random

from pia_audit.benchmark.truth import FILE, Fault, Hand, Meaning, ReportTruth, Truth, text_of
from pia_audit.model import Edition
from pia_audit.synthetic.as_text import to_text
from pia_audit.synthetic.as_workbook import Habits, to_workbook
from pia_audit.synthetic.clerk import HABITS
from pia_audit.synthetic.invention import generate
from pia_audit.synthetic.office_prints import NoPrinter, print_all
from pia_audit.synthetic.truth import COMPANIONS, FAULTS, Synthetic

FORMS = ("form2-2024", "form2-2019", "form2-2014", "form3-2024", "form4-2024")
"""様式2 of three versions, and 様式3 and 4 with their groups of files, contractors, recipients."""
HANDS = (*HABITS, "mixed")
DRESSINGS = ("text", "workbook", "dressed", "print")
"""What an edition is written as: converted text; a filled workbook; one dressed as offices do (needs openpyxl); the
print of a filled workbook (a PDF, needs LibreOffice)."""
USUAL = ("text", "workbook", "dressed")

JUDGED, SPARED = ("PIA2", "PIA3", "PIA102", "PIA4"), ("PIA206", "PIA407")
"""What the truth speaks of; relative wording is the generator's choice, a law followed late a fact and no fault."""

AS_OF = date(2026, 11, 1)
_MOST = 4
_FAULTLESS = 0.4
_LIVES = 1_000_000


def write_benchmark(
    folder: Path, reports: int, seed: int, dressings: Sequence[str] = USUAL, habits: Sequence[str] = HANDS
) -> Truth:
    """Write a set into a new or empty folder.

    Args:
        folder: where; the reports go to ``reports/``, the truth to ``truth.json``.
        reports: how many.
        seed: of the set.
        dressings: what the files are, in turn; of :data:`DRESSINGS`.
        habits: the hands that write the rows, in turn; of :data:`HANDS`.

    Returns:
        The truth.

    Raises:
        FileExistsError: for a folder that holds something.
        NoPrinter: where prints are asked for and there is no LibreOffice.
        ImportError: where dressed workbooks are asked for and there is no openpyxl.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(17, "not empty", str(folder))
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    made = [_report(folder, seed, n, dressings, habits) for n in range(reports)]
    _print([folder / name for r in made if r.hand.dressing == "print" for name in r.files])
    truth = Truth("pia-benchmark/1", seed, AS_OF, JUDGED, SPARED, tuple(made))
    (folder / FILE).write_text(text_of(truth), encoding="utf-8", newline="\n")
    return truth


def drawn(seed: int, number: int, habits: Sequence[str] = HANDS) -> tuple[Synthetic, Hand]:
    """The ``number``-th report of a set, and its hand but for the dressing."""
    report_seed = seed * _LIVES + number
    rng = Random(f"benchmark {report_seed}")
    form, habit = FORMS[number % len(FORMS)], habits[number % len(habits)]
    faults = () if rng.random() < _FAULTLESS else tuple(rng.sample(FAULTS, rng.randint(1, _MOST)))
    decoys = rng.random() < 0.5
    while True:
        try:
            made = generate(report_seed, form=form, editions=2, faults=faults, decoys=decoys, habit=habit)
            return made, Hand(form, habit, "", report_seed)
        except ValueError:  # the form has no place for so many faults
            if not faults:
                raise
            faults = faults[:-1]


def _report(folder: Path, seed: int, number: int, dressings: Sequence[str], habits: Sequence[str]) -> ReportTruth:
    made, hand = drawn(seed, number, habits)
    dressing = dressings[(number // len(FORMS)) % len(dressings)]
    files = tuple(_write(folder, number, edition, dressing, hand.seed) for edition in made.editions)
    newest = made.editions[-1]
    return ReportTruth(
        report_id=newest.report_id,
        published_on=newest.published_on,
        hand=Hand(hand.form, hand.habit, dressing, hand.seed),
        files=files,
        faults=tuple(Fault(f.kind, f.rules, COMPANIONS.get(f.kind, ()), f.item_id, f.row_no) for f in made.faults),
        rows=tuple(
            Meaning(n, t.outcome, t.item_ids, t.group_ids, t.ambiguous, t.wrong) for n, t in enumerate(made.rows[-1], 1)
        ),
    )


def _write(folder: Path, number: int, edition: Edition, dressing: str, seed: int) -> str:
    """Write an edition; gives the name of the file it will be."""
    data = _WRITERS[dressing](edition, seed)
    name = f"reports/{number:04}-{edition.published_on}"
    path = folder / f"{name}.{'txt' if dressing == 'text' else 'xlsx'}"
    path.write_bytes(data)
    return f"{name}.pdf" if dressing == "print" else f"{name}{path.suffix}"


def _dressed(edition: Edition, seed: int) -> bytes:
    from pia_audit.synthetic.dressing import dressed  # needs openpyxl, which the program itself does not

    return dressed(edition, seed).data


def _workbook(edition: Edition, seed: int) -> bytes:
    return to_workbook(edition, Habits.drawn(seed))[0]


_WRITERS: dict[str, Callable[[Edition, int], bytes]] = {
    "text": lambda edition, _: to_text(edition).encode("utf-8"),
    "workbook": _workbook,
    "dressed": _dressed,
    "print": _workbook,
}


def _print(prints: Sequence[Path]) -> None:
    """Put the prints in the place of their workbooks."""
    books = [path.with_suffix(".xlsx") for path in prints]
    if books:
        print_all(books, books[0].parent)
    for book in books:
        book.unlink()


def main(arguments: Sequence[str]) -> int:
    """The command ``benchmark``; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pia_audit.synthetic benchmark", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--reports", type=int, default=300, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dressings", default=",".join(USUAL), help=f"with commas, of {', '.join(DRESSINGS)}")
    options = parser.parse_args(arguments)
    dressings = options.dressings.split(",")
    if unknown := sorted(set(dressings) - set(DRESSINGS)):
        parser.error(f"no such dressing: {', '.join(unknown)}; there are {', '.join(DRESSINGS)}")
    try:
        truth = write_benchmark(options.folder, options.reports, options.seed, dressings)
    except (NoPrinter, OSError, ImportError) as error:
        parser.exit(2, f"{parser.prog}: {type(error).__name__}: {error}\n")
    faults, rows = (sum(map(len, lists)) for lists in zip(*((r.faults, r.rows) for r in truth.reports), strict=True))
    print(f"{options.folder}: {len(truth.reports)} reports, {faults} faults, {rows} rows")
    return 0
