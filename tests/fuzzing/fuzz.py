"""Hands mutated files to every reader, guided by coverage, and stops at the first that ends in an exception.

    python tests/fuzzing/fuzz.py text --runs 100000
    python tests/fuzzing/fuzz.py --list

The seeds are the files of ``data/``. An input that fails is kept in ``--keep`` (default: a new folder in the folder for
temporary files) and its name printed; made small, it becomes a test. Needs the extra ``fuzz`` (Linux and macOS).
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pia_audit"]):
    import pia_audit.auditing
    import pia_audit.baseline
    import pia_audit.checklists.taking
    import pia_audit.decisions
    import pia_audit.readers
    import pia_audit.readers.pdf
    import pia_audit.readers.stored
    import pia_audit.readers.webpage
    import pia_audit.readers.workbook
    import pia_audit.reports.checklist.reading
    import pia_audit.settings
    from pia_audit.model import Corpus, Edition, Unread
    from pia_audit.reports.wording import Wording

DATA = Path(__file__).resolve().parent.parent.parent / "data"
TODAY = date(2026, 5, 1)
SECONDS = 20
"""How long one input may take; a reader that needs longer is reported as well."""


def read(data: bytes) -> Edition | Unread:
    """Any file, told apart by content as the command does it."""
    if pia_audit.readers._STORED.match(data) or data.startswith(b"PAR1"):
        found = pia_audit.readers.stored.read_stored("in", data)
        return found if isinstance(found, Unread) else found[0]
    return pia_audit.readers._by_content("in", data)


def judge(data: bytes) -> None:
    """A file read and judged by every rule; a rule that fails is a failure here."""
    edition = read(data)
    if isinstance(edition, Edition):
        lost = [u for u in pia_audit.auditing.audit(Corpus.of([edition])).unread if u.code == "rule-failed"]
        assert not lost, lost


def settings(data: bytes) -> None:
    """A settings file: usable, or refused in words."""
    with _file(data, ".toml") as path:
        try:
            pia_audit.settings.load(path)
        except pia_audit.settings.BadSettings as error:
            if not Wording("ja").say("settings", f"bad.{error.code}", **error.params):
                raise


def baseline(data: bytes) -> None:
    """A baseline: usable, or refused in words."""
    with _file(data, ".json") as path:
        try:
            pia_audit.baseline.read(path)
        except pia_audit.baseline.BadBaseline as error:
            assert Wording("ja").say("settings", f"baseline.{error.code}", path=path, **error.params)  # noqa: PT017


def decisions(data: bytes) -> None:
    """A file of decisions: usable, or refused in words."""
    with _file(data, ".json") as path:
        try:
            pia_audit.decisions.load(path)
        except pia_audit.decisions.BadDecisions as error:
            said = Wording("ja").say("checklist", f"decisions.{error.reason}", path=path, **error.params)
            assert said


def sheet(data: bytes) -> None:
    """A filled checklist: read, or refused; every problem has its words."""
    with _file(data, ".xlsx") as path:
        filled = pia_audit.checklists.taking.take([path], TODAY)
        assert pia_audit.reports.checklist.reading.read_text(filled, TODAY, "ja")


@contextmanager
def _file(data: bytes, suffix: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(data)
        file.flush()
        yield Path(file.name)


def _sheets() -> list[bytes]:
    """A checklist of the sample, its first questions decided."""
    from pia_audit.checklists.making import make
    from pia_audit.reports.checklist import model
    from pia_audit.reports.checklist.workbook import workbook

    edition = pia_audit.readers.read(DATA / "meguro-14" / "2026-03-18.txt")
    assert isinstance(edition, Edition)
    audit, answers = make(Corpus.of([edition]), today=TODAY)
    data, _ = workbook(model.checklist(audit, answers, TODAY, "ja", ()))
    return [data]


def _decided() -> list[bytes]:
    one = pia_audit.decisions.Decision("団体/1", "fine", "理由", "山田", fingerprint="0123456789abcdef", on=TODAY)
    return [pia_audit.decisions.dump([one]).encode()]


def _known() -> list[bytes]:
    one = pia_audit.baseline.Known("団体/1", "PIA301", "handling.outline", "0123456789abcdef", "2026-03-18")
    return [pia_audit.baseline.text([one]).encode(), json.dumps({"findings": []}).encode()]


def _files(pattern: str) -> list[bytes]:
    return [p.read_bytes() for p in sorted(DATA.glob(pattern))]


def _stored() -> list[bytes]:
    editions = [pia_audit.readers.read(p) for p in sorted(DATA.glob("tebiki-01/*.txt"))[:1]]
    held = [e for e in editions if isinstance(e, Edition)]
    return [pia_audit.readers.stored.to_json(held).encode(), pia_audit.readers.stored.to_parquet(held)]


def _pages() -> list[bytes]:
    """The text reports as web pages: their tables with and without spans."""
    out = []
    for text in _files("*/*.txt"):
        rows = (line.split("\t") for line in text.decode().splitlines())
        body = "".join("<tr>" + "".join(f"<td colspan=2>{c}</td>" for c in row) + "</tr>" for row in rows)
        out.append(f"<html><body><table>{body}</table></body></html>".encode())
    return out


_SETTINGS = [
    b'select = ["PIA3"]\n[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "y"\nuntil = 2027-03-31\n',
    b'[[calendar]]\nkey = "k"\nin_force = 2025-04-01\nold = ["a"]\nnew = ["b"]\n',
]

TARGETS: dict[str, tuple[Callable[[bytes], object], Callable[[], list[bytes]]]] = {
    "text": (read, lambda: _files("*/*.txt")),
    "page": (read, _pages),
    "workbook": (read, lambda: _files("*/*.xlsx")),
    "pdf": (read, lambda: _files("*/*.pdf")),
    "stored": (read, _stored),
    "audit": (judge, lambda: _files("*/*.txt")),
    "settings": (settings, lambda: _SETTINGS),
    "baseline": (baseline, _known),
    "decisions": (decisions, _decided),
    "sheet": (sheet, _sheets),
}


_VALUES: tuple[object, ...] = (None, True, 0, -1, 2**70, 1.5, "", "\ud800", "2026-13-40", [], {}, [[]], {"": None})


def reshape(data: bytes, chance: random.Random) -> bytes | None:
    """A JSON document with one value exchanged or left out; ``None`` when it is none."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    holders: list[dict[str, object] | list[object]] = []
    stack = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, (dict, list)) and node:
            holders.append(node)
            stack += node.values() if isinstance(node, dict) else node
    if not holders:
        return None
    holder = chance.choice(holders)
    key = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
    if chance.random() < 0.3:
        del holder[key]  # type: ignore[arg-type]
    else:
        holder[key] = chance.choice(_VALUES)  # type: ignore[index]
    return json.dumps(document).encode()


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """A changed input; of a zip archive one member is changed and the archive made anew, of a JSON document one value,
    so that it is read at all."""
    chance = random.Random(seed)
    if data[:1] in (b"{", b"[") and chance.random() < 0.7 and (changed := reshape(data, chance)):
        return changed[:max_size]
    if not data.startswith(b"PK") or chance.random() < 0.1:
        return bytes(atheris.Mutate(data, max_size))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {i.filename: archive.read(i) for i in archive.infolist()}
    except Exception:  # no archive any more: mutate it as bytes
        return bytes(atheris.Mutate(data, max_size))
    if not members:
        return bytes(atheris.Mutate(data, max_size))
    name = chance.choice(sorted(members))
    members[name] = bytes(atheris.Mutate(members[name], max(len(members[name]) + 1000, 100)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()[:max_size]


def main() -> None:
    """Run one target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", choices=sorted(TARGETS))
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for inputs that fail")
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    if chosen.list or not chosen.target:
        print("\n".join(TARGETS))
        return
    keep = chosen.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="seeds-"))
    target, seeds = TARGETS[chosen.target]
    inputs = seeds()
    for number, seed in enumerate(inputs):
        (corpus / f"seed-{number}").write_bytes(seed)
    limit = max(map(len, inputs)) * 2
    words = [sys.argv[0], str(corpus), f"-runs={chosen.runs}", f"-seed={chosen.seed}", f"-max_len={limit}",
             f"-timeout={SECONDS}", "-rss_limit_mb=4096", f"-artifact_prefix={keep}/"]  # fmt: skip
    atheris.Setup(words, target, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
