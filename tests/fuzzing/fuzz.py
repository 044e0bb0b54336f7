"""Hands mutated inputs to a target, guided by coverage, and stops at the first that ends in an exception.

    python tests/fuzzing/fuzz.py text --runs 100000
    python tests/fuzzing/fuzz.py --list

An input that fails is kept in ``--keep`` (default: a new folder in the folder for temporary files) and its name
printed; made small, it becomes a test. Given the name of such a file with ``--input``, it is tried once more. An input
may take 20 seconds and 4 GB. Needs the extra ``fuzz`` (Linux and macOS).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris
from mutating import mutate

with atheris.instrument_imports(include=["pia_audit"]):
    from targets import TARGETS

SECONDS = 20
MEGABYTES = 4096


def main() -> None:
    """Run one target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", choices=sorted(TARGETS))
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for inputs that fail")
    parser.add_argument("--input", type=Path, help="one input to try")
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    if chosen.list or not chosen.target:
        print("\n".join(TARGETS))
        return
    target, seeds = TARGETS[chosen.target]
    if chosen.input:
        target(chosen.input.read_bytes())
        return
    keep = chosen.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="seeds-"))
    inputs = seeds()
    for number, seed in enumerate(inputs):
        (corpus / f"seed-{number}").write_bytes(seed)
    limit = max(map(len, inputs)) * 2 + 1000
    words = [sys.argv[0], str(corpus), f"-runs={chosen.runs}", f"-seed={chosen.seed}", f"-max_len={limit}",
             f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={keep}/"]  # fmt: skip
    atheris.Setup(words, target, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
