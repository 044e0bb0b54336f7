"""``python -m pia_audit.synthetic VERB …``: writes invented reports for tests and measurements."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

VERBS = {
    "files": "pia_audit.synthetic.files",
    "corpus": "pia_audit.synthetic.corpus_command",
    "year": "pia_audit.synthetic.office_year",
    "benchmark": "pia_audit.synthetic.benchmark",
}
"""Each verb and the module whose ``main`` carries it out."""


_USAGE = """\
Writes invented reports and the truth about each; in every one of them all bodies and people are invented.

  python -m pia_audit.synthetic files OUT --xlsx 3 --seed 1         single files
  python -m pia_audit.synthetic corpus OUT --reports 40 --seed 1    a corpus, for pia-audit audit and trends
  python -m pia_audit.synthetic year OUT --reports 40 --seed 1      a year's folder, for pia-audit year
  python -m pia_audit.synthetic benchmark OUT --reports 300 --seed 1 a set with its truth, for pia-audit bench

Add --help after files, corpus, year or benchmark for all options.
"""


def main(arguments: Sequence[str]) -> int:
    """Hands the arguments to the verb's module; gives the exit status."""
    if not arguments or arguments[0] not in VERBS:
        is_help = arguments[:1] in (["--help"], ["-h"])
        print(_USAGE, end="", file=sys.stdout if is_help else sys.stderr)
        return 0 if is_help else 2
    run: Callable[[Sequence[str]], int] = import_module(VERBS[arguments[0]]).main
    return run(arguments[1:])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
