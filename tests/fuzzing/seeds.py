"""What the fuzzer starts from: the files of ``data/``, and small files of every other kind, made by the program."""

from __future__ import annotations

import json
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from mutating import packed

import pia_audit
from pia_audit.archive import Archive
from pia_audit.archive.schema import TABLES
from pia_audit.audits import baseline, decisions
from pia_audit.audits.run import audit
from pia_audit.corpus import write
from pia_audit.corpus.layout import FRAMES
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import report_data, stored_editions
from pia_audit.rules.catalogue import entry
from pia_audit.rules.examples import editions

DATA = Path(__file__).resolve().parent.parent.parent / "data"
TODAY = date(2026, 5, 1)
SAMPLE = DATA / "meguro-14" / "2026-03-18.txt"


def files(pattern: str) -> list[bytes]:
    """Shipped files."""
    return [p.read_bytes() for p in sorted(DATA.glob(pattern))]


def pages() -> list[bytes]:
    """The text reports as web pages: their tables with spans."""
    page_list = []
    for text in files("*/*.txt"):
        rows = (line.split("\t") for line in text.decode().splitlines())
        body = "".join("<tr>" + "".join(f"<td colspan=2>{c}</td>" for c in row) + "</tr>" for row in rows)
        page_list.append(f"<html><body><table>{body}</table></body></html>".encode())
    return page_list


def stored_files() -> list[bytes]:
    """An edition as ``convert`` stores it, as JSON and as Parquet."""
    held = [pia_audit.read(p) for p in sorted(DATA.glob("tebiki-01/*.txt"))[:1]]
    return [report_data.to_json(held).encode(), stored_editions.to_parquet(held)]


def sheets() -> list[bytes]:
    """A checklist of the sample, and its list of findings."""
    from pia_audit.audits.run import audit
    from pia_audit.checklists.basis import make
    from pia_audit.checklists.sheet import contents
    from pia_audit.checklists.sheet.xlsx import workbook
    from pia_audit.reports import xlsx as book
    from pia_audit.reports.report import build

    corpus = Corpus.of([pia_audit.read(SAMPLE)])
    result, answers = make(corpus, today=TODAY)
    content, _ = workbook(contents.checklist(result, answers, TODAY, "ja", ()))
    with tempfile.TemporaryDirectory() as folder:
        findings = audit(corpus, select=["PIA3"])
        book.write(findings, build(findings, "ja"), Path(folder) / "list.xlsx")
        return [content, (Path(folder) / "list.xlsx").read_bytes()]


def two_sheets() -> list[bytes]:
    """Two years of a checklist."""
    content, listed = sheets()
    return [packed({"old.xlsx": content, "new.xlsx": content}), packed({"old.xlsx": content, "new.xlsx": listed})]


SETTINGS = [
    b'select = ["PIA3"]\n[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "y"\nuntil = 2027-03-31\n',
    b'[[calendar]]\nkey = "k"\nin_force = 2025-04-01\nold = ["a"]\nnew = ["b"]\nitems = ["handling.outline"]\n',
    b'[severity]\nPIA105 = "info"\n[report."a/1"]\nignore = ["PIA304"]\nseverity = { PIA210 = "warning" }\n',
    b'[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "y"\nfingerprint = "55557932cec00b4f"\nreport = "b/2"\n',
    b'[checklist]\nquestions = ["own.toml"]\n',
]

QUESTIONS = [
    'ja = "市"\n[[question]]\nid = "a-1"\nrules = ["PIA301"]\nreads = ["rows"]\nforms = ["様式2"]\nsure = "mid"\n'
    'ja = { ask = "か。", basis = "b", look = "l" }\nen = { ask = "a", basis = "b", look = "l" }\n'.encode(),
]


def small() -> list[Edition]:
    """Two short editions of an invented report, with a difference that no row tells of."""
    return list(editions(entry("PIA201").examples["fires"]))


def known_findings() -> list[bytes]:
    """Baselines: of a finding that is there, of one that is not, and none."""
    key = pia_audit.audit(small()).findings.select("report_id", "rule", "item_id", "fingerprint").row(0)
    known = [
        baseline.BaselineEntry(*key),
        baseline.BaselineEntry("団体/1", "PIA301", "a.b", "0123456789abcdef", "2026-03-18"),
    ]
    return [baseline.text(known).encode(), json.dumps({"version": 1, "findings": []}).encode()]


