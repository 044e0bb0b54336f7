"""``pia-report/1``: what is written fits the schema and comes back; what fits is read; the rest is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import run
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st
from manuals import document

from pia_audit import forms
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.model import ChangeRow, Edition, Item, Quote, Unread
from pia_audit.model.json_schema import MOST_VALUES, json_of, misfit
from pia_audit.readers import read_all
from pia_audit.readers.report_data import NAME, schema, to_json
from pia_audit.readers.stored_editions import read_stored

DATA = Path(__file__).resolve().parents[2] / "data"
VALIDATOR = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())

SMALL: dict[str, Any] = {
    "format": NAME,
    "editions": [{
        "agency": "霧ノ沢村長", "report_no": "7", "title": "介護保険に関する事務 基礎項目評価書",
        "form_key": "form2-2024", "published_on": "2025-04-01",
        "items": [
            {"item_id": "handling.name", "text": "介護保険に関する事務"}, {"item_id": "handling.outline", "text": None},
        ],
        "changes": [{
            "changed_on_text": "令和７年３月３日", "label": "Ⅰ 関連情報 1. ①事務の名称", "before": "介護の事務",
            "after": "介護保険に関する事務", "timing_text": "事後",
        }],
    }],
}  # fmt: skip
"""A document as a person writes it, with nothing that the program works out."""


def _changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(json.dumps(SMALL))
    change(document)
    return json.dumps(document).encode()


TEXT = st.text(max_size=6)
WORDS = st.lists(TEXT, max_size=2).map(tuple)
SIDES = st.lists(st.tuples(st.sampled_from(["before", "after"]), TEXT), max_size=2).map(tuple)
DAYS = st.none() | st.dates()
NUMBERS = st.integers(-5, 2**40)
ITEMS = st.builds(
    Item, TEXT, NUMBERS, TEXT, TEXT, st.sampled_from(["text", "choice"]), TEXT, st.just("read"), TEXT, st.none() | TEXT,
    WORDS, WORDS, st.none() | TEXT, DAYS,
)  # fmt: skip
QUOTES = st.lists(st.builds(Quote, TEXT, st.none() | TEXT, TEXT, st.booleans()), max_size=2).map(tuple)
ROWS = st.builds(
    ChangeRow, NUMBERS, DAYS, TEXT, TEXT, st.none() | TEXT, TEXT, st.sampled_from(["事前", "事後", None]), TEXT, TEXT,
    TEXT, WORDS, TEXT, st.floats(0, 1), WORDS, TEXT, QUOTES, SIDES, WORDS, DAYS, DAYS,
    st.sampled_from(["item", "items", "group", "report", "none", "unsure"]), WORDS, WORDS, TEXT, SIDES, WORDS,
)  # fmt: skip
WORD = TEXT | st.integers(-9, 9) | st.booleans() | st.none()
LOSSES = st.builds(
    Unread, TEXT, st.sampled_from(["cell-too-long", "pdf-scan"]), TEXT, st.dictionaries(TEXT, WORD, max_size=2),
    st.booleans(),
)  # fmt: skip


def _several(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(of, max_size=2).map(tuple)


EDITIONS = st.builds(
    Edition, TEXT, TEXT, TEXT, TEXT, TEXT, st.sampled_from(forms.keys()), DAYS, _several(ITEMS), _several(ROWS), TEXT,
    TEXT, st.sampled_from(["published", "rebuilt"]), TEXT, _several(LOSSES),
)  # fmt: skip


@settings(max_examples=effort(40, 15))
@given(st.lists(EDITIONS, min_size=1, max_size=2))
def test_what_is_written_fits_the_schema_and_comes_back_as_it_was(editions: list[Edition]) -> None:
    """Whatever an edition holds; by the schema's own library and by the reader."""
    written = to_json(editions)
    assert list(VALIDATOR.iter_errors(json.loads(written))) == []
    assert read_stored("x.json", written.encode()) == editions


@cache
def _documents() -> st.SearchStrategy[Any]:
    return _fitting(schema())


