"""The open benchmark: the set is the generator's own truth, and scores fall by the right amount for a worse answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import run
from msgspec.structs import replace

from pia_audit.benchmark.scores import Answer, RowAnswer, answers_of, rows_of, score, tenth
from pia_audit.benchmark.truth import BadBenchmark, Fault, Hand, Meaning, ReportTruth, Truth, load, schema, text_of
from pia_audit.reports.benchmark_scores import as_text
from pia_audit.synthetic.__main__ import main as synthetic
from pia_audit.synthetic.benchmark import FORMS, HANDS, drawn, write_benchmark

DAY = date(2025, 4, 1)
FAULTS = (
    Fault("undocumented_change", ("PIA201",), (), "a", None),
    Fault("phantom_row", ("PIA202",), (), "b", 2),
    Fault("after_not_published", ("PIA410", "PIA209"), ("PIA209",), "c", 3),
)


def _meanings(count: int) -> tuple[Meaning, ...]:
    return tuple(Meaning(n, "item", (f"i{n}",), (), ambiguous=n == 4, wrong=n == 1) for n in range(1, count + 1))


def _truth(*reports: tuple[str, tuple[Fault, ...]]) -> Truth:
    made = (
        ReportTruth(name, DAY, Hand("form2-2024", "plain", "text", n), (f"reports/{n}.txt",), faults, _meanings(4))
        for n, (name, faults) in enumerate(reports)
    )
    return Truth("pia-benchmark/1", 7, DAY, ("PIA2", "PIA3", "PIA102", "PIA4"), ("PIA206",), tuple(made))


TRUTH = _truth(("村長/1", FAULTS), ("村長/2", FAULTS[:2]), ("村長/3", ()))
"""Three reports written by hand: five faults."""


def _perfect(truth: Truth) -> list[Answer]:
    """One finding for each fault, at its item and row, surely."""
    return [
        Answer(r.report_id, f.rules[0], item=f.item, row=f.row, edition=str(DAY), confidence="high")
        for r in truth.reports for f in r.faults
    ]  # fmt: skip


def _shares(answers: list[Answer]) -> list[float | None]:
    whole = score(TRUTH, answers).whole
    return [whole.precision, whole.recall]


def test_a_perfect_answer_scores_one_and_none_scores_nothing() -> None:
    """The measure has both ends; what there is nothing to divide by has no share."""
    scores = score(TRUTH, _perfect(TRUTH))
    assert _shares(_perfect(TRUTH)) == [1.0, 1.0]
    assert {k: (c.injected, c.hits) for k, c in scores.kinds.items()} == {
        "undocumented_change": (2, 2), "phantom_row": (2, 2), "after_not_published": (1, 1),
    }  # fmt: skip
    assert dict(scores.confidence) == {"high": [5, 5]}
    assert _shares([]) == [None, 0.0]
    assert len(score(TRUTH, []).misses) == 5


def _changed(at: int, **changes: Any) -> list[Answer]:
    answers = _perfect(TRUTH)
    answers[at] = replace(answers[at], **changes)
    return answers


WORSE: dict[str, tuple[list[Answer], float, float]] = {
    "one left out": (_perfect(TRUTH)[1:], 1.0, 4 / 5),
    "two more accusations": ([*_perfect(TRUTH), *[Answer("村長/3", "PIA301", item="a")] * 2], 5 / 7, 1.0),
    "at another item": (_changed(0, item="z"), 4 / 5, 4 / 5),
    "at another item and row": (_changed(1, item="z", row=9), 4 / 5, 4 / 5),
    "at its row alone": (_changed(1, item=None), 1.0, 1.0),
    "at another report": (_changed(0, report_id="村長/3"), 4 / 5, 4 / 5),
    "by another rule": (_changed(0, rule="PIA301"), 4 / 5, 4 / 5),
    "by what comes with it": (_changed(2, rule="PIA209"), 1.0, 4 / 5),
    "of an older edition": (_changed(0, edition="2020-01-01"), 1.0, 4 / 5),
    "told twice": ([*_perfect(TRUTH), _perfect(TRUTH)[0]], 1.0, 1.0),
    "a remark beside": ([*_perfect(TRUTH), Answer("村長/3", "PIA301", severity="info")], 1.0, 1.0),
    "a rule nobody judges": ([*_perfect(TRUTH), Answer("村長/3", "PIA701")], 1.0, 1.0),
    "a rule that is spared": ([*_perfect(TRUTH), Answer("村長/3", "PIA206")], 1.0, 1.0),
    "a label that is truly wrong": ([*_perfect(TRUTH), Answer("村長/3", "PIA102", row=1)], 1.0, 1.0),
    "a label that is not": ([*_perfect(TRUTH), Answer("村長/3", "PIA102", row=2)], 5 / 6, 1.0),
    "names of its own": (_changed(0, rule="", kind="undocumented_change"), 1.0, 1.0),
    "another name of its own": (_changed(0, rule="", kind="phantom_row"), 4 / 5, 4 / 5),
    "a report of no set": ([*_perfect(TRUTH), Answer("村長/9", "PIA301")], 1.0, 1.0),
}


@pytest.mark.parametrize(("answers", "precision", "recall"), WORSE.values(), ids=WORSE)
def test_a_worse_answer_scores_less_by_the_right_amount(answers: list[Answer], precision: float, recall: float) -> None:
    """Worked out by hand from five faults."""
    assert _shares(answers) == pytest.approx([precision, recall])


def test_a_wrong_accusation_counts_for_its_kind_its_hand_and_its_sureness() -> None:
    """And one by a rule of no kind is named by its rule."""
    wrong = [Answer("村長/3", "PIA201", item="z", confidence="low"), Answer("村長/3", "PIA301", confidence=0.93)]
    scores = score(TRUTH, [*_perfect(TRUTH), *wrong])
    assert (scores.kinds["undocumented_change"].wrong, scores.kinds["phantom_row"].wrong) == (1, 0)
    assert scores.kinds["undocumented_change"].precision == pytest.approx(2 / 3)
    assert scores.hands["habit", "plain"].wrong == 2
    assert dict(scores.others) == {"PIA301": 1}
    assert dict(scores.confidence) == {"high": [5, 5], "low": [1, 0], "0.9–1.0": [1, 0]}
    assert [tenth(s) for s in (0.0, 0.3, 0.999, 1.0)] == ["0.0–0.1", "0.3–0.4", "0.9–1.0", "0.9–1.0"]


def _rows(truth: Truth) -> list[RowAnswer]:
    return [
        RowAnswer(r.report_id, str(DAY), m.row, m.outcome, m.items, m.groups, 0.95)
        for r in truth.reports
        for m in r.rows
    ]


def test_rows_are_counted_by_what_they_were_taken_for() -> None:
    """Of twelve rows one is taken for another item, one for an item too many, one for nothing sure, and one that nobody
    could tell for something else; a report with rows too few is left aside."""
    rows = _rows(TRUTH)
    assert score(TRUTH, [], rows).rows["all", ""]["right"] == 12
    rows[0] = replace(rows[0], items=("z",))
    rows[1] = replace(rows[1], outcome="unsure")
    rows[3] = replace(rows[3], items=("z",))  # ambiguous
    rows[5] = replace(rows[5], items=("i2", "more"), outcome="items")
    scores = score(TRUTH, [], rows[:8])
    assert scores.unread == ["村長/3"]
    assert dict(scores.rows["all", ""]) == {"right": 4, "wrong": 2, "open": 1, "ambiguous": 1}
    assert dict(scores.row_confidence) == {"0.9–1.0": [7, 4]}


# --- the set ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three small reports as texts, by the command."""
    folder = tmp_path_factory.mktemp("set") / "set"
    assert synthetic(["benchmark", str(folder), "--reports", "3", "--seed", "3", "--dressings", "text"]) == 0
    return folder


