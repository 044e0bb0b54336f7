"""``python -m pia_audit.synthetic VERB …``: writes invented reports for tests and measurements."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

VERBS = {"files": "pia_audit.synthetic.files", "corpus": "pia_audit.synthetic.corpus_command"}
"""Each verb and the module whose ``main`` carries it out."""


def main(arguments: Sequence[str]) -> int:
    """Hands the arguments to the verb's module; gives the exit status."""
    if not arguments or arguments[0] not in VERBS:
        print(f"usage: python -m pia_audit.synthetic {{{','.join(VERBS)}}} ...", file=sys.stderr)
        return 2
    run: Callable[[Sequence[str]], int] = import_module(VERBS[arguments[0]]).main
    return run(arguments[1:])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