def decided() -> list[bytes]:
    """Decisions about a finding, a question, and things that are not there."""
    report, sign = pia_audit.audit(small()).findings.select("report_id", "fingerprint").row(0)
    made = [
        decisions.Decision(report, "fine", "理由", "山田", fingerprint=sign, rule="PIA201", on=TODAY, until=TODAY),
        decisions.Decision(report, "correct", "理由", "山田", question="2-5", on=TODAY, seen="0", edition="1"),
        decisions.Decision("団体/1", "open", "理由", "山田", fingerprint="0123456789abcdef", item="a.b"),
    ]
    return [decisions.dump(made).encode()]


def corpora() -> list[bytes]:
    """A corpus folder of one partition, packed."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "c"
        write(Corpus.of(small()), root, 1, {"seed": 1})
        paths = sorted(p for p in root.rglob("*") if p.is_file())
        return [packed({p.relative_to(root).as_posix(): p.read_bytes() for p in paths})]


def frames() -> list[bytes]:
    """The frames of a corpus as JSON, row by row; of the items those that a row speaks of, and a few."""
    corpus = Corpus.of(small())
    item_ids = corpus.quotes.get_column("item_id")
    kept = corpus.items.filter(pl.col("item_id").is_in(item_ids.implode()) | (pl.col("seq") < 12))
    return [json.dumps({f: _rows(kept if f == "items" else getattr(corpus, f)) for f in FRAMES}).encode()]


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in frame.iter_rows(named=True)
    ]


def results() -> list[bytes]:
    """A results folder as it is after an audit: what was asked, and what is done."""
    from pia_audit.corpus.layout import layout
    from pia_audit.corpus.partition_audit import Job, judge
    from pia_audit.corpus.results import Results

    with tempfile.TemporaryDirectory() as folder:
        write(Corpus.of(small()), Path(folder) / "c", 1)
        corpus_layout, job = layout(Path(folder) / "c"), Job({"today": TODAY})
        store = Results.opened(Path(folder) / "r", corpus_layout, job, resume=False)
        store.keep(judge(corpus_layout, 0, job))
        return [packed({n: (Path(folder) / "r" / n).read_bytes() for n in ("run.json", "done.jsonl")})]


def _archive(folder: Path) -> Path:
    reports = folder / "in"
    reports.mkdir()
    for number, one in enumerate(small()):
        (reports / f"{number}.parquet").write_bytes(stored_editions.to_parquet([one]))
    path = folder / "a.sqlite"
    with Archive(path) as archive:
        archive.add([reports], by="監査")
        archive.decide(decisions.load(_written(folder / "d.json", decided()[0])))
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def archives() -> list[bytes]:
    """An archive of two editions, three decisions and a recorded audit, and an empty database."""
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "other.sqlite"
        with closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE t (x)")
        path = _archive(Path(folder))
        with Archive(path) as archive:
            archive.record(audit)
        return [path.read_bytes(), other.read_bytes()]


def entries() -> list[bytes]:
    """What stands in that archive as JSON, table by table, bytes in hexadecimal."""
    with tempfile.TemporaryDirectory() as folder, Archive(_archive(Path(folder))) as archive:
        store, tables = archive._opened(), {}
        for table in TABLES:
            rows = store.run(f"SELECT * FROM {table.name}")
            tables[table.name] = [[v.hex() if isinstance(v, bytes) else v for v in row] for row in rows]
        document = {"version": 1, "rehash": True, "tables": tables}
        return [json.dumps(document).encode(), json.dumps({**document, "rehash": False}).encode()]


def names() -> list[bytes]:
    """File names as they may lie in a folder."""
    return [json.dumps([n]).encode() for n in ("report.txt", "../../etc/passwd", "CON.txt", "-o.xlsx", "a\nb.pdf", "…")]


ARGUMENTS = """
blame --item handling.outline
show --at 令和3年10月1日
audit --select PIA3,PIA1
audit --as-of R8.5.1 --ignore broken-chain
audit --min-confidence high --fail-on never --format csv
explain PIA301
diff x
log --lang en
draft --date 2026-01-01
trends --only timing --period year
checklist read x.xlsx
archive show a 1
archive verify a --head 0123456789abcdef
archive list a --report 団体
archive decide a 0123456789abcdef --verdict fine --reason r --until 2027-03-31
"""


def arguments() -> list[bytes]:
    """Command lines; the report is put in by the target."""
    return [json.dumps(line.split()).encode() for line in ARGUMENTS.strip().splitlines()]