def _fitting(part: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that fit a part of the schema, by its own words; keys that need not be there are there or not."""
    if "const" in part or "enum" in part:
        return st.sampled_from(part.get("enum", [part.get("const")]))
    if "anyOf" in part:
        return st.one_of(list(map(_fitting, part["anyOf"])))
    kinds = [part["type"]] if isinstance(part["type"], str) else part["type"]
    return st.one_of([_of_type(kind, part) for kind in kinds])


def _of_type(kind: str, part: dict[str, Any]) -> st.SearchStrategy[Any]:
    if kind == "object":
        inner = {key: _fitting(p) for key, p in part.get("properties", {}).items()}
        needed = {key: inner.pop(key) for key in part.get("required", ())}
        return st.fixed_dictionaries(
            needed, optional={**inner, **({"x-mine": TEXT} if "patternProperties" in part else {})}
        )
    if kind == "array":
        return st.lists(_fitting(part["items"]), min_size=part.get("minItems", 0), max_size=2)
    texts = st.dates().map(str) if part.get("format") == "date" else st.just("a-1") if "pattern" in part else TEXT
    numbers = st.integers(-9, 9) | st.sampled_from([2.0, 2**63 - 1, -(2**63) + 1])
    return {
        "string": texts, "integer": numbers, "number": st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(), "null": st.none(),
    }[kind]  # fmt: skip


@given(st.data())
def test_what_fits_the_schema_is_read(data: st.DataObject) -> None:
    """Every document that the schema's own library takes gives its editions, as many as there are in it."""
    document = data.draw(_documents())
    assert list(VALIDATOR.iter_errors(document)) == []
    editions = read_stored("x.json", json.dumps(document).encode())
    assert isinstance(editions, list), editions
    assert [e.agency for e in editions] == [e["agency"] for e in document["editions"]]


KEYS = TEXT | st.sampled_from(["items", "text"])
JSON = st.recursive(
    WORD | st.floats(allow_nan=False) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
PLACES = [
    ("editions",), ("editions", 0), ("editions", 0, "published_on"), ("editions", 0, "form_key"), ("format",),
    ("editions", 0, "items", 0), ("editions", 0, "items", 0, "text"), ("editions", 0, "items", 0, "seq"),
    ("editions", 0, "changes", 0), ("editions", 0, "changes", 0, "hidden"), ("editions", 0, "unread"),
    ("editions", 0, "changes", 0, "quotes"), ("editions", 0, "changes", 0, "label_score"),
]  # fmt: skip


@given(st.sampled_from(PLACES), JSON)
def test_reader_and_library_agree_on_any_value(place: tuple[str | int, ...], value: Any) -> None:
    """A value put anywhere is refused by the one exactly where it is by the other."""

    def put(document: Any) -> None:
        for step in place[:-1]:
            document = document[step]
        document[place[-1]] = value

    document = json.loads(_changed(put))
    assert (misfit(schema(), document) is None) == (list(VALIDATOR.iter_errors(document)) == [])


def _item(document: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = document["editions"][0]["items"][1]
    return item


WRONG: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "a number for a text": (lambda d: _item(d).update(text=5), "type", "editions[0].items[1].text"),
    "a number too large": (lambda d: _item(d).update(seq=2**63), "type", "editions[0].items[1].seq"),
    "no rows": (lambda d: d["editions"][0].pop("changes"), "missing", "editions[0]"),
    "a misspelt key": (lambda d: d["editions"][0].update(nots=""), "key", "editions[0].nots"),
    "an odd key": (lambda d: d.update({"a\nb": 1}), "key", "['a\\nb']"),
    "an unknown form": (lambda d: d["editions"][0].update(form_key="form9"), "value", "editions[0].form_key"),
    "no such day": (lambda d: d["editions"][0].update(published_on="2026-02-30"), "day", "editions[0].published_on"),
    "another format": (lambda d: d.update(format="pia-report/9"), "value", "format"),
    "no edition": (lambda d: d.update(editions=[]), "few", "editions"),
}
HOSTILE: dict[str, tuple[bytes, str]] = {
    "a key twice": (b'{"format": "pia-report/1", "format": "pia-report/1", "editions": []}', "twice"),
    "no number": (b'{"format": NaN}', "number"),
    "endless": (b'{"format": 1e999}', "number"),
    "thousands of digits": (b'{"format": ' + b"9" * 5000 + b"}", "number"),
    "half a character": (b'{"format": "\\ud800"}', "sign"),
    "deep": (b'{"format": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deep"),
    "cut": (_changed(lambda _: None)[:-9], "json"),
    "another encoding": ('{"format": "評価書"}'.encode("cp932"), "encoding"),
    "very many values": (b"[[" + b"0," * MOST_VALUES + b"0]]", "many"),
}
REFUSED = {name: (_changed(change), code, place) for name, (change, code, place) in WRONG.items()}
REFUSED |= {name: (content, code, "") for name, (content, code) in HOSTILE.items()}


@pytest.mark.parametrize(("content", "code", "place"), REFUSED.values(), ids=REFUSED)
def test_a_broken_document_is_refused_in_a_sentence_with_its_place(content: bytes, code: str, place: str) -> None:
    """The first place that is wrong, as a path into the document, in both languages."""
    reason = read_stored("x.json", content)
    assert isinstance(reason, Unread)
    assert (reason.code, reason.params.get("at", "")) == (f"data-{code}", place)
    for lang in LANGUAGES:
        sentence = Wording(lang).reason(reason)
        assert sentence != reason.code
        assert place in sentence


def test_what_a_person_need_not_say_is_worked_out() -> None:
    """The day, the timing, the item a row means, and what the form says of an item."""
    editions = read_stored("small.json", _changed(lambda _: None))
    assert isinstance(editions, list)
    (edition,) = editions
    name, outline = edition.items
    assert (name.label, name.status, outline.status) == (forms.load("form2-2024").items[6].label, "read", "blank")
    (row,) = edition.changes
    assert (str(row.changed_on), row.timing, row.row_no, row.outcome) == ("2025-03-03", "事後", 1, "item")
    assert row.item_ids == ("handling.name",)
    assert (edition.form, edition.source, len(edition.sha256)) == ("様式2", "small.json", 64)


def test_reports_without_groups_mean_the_same_without_what_was_worked_out() -> None:
    """The shipped 様式2 reports, cut down to what the schema needs, have rows of the same items."""
    editions, _ = read_all([DATA / "meguro-14", DATA / "tebiki-01"])
    document = json.loads(to_json(editions))
    for part, of in zip(
        document["editions"], [schema()["properties"]["editions"]["items"]] * len(editions), strict=True
    ):
        for key in ("items", "changes"):
            needed = of["properties"][key]["items"]["required"]
            part[key] = [{k: entry[k] for k in needed} for entry in part[key]]
    again = read_stored("x.json", json.dumps(document).encode())
    assert isinstance(again, list)
    assert [[r.item_ids for r in e.changes] for e in again] == [[r.item_ids for r in e.changes] for e in editions]
    assert sum(len(e.changes) for e in again) > 40


def test_convert_writes_the_format_and_takes_it_back(tmp_path: Path) -> None:
    """Also for the commands: the findings about the converted report are those about the printed one."""
    target = tmp_path / "report.json"
    assert run("convert", DATA / "meguro-14" / "2026-03-18.txt", target).exit_code == 0
    assert json_of(target.read_bytes())["format"] == NAME
    documents = [json.loads(run("audit", path, "--select", "PIA3", "--format", "json", "--lang", "en").stdout)
            for path in (target, DATA / "meguro-14" / "2026-03-18.txt")]  # fmt: skip
    prints = [[f["fingerprint"] for f in t["findings"]] for t in documents]
    assert prints[0] == prints[1] != []


def test_json_of_earlier_versions_is_still_read(tmp_path: Path) -> None:
    """As convert wrote it before the format had a name."""
    from pia_audit.readers.stored_editions import to_data

    (edition,) = read_all([DATA / "meguro-14"])[0]
    (tmp_path / "old.json").write_text(json.dumps({"pia_audit_editions": 1, "editions": [to_data(edition)]}))
    assert read_all([tmp_path / "old.json"])[0] == [edition]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_of_the_manual_is_read(lang: str) -> None:
    """As it stands on the page, which also explains every key that is needed."""
    page = document(f"{lang}/exchange.md")
    editions = read_stored("page.json", page.fenced("json")[0].encode())
    assert isinstance(editions, list)
    assert [r.item_ids for r in editions[0].changes] == [("handling.name",)]
    assert [i.kind for i in editions[0].items] == ["text", "choice"]
    edition = schema()["properties"]["editions"]["items"]
    needed = {key for part in (edition, *(edition["properties"][k]["items"] for k in ("items", "changes")))
              for key in part["required"]}  # fmt: skip
    assert all(f"`{key}`" in page.text for key in needed)
