"""The page as text: nothing in it can become a tag, the way back is exact, marks stand apart, sizes hold."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pages import DATA, HOSTILE, Made, made

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.compare.hunks import folded_changes
from pia_audit.messages.wording import Wording, catalogue
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.reports import redline
from pia_audit.reports import report as model
from pia_audit.reports.html import as_of, audit_page, page, timeline
from pia_audit.reports.html import markup as texts
from pia_audit.reports.html import page_data as material
from pia_audit.synthetic import generate

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [HOSTILE, "令和3年1月1日", "\r\n\t \u3000", "<b>&amp;</b>", "１　同左\n以下を追加", ""]
)


class _Read(HTMLParser):
    """What a browser would make of a piece of markup: its tags and its text, labels turned back into signs."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""
        self.sign = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.sign = tag == "span"
        if self.sign:
            self.text += chr(int(dict(attrs)["data-u"] or "", 16))

    def handle_endtag(self, tag: str) -> None:
        self.sign = self.sign and tag != "span"

    def handle_data(self, data: str) -> None:
        self.text += "" if self.sign else data


@given(ANY)
def test_marked_text_reads_as_it_was(text: str) -> None:
    """Whatever a text holds, its markup has no tag but the labels of unseen signs, and reads as the text."""
    read = _Read(str(texts.mark(text)))
    assert read.tags <= {"span"}
    assert read.text == texts.clean(text)


@given(ANY, ANY)
def test_both_sides_read_as_they_were(old: str, new: str) -> None:
    """Marking what differs changes no letter of either text."""
    for side, text in zip(texts.sides(old, new, None)[0], (old, new), strict=True):
        read = _Read(re.sub(r"[␣□⏎]", "", str(side)))
        assert read.tags <= {"span", "del", "ins"}
        assert re.sub(r"\s|[␣□⏎]", "", read.text) == re.sub(r"\s|[␣□⏎]", "", texts.clean(text))


@given(ANY, ANY)
def test_merged_holds_the_newer_text(old: str, new: str) -> None:
    """What is left of a redline without its removals is the newer text."""
    whole = texts.markup(redline.merged(texts.clean(old), texts.clean(new)))
    kept = re.sub(r"<del>.*?</del>", "", str(whole), flags=re.DOTALL)
    assert re.sub(r"\s|[␣□⏎]", "", _Read(kept).text) == re.sub(r"\s|[␣□⏎]", "", texts.clean(new))


def test_a_short_value_is_exchanged_whole() -> None:
    """The pieces of two numbers side by side would read as a third one."""
    shown = texts.change("1,000人以上1万人未満", "1万人以上10万人未満")
    assert shown == "<del>1,000人以上1万人未満</del><ins>1万人以上10万人未満</ins>"
    assert texts.change("令和3年度まで", "令和3年度末まで") == "令和3年度<ins>末</ins>まで"


def test_a_long_text_is_cut_where_nothing_differs() -> None:
    """Of two long texts the surroundings of the difference are shown, and that something is left out."""
    old, new = "前" * 500 + "旧" + "後" * 500, "前" * 500 + "新" + "後" * 500
    (left, right), whole = texts.sides(old, new)
    assert not whole
    assert "<del>旧</del>" in left
    assert "<ins>新</ins>" in right
    assert len(left) < 200
    assert left.count("…") == 2


@given(st.lists(ANY, min_size=2, max_size=6))
def test_the_way_back_is_exact(versions: list[str]) -> None:
    """Walking the steps from the newest text gives each older one exactly, as the page's script walks them."""
    newer = versions[0]
    for older in versions[1:]:
        at, outcome = 0, ""
        for start, end, text in [(a, b, older[c:d]) for a, b, c, d in folded_changes(newer, older)]:
            outcome += newer[at:start] + text
            at = end
        assert outcome + newer[at:] == older
        newer = older


@given(st.sets(st.dates(date(2014, 1, 1), date(2036, 1, 1)), max_size=150))
def test_days_stand_in_order_and_inside(days: set[date]) -> None:
    """However many days a history has, they stand on the line in their order, none outside and no two together."""
    at = timeline._positions(sorted(days))
    assert at == sorted(set(at))
    assert all(0 <= place <= 100 for place in at)


@given(st.lists(st.floats(2, 98).map(lambda number: round(number, 2)), max_size=40))
def test_marks_do_not_cover_each_other(xs: list[float]) -> None:
    """Marks that would stand on each other stand below each other."""
    marks = timeline._without_overlaps([timeline.Mark(place, 0, "after", "", "", "") for place in sorted(xs)])
    levels: dict[int, float] = {}
    for mark in marks:
        assert mark.x - levels.get(mark.y, -99) >= timeline._ROOM
        levels[mark.y] = mark.x


