"""``python -m pia_audit.synthetic``: invented reports for tests and measurements."""

from __future__ import annotations

import argparse

from pia_audit.synthetic.corpus_command import add_corpus


def main() -> None:
    """Run the sub-command that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m pia_audit.synthetic", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for add in (add_corpus,):
        add(commands)
    chosen = parser.parse_args()
    chosen.run(chosen)


if __name__ == "__main__":
    main()
