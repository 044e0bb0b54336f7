"""The process that opens PDFs: reads files from its input and answers with rows, one line of JSON at a time.

Run as a module by :mod:`pia_audit.documents.pdf.worker`, never by hand. It ends when its input does.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from pia_audit.documents.pdf.document import read_document
from pia_audit.model import Unread

if TYPE_CHECKING:
    from pia_audit.documents.blocks import Cell

MAX_MEMORY = 2 * 1024**3
"""Address space of the process in bytes, where the system can limit it; a report needs 100 MB."""


def main() -> None:
    """Says that it is there, then serves files until there are no more."""
    import pia_audit.documents.pdf.document  # noqa: F401, with what it needs

    _limit_memory()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write between the answers
    _send(answers, {"ready": True})
    while header := requests.read(8):
        data = requests.read(int.from_bytes(header, "big"))
        _send(answers, _answer(data, answers))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit for a process itself
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _answer(data: bytes, answers: BinaryIO) -> dict[str, Any]:
    result = read_document("", data, lambda number: _send(answers, {"page": number}))
    if isinstance(result, Unread):
        return {"unread": [result.code, result.locator, dict(result.params)]}
    return {
        "rows": [[r.ruled, [_parts(c) for c in r.cells]] for r in result.rows],
        "keeps_ticks": result.keeps_ticks,
        "problems": [[p.code, p.locator, dict(p.params)] for p in result.problems],
    }


def _parts(cell: Cell) -> list[object]:
    """A cell's values by their order, the last ones left out where there is nothing to tell."""
    parts: list[object] = [cell.text, cell.locator, cell.hidden, cell.lost, cell.whole]
    more = cell.merged or cell.struck or cell.unseen or cell.cut
    parts += [cell.merged, cell.struck, cell.unseen] if more else []
    return [*parts, None, False, True] if cell.cut else parts


def _send(answers: BinaryIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