def test_breaks_and_untold_changes_are_drawn(sample: Made, editions: Made) -> None:
    """A chain that does not follow on is a broken stretch from the row before to the row that shows it, or to the end;
    what no row tells is a mark of its own that leads to its finding."""
    lines = {t.label: t for _, tracks in _timeline(sample).parts for t in tracks}
    gap = next(s for s in lines["1. 対象人数 いつ時点の計数か"].stretches if s.kind == "broken")
    marks = {m.words[:3]: m for m in lines["1. 対象人数 いつ時点の計数か"].marks}
    assert (gap.x1, gap.x2) == (marks["行25"].x, marks["行34"].x)
    assert marks["行34"].ring == "error"
    assert marks["行25"].shape == "after"
    open_end = lines["1. 対象人数 評価対象の事務の対象人数は何人か"].stretches[-1]
    assert (open_end.kind, open_end.x2) == ("broken", 100.0)
    untold = [m for _, tracks in _timeline(editions).parts for t in tracks for m in t.marks if m.shape == "untold"]
    assert len(untold) == 2
    assert all(m.href.startswith("r1f") and m.ring == "error" for m in untold)


def _timeline(report_page: Made) -> timeline.Timeline:
    report = model.build(report_page.result, "ja")
    return page._sections(report_page.result, report, Wording("ja"))[0].timeline


def test_japanese_is_named_on_an_english_page(sample: Made, sample_en: Made) -> None:
    """On an English page the report's own words say that they are Japanese, so that they are read out as such."""
    assert sample_en.text.count(' lang="ja"') > 200
    assert ' lang="ja"' not in sample.text.split("<head>")[1]


def test_policy_names_what_is_there(sample: Made) -> None:
    """The content security policy allows this style and this script by their hash and nothing else."""
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', sample.text)
    assert policy
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", sample.text, re.DOTALL)
        assert body
        sign = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{sign}&#39;" in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy[1]


def test_nothing_is_loaded(sample: Made, attack: Made) -> None:
    """No element of the page names anything outside it, and no attribute is a script or a style."""
    for report_page in (sample, attack):
        tags = re.findall(
            r"<[a-z][^<>]*>", report_page.text.split("<body>")[1].split('<script type="application/json"')[0]
        )
        assert not [t for t in tags if re.search(r'\s(?:src|srcset|action|style|on\w+)="', t)]
        assert all(t.startswith("#") for tag in tags for t in re.findall(r'\shref="([^"]*)"', tag))


def test_data_cannot_end_its_element(attack: Made) -> None:
    """The data for the script is JSON in which no text can close the element or open another."""
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', attack.text, re.DOTALL)
    assert match
    assert not re.search("[<>&]", match[1])
    assert json.loads(match[1])["past"]["r1"]["items"]


def test_every_word_is_in_both_languages() -> None:
    """Japanese and English have the same sentences with the same places for what goes into them."""
    ja, en = catalogue("ja", "html"), catalogue("en", "html")
    assert {s: set(ja[s]) for s in ja} == {s: set(en[s]) for s in en}
    for section in ja:
        for key in ja[section]:
            places = [sorted(set(re.findall(r"\{(\w+)\}", c[section][key]))) for c in (ja, en)]
            assert places[0] == places[1], f"{section}.{key}"


def test_verdict_says_what_limits_it(sample: Made, editions: Made) -> None:
    """At the top stand the counts, that all was read or not, and what one edition cannot show."""
    top = sample.text.split('class="findings"')[0]
    assert "確認を要する点が10件あります。" in top
    assert "ファイルはすべて読み取れました。" in top
    assert "判読不能の欄が9件あり" in top
    assert "版が一つだけのため" in top
    assert "3つの版を順に突き合わせました。" in editions.text


def test_unread_stands_at_the_top(attack: Made, several: Made) -> None:
    """A file that could not be read is named with the verdict and counted, and never called read."""
    top = attack.text.split('class="findings"')[0]
    assert "読み取れなかった所が1件あります。" in top
    assert "&lt;img src=x&gt;\\ud800.pdf: PDF が壊れているため読み取れません。" in top
    assert "folder/&lt;b&gt;scan&lt;/b&gt;.pdf" in several.text.split('id="reports"')[0]


def test_nothing_read_is_no_clean_result() -> None:
    """Where no report could be read the page says so and names the files."""
    result = audit(Corpus.of([]))
    text = audit_page(result, model.build(result, "ja", (Unread("a.pdf", "pdf-broken"),)))
    assert "読み取れた評価書はありません。" in text
    assert "確認を要する点は見つかりませんでした" not in text
    assert "a.pdf: PDF が壊れているため" in text


def test_suppressed_findings_stand_apart(attack: Made) -> None:
    """A finding somebody waved is shown in its own part with the reason, outside the counts and the filter."""
    aside = attack.text.split('class="group aside"')[1].split("</details>")[0]
    assert aside.count("令和元年") >= 1
    assert "理由: &lt;b&gt;&lt;script&gt;" in aside
    assert "data-c=" not in aside