def test_the_truth_is_the_generator_s_own_and_as_the_schema_says(made: Path, tmp_path: Path) -> None:
    """It comes back as it was written; the same seed gives the same files; every kind of hand has its turn."""
    truth = load(made)
    document = json.loads((made / "truth.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(schema()).iter_errors(document)) == []
    assert truth == write_benchmark(tmp_path / "again", 3, 3, ("text",))
    files = [f for r in truth.reports for f in r.files]
    assert sorted(files) == sorted(p.relative_to(made).as_posix() for p in (made / "reports").iterdir())
    assert all((made / f).read_bytes() == (tmp_path / "again" / f).read_bytes() for f in files)
    assert [r.hand.habit for r in truth.reports] == list(HANDS[:3])
    assert [drawn(3, n)[1].form for n in range(5)] == list(FORMS)
    for n, report in enumerate(truth.reports):
        faults = [(f.kind, f.item_id, f.row_no) for f in drawn(3, n)[0].faults]
        assert [(f.kind, f.item, f.row) for f in report.faults] == faults
    assert any(r.faults for r in truth.reports)


def test_the_program_s_own_run_scores_as_its_documents_do(made: Path, tmp_path: Path) -> None:
    """``--results`` with what audit and convert write gives the same; damaged by one finding, one fault less."""
    scores = json.loads(run("bench", made, "--format", "json", "-q").stdout)
    findings, editions = tmp_path / "findings.json", tmp_path / "editions.json"
    run("audit", made / "reports", "--as-of", str(load(made).as_of), "--format", "json", "-o", findings)
    run("convert", made / "reports", editions)
    result = run("bench", made, "--results", findings, "--results", editions, "--format", "json")
    assert json.loads(result.stdout) == scores
    assert scores["whole"]["found"] == scores["whole"]["injected"] > 3
    assert scores["rows"][0]["right"] > 20

    truth, document = load(made), json.loads(findings.read_text(encoding="utf-8"))
    report = next(r for r in truth.reports if r.faults)
    fault = report.faults[0]
    document["findings"] = [
        f for f in document["findings"]
        if not (f["report_id"] == report.report_id and f["rule"] in fault.rules and fault.item == f["item"])
    ]  # fmt: skip
    findings.write_text(json.dumps(document), encoding="utf-8")
    worse = json.loads(run("bench", made, "--results", findings, "--format", "json").stdout)
    assert scores["whole"]["found"] - worse["whole"]["found"] == 1
    assert worse["missed"][0] == {
        "report_id": report.report_id, "kind": fault.kind, "item": fault.item, "row": fault.row,
    }  # fmt: skip
    assert worse["rows"] == []


def test_tables_say_what_was_counted() -> None:
    """In both languages, with the faults that were missed."""
    scores = score(TRUTH, [*_perfect(TRUTH)[1:], Answer("村長/3", "PIA301")], _rows(TRUTH))
    english = as_text(TRUTH, scores, "en")
    assert "3 reports (seed 7), 5 faults: 4 found, 1 wrong accusation; precision 0.8000, recall 0.8000" in english
    assert "村長/1 undocumented_change, item a, row –" in english
    assert "誤った指摘 1件" in as_text(TRUTH, scores, "ja")


def _with(change: Callable[[dict[str, Any]], object]) -> str:
    document = deepcopy(json.loads(text_of(TRUTH)))
    change(document)
    return json.dumps(document)


BROKEN = {
    "no JSON": "{", "another document": '{"findings": []}',
    "a file outside": _with(lambda d: d["reports"][0].update(files=["../secret.txt"])),
    "a file on a drive": _with(lambda d: d["reports"][0].update(files=["C:/secret.txt"])),
    "a wrong outcome": _with(lambda d: d["reports"][0]["rows"][0].update(outcome="perhaps")),
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_set_that_is_none_is_refused_in_words(text: str, tmp_path: Path) -> None:
    """Exit status 2, and no file outside its folder is opened."""
    (tmp_path / "truth.json").write_text(text, encoding="utf-8")
    result = run("bench", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "truth.json" in result.stderr
    assert run("bench", tmp_path / "nowhere").exit_code == 2


def test_results_that_cannot_be_scored_are_refused_with_their_place() -> None:
    """Findings without a report, and editions whose rows were taken for nothing."""
    with pytest.raises(BadBenchmark) as error:
        answers_of("x.json", {"findings": [{"report_id": "a/1"}, {"rule": "PIA201"}]})
    assert error.value.params["place"] == "findings[1]"
    with pytest.raises(BadBenchmark):
        rows_of("x.json", {"editions": [{"agency": "a", "report_no": "1", "published_on": None, "changes": [{}]}]})
