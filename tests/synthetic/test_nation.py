"""The corpus of many invented reports: the same however it is written, with the truth that belongs to it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pia_audit.audits.run import audit
from pia_audit.corpus import is_corpus, read, scan
from pia_audit.corpus.layout import FRAMES
from pia_audit.model.frames import Corpus
from pia_audit.synthetic import COMPANIONS
from pia_audit.synthetic.__main__ import main
from pia_audit.synthetic.mixture import FORMS, drawn
from pia_audit.synthetic.nation import write_corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty-six reports in three partitions, written by one process."""
    target = tmp_path_factory.mktemp("nation") / "corpus"
    write_corpus(target, 36, 3, partitions=3, processes=1)
    return target


def test_the_same_whoever_writes_it(corpus: Path, tmp_path: Path) -> None:
    """Two processes and the command write the same files, and leave nothing behind."""
    target = tmp_path / "again"
    words = ["corpus", str(target), "--reports", "36", "--seed", "3", "--partitions", "3", "--processes", "2"]
    assert main(words) == 0
    names = [sorted(p.relative_to(f) for p in f.rglob("*") if p.is_file()) for f in (corpus, target)]
    assert names[0] == names[1]
    assert all((corpus / n).read_bytes() == (target / n).read_bytes() for n in names[0])
    assert {p.name for p in target.iterdir()} == {*FRAMES, "truth", "corpus.json"}


def test_two_editions_of_every_report(corpus: Path) -> None:
    """And the forms of the mixture."""
    editions = scan(corpus)["editions"].collect()
    assert is_corpus(corpus)
    assert editions.group_by("report_id").len().get_column("len").to_list() == [2] * 36
    assert set(editions.get_column("form_key")) <= set(FORMS)


def test_every_fault_is_found_and_nothing_else(corpus: Path) -> None:
    """The truth fits the data: each fault sets off one of its rules on its item or row."""
    truth = pl.read_parquet(corpus / "truth" / "faults.parquet")
    findings = pl.concat(audit(read(corpus, n)).findings.drop("evidence") for n in range(3))
    assert truth.height > 10
    for fault in truth.iter_rows(named=True):
        codes = [r for r in fault["rules"] if r not in COMPANIONS.get(fault["kind"], ())]
        hit = pl.col("item_id") == pl.lit(fault["item_id"], pl.String)
        hit |= pl.col("row_no") == pl.lit(fault["row_no"], pl.Int64)
        hits = findings.filter((pl.col("report_id") == fault["report_id"]) & pl.col("rule").is_in(codes) & hit)
        assert hits.height, fault
    clean = pl.read_parquet(corpus / "truth" / "reports.parquet").filter(pl.col("faults") == 0)
    wrong = findings.filter(pl.col("report_id").is_in(clean.get_column("report_id").implode()))
    faulty = pl.col("rule").str.contains("^PIA(2|3|40[1-35689]|410)") & (pl.col("rule") != "PIA206")
    assert not wrong.filter(faulty).height


def test_reports_of_one_corpus_are_all_different() -> None:
    """Report numbers come from seed and number, so two corpora share none."""
    ids = {drawn(seed, n).editions[-1].report_id for seed in (1, 2) for n in range(20)}
    assert len(ids) == 40
    assert Corpus.of(drawn(1, 0).editions).editions.height