def test_baseline_is_shown(sample: Made) -> None:
    """Where the model knows whether a finding is new since last time, the page shows and filters it."""
    report = model.build(sample.result, "ja")
    known = tuple(replace(f, baseline="new") for f in report.findings)
    text = audit_page(sample.result, replace(report, findings=known))
    assert f"新規の指摘が{len(known)}件、継続の指摘が0件、解消した指摘が0件" in text
    assert text.count('data-b="new"') == len(known)
    assert 'name="b"' in text


def test_differences_have_their_status(editions: Made) -> None:
    """With several editions the page shows each difference, its rows and whether they account for it."""
    part = editions.text.split('id="r1d"')[1].split("</section>")[0]
    for word in ("行なし", "一部のみ行あり", "行あり", "引用が不一致"):
        assert f">{word}</span>" in part
    assert 'href="#m-untold"' in editions.text.split('class="tracks"')[1]


def test_many_reports_show_what_there_is_to_check(several: Made) -> None:
    """On very many reports each has its findings, and the page says what it leaves out and how to see it."""
    counted = re.findall(r'<details class="report" id="r\d+">', several.text)
    assert len(counted) == 8
    assert several.text.count('<li class="card') == several.result.findings.height
    assert several.text.count("この評価書だけを検査すると、すべて表示されます。") == 8
    assert 'class="past"' not in several.text


def test_a_thousand_findings_stay_about_a_megabyte(sample: Made) -> None:
    """A page of 1,000 findings like those of the real report, with its text and its rows, is about 1 MB."""
    report = model.build(sample.result, "ja")
    times = 1000 // len(report.findings) + 1
    many = tuple(replace(f, fingerprint=f"{n:04d}{f.fingerprint[4:]}") for n in range(times) for f in report.findings)[
        :1000
    ]
    assert len(audit_page(sample.result, replace(report, findings=many)).encode()) < 1_060_000


def test_same_audit_same_page() -> None:
    """The page holds no time, no random sign and no order that depends on the run."""
    editions = generate(5, editions=2, faults=["broken_chain"]).editions
    result = [audit(Corpus.of(editions)) for _ in range(2)]
    first, second = (audit_page(r, model.build(r, "ja")) for r in result)
    assert first == second


def test_rows_without_a_day_or_an_item(sample_path: Path, tmp_path: Path) -> None:
    """Rows whose date or item could not be made out are in the table of rows, and the timeline stands without them."""
    edition = pia_audit.read(sample_path)
    rows = tuple(
        replace(r, changed_on=None, changed_on_text="不明") if r.row_no == 3
        else replace(r, item_ids=(), quotes=(), label="どこにもない項目") if r.row_no == 9
        else replace(r, before=None, quotes=tuple(replace(q, before=None) for q in r.quotes)) if r.row_no == 12 else r
        for r in edition.changes
    )  # fmt: skip
    report_page = made([replace(edition, changes=rows, published_on=None)], tmp_path / "page.html")
    assert report_page.text.count('<tr id="r1w') == 37
    assert "どこにもない項目" in report_page.text
    assert "項目を特定できない行" in report_page.text
    assert report_page.text.count("判読不能") > 0


def test_days_between_editions_come_from_the_later_one() -> None:
    """The days one can go back to are each once, newest first, with every edition as printed among them."""
    editions = generate(11, editions=3, changes=(2, 3)).editions
    result = audit(Corpus.of(editions))
    from pia_audit.reports.html.page_data import gather

    (material,) = gather(result.corpus, whole=True).values()
    points = as_of._points(material)
    days = [p.day or date.min for p in points]
    assert days == sorted(days, reverse=True)
    assert [p.day for p in points if p.printed] == [e.published_on for e in reversed(editions)]


@pytest.mark.parametrize("arguments", [["audit", "data/meguro-14/2026-03-18.txt"], ["reconcile", "data/tebiki-01"]])
def test_the_command_writes_it(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--format html -o FILE`` writes the page of ``audit`` and of ``reconcile``, and the exit status stays."""
    monkeypatch.chdir(DATA.parent)
    target = tmp_path / "報告.html"
    assert run(*arguments, "--format", "html", "-o", target).exit_code == 1
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>\n")
    assert text.endswith("</html>\n")
    assert "pia_audit が作成しました" in text


def test_both_sides_show_the_same_place() -> None:
    """Where one text has a word more, the other shows the surroundings of the place it is missing from."""
    head, tail = "あ" * 300, "い" * 300
    (left, right), complete = texts.sides(f"{head}{tail}", f"{head}表{tail}")
    assert not complete
    assert "<ins>表</ins>" in right
    for text in (left, right):
        assert "あ" * 24 in text
        assert "い" * 24 in text
        assert len(text) < 200
    (left, _), _ = texts.sides(head, head + "表")
    assert str(left).endswith("あ" * 24)


def test_a_text_stands_beside_its_place(sample: Made) -> None:
    """Each of the two texts names where it stands; a place is not said again below them."""
    card = sample.text.split('id="r1f1"')[1].split("<li")[0]
    assert card.count("109行目・4列目") == card.count("57行目・2列目") == 1
    assert card.index("109行目・4列目") < card.index("57行目・2列目")
    assert '<p class="place"><code>' in card


def test_a_text_the_message_quotes_is_not_repeated(sample: Made) -> None:
    """PIA108 names the one word it is about in its message, and shows no second time what it says."""
    (card,) = (c for c in sample.text.split('<li class="card')[1:] if "「令和1年」は" in c and "行4" in c)
    assert '<dl class="sides">' not in card.split('<p class="place">')[0]


@pytest.mark.parametrize(
    ("label", "section", "name"),
    [
        ("Ⅰ 関連情報 1. 事務 ①事務の名称", "Ⅰ 関連情報", "1. 事務 ①事務の名称"),
        ("（別添１）事務の内容 （備考）", "（別添１）事務の内容", "（備考）"),
        ("評価書名", "", "評価書名"),
    ],
)
def test_an_annex_is_no_cover(label: str, section: str, name: str) -> None:
    """Items of an annex stand under its heading; only those of the cover have no part of the form."""
    item = material.PrintedItem("any", label, None, "blank")
    assert (item.section, item.name) == (section, name)


def test_matters_come_first_and_say_what_a_rule_rests_on_once(sample: Made) -> None:
    """Findings stand before the timeline, in the matters' order; a rule's basis stands in its first matter alone."""
    assert sample.text.index('class="findings"') < sample.text.index('class="timeline')
    assert re.findall(r'<details class="matter (\w+)" id="(r1m\d+)"', sample.text)[:2] == [
        ("error", "r1m1"), ("error", "r1m2"),
    ]  # fmt: skip
    (basis,) = {f.basis for f in model.build(sample.result, "ja").findings if f.rule == "PIA407"}
    assert sample.text.count(basis) == 1


def test_a_row_is_shown_with_its_label_and_both_texts(sample: Made) -> None:
    """A row has its label as typed, its day in the era's years too, and both texts whole where the change is cut."""
    row = sample.text.split('id="r1w9"')[1].split("</tr>")[0]
    assert "I 関連情報 3. 個人番号の利用 ②法令上の根拠" in row
    assert "令和3年9月1日" in row
    (change,) = (r for r in sample.result.corpus.changes.iter_rows(named=True) if r["row_no"] == 9)
    whole = html.unescape(re.sub(r"<[^>]+>|[␣□⏎]", "", row.split('<dl class="sides">')[1]))
    for text in (change["before"], change["after"]):
        assert re.sub(r"\s", "", texts.clean(text)) in re.sub(r"\s", "", whole)
    assert '<details class="uncut">' not in sample.text.split('id="r1w4"')[1].split("</tr>")[0]


def test_lost_ticks_are_one_line(sample: Made) -> None:
    """Boxes that a conversion lost are one sentence with the items' short names; each finding is folded under it."""
    (part,) = (m for m in sample.text.split('<details class="matter') if "判読不能の欄が9件あります。" in m[:1500])
    line = part.split('<p class="why">')[1].split("</p>")[0]
    assert line.count("<a ") == 9
    assert part.index('<details class="rest bare">') < part.index('<li class="card"')
    assert part.count('<li class="card"') == 9


def test_the_matters_of_each_report_stand_at_its_top(several: Made) -> None:
    """Before its findings, each with a way to it."""
    reports = several.text.split('<details class="report"')[1:]
    for part in reports:
        anchors = re.findall(r'<details class="matter \w+" id="([^"]+)"', part)
        head = part.split('class="findings"')[0]
        assert re.findall(r'<a href="#(r\d+m\d+)">', head) == anchors[:20]
    assert any('<ol class="matters">' in part for part in reports)


def test_reports_are_ranked(several: Made) -> None:
    """Of several reports the one with more errors stands first."""
    errors = [int(n) for n in re.findall(r'</td><td class="n(?: error)?">(\d+)</td><td class="n(?: warning)?">\d+</td>'
                                         r'<td class="n(?: info)?">\d+</td></tr>', several.text)]  # fmt: skip
    assert len(errors) == 8
    assert several.text.count('class="errs"') == sum(n > 0 for n in errors)
    anchors = re.findall(r'<th scope="row"><a href="#(r\d+)">', several.text)
    assert re.findall(r'<details class="report" id="(r\d+)">', several.text) == anchors
