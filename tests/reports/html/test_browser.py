"""The page in a real browser: quiet, asking for nothing, usable by mouse and by keyboard, readable for everybody.

What a click, a key or a change of the device does is waited for (``expect``, ``_settled``), never read once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pages import HOSTILE, LONG, Made, Opened
from playwright.sync_api import expect

from pia_audit.history import views

Look = Callable[..., Opened]

_TEXTS = """() => Object.fromEntries([...document.querySelectorAll('.items tr[id]')].map(row => {
    const cell = row.cells[1].cloneNode(true);
    cell.querySelectorAll('.w, del').forEach(n => n.remove());
    return [row.id, [cell.textContent, row.cells[2] ? row.cells[2].textContent : '']];
}))"""


def _settled(page: Any, number: int) -> None:
    """Wait until so many findings are shown: typing is taken up with a short delay."""
    expect(page.locator(".card[data-c]:not([hidden])")).to_have_count(number)


def _stands_at(page: Any, number: int) -> None:
    """Wait until the report is shown as on the day of that number (0 = as it stands) and the page says so."""
    select = page.locator(".past .day")
    expect(select).to_have_js_property("selectedIndex", number)
    day = select.evaluate("(s, n) => s.options[n].textContent", number)
    expect(page.locator(".past .shown")).to_contain_text(day if number else "今の記載")


@pytest.mark.parametrize("name", ["decided", "large", "editions", "several", "few", "attack"])
def test_quiet_and_asking_for_nothing(name: str, look: Look, request: pytest.FixtureRequest) -> None:
    """No page writes an error, none makes a request beyond its own file, none is wider than a phone."""
    report: Made = request.getfixturevalue(name)
    for width in (1280, 390):
        opened = look(report, width=width)
        opened.page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert opened.page.evaluate("() => document.documentElement.scrollWidth") == width
        assert opened.complaints == []
        assert opened.requests == [report.path.as_uri()]


@pytest.mark.parametrize("name", ["sample", "large"])
def test_filter_by_mouse(name: str, look: Look, request: pytest.FixtureRequest) -> None:
    """Severity, rule and words each leave the findings they should, the count is told, and one button clears all."""
    report: Made = request.getfixturevalue(name)
    page = look(report).page
    severities = report.result.findings.get_column("severity").to_list()
    rules = report.result.findings.get_column("rule").to_list()
    page.get_by_label("注意", exact=True).uncheck()
    _settled(page, len(severities) - severities.count("warning"))
    page.get_by_role("button", name="条件を消す").click()
    _settled(page, len(severities))
    page.get_by_label("規則", exact=True).select_option(rules[0])
    _settled(page, rules.count(rules[0]))
    expect(page.locator("#shown")).to_contain_text(f"のうち{rules.count(rules[0])}件")
    page.get_by_label("規則", exact=True).select_option("")
    _settled(page, len(severities))
    quiet = next(r for r in rules if r != "PIA302")  # which the message of another finding names
    page.get_by_label("語句").fill(quiet.lower())
    _settled(page, rules.count(quiet))


@pytest.mark.parametrize("name", ["sample", "large"])
def test_filter_by_keyboard(name: str, look: Look, request: pytest.FixtureRequest) -> None:
    """The same without a mouse: from the skip link to the filter by Tab, a space and some letters."""
    report: Made = request.getfixturevalue(name)
    page = look(report).page
    severities = report.result.findings.get_column("severity").to_list()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator(".findings > h2").evaluate("h => { h.tabIndex = -1; h.focus(); }")
    boxes = sorted(set(severities), key=["error", "warning", "info"].index)
    for _ in boxes:
        page.keyboard.press("Tab")
    expect(page.locator("#filter :focus")).to_have_value(boxes[-1])
    page.keyboard.press("Space")
    _settled(page, len(severities) - severities.count(boxes[-1]))
    page.keyboard.press("Tab")
    page.keyboard.type("この語はどこにもない")
    _settled(page, 0)


def test_lost_boxes_are_one_line_and_found(decided: Made, look: Look) -> None:
    """What they have in common is one line, each finding is folded; a search opens the one that fits."""
    page = look(decided).page
    matter = page.locator(".matter").filter(has_text="判読不能の欄が9件あります。")
    assert matter.locator(".card").count() == 9
    assert matter.locator(".card:visible").count() == 0
    page.get_by_label("語句").fill("9. 監査 実施の有無")
    _settled(page, 1)
    expect(matter.locator(".card:visible")).to_have_count(1)
    expect(page.locator(".matter:visible")).to_have_count(1)


def test_decisions_stand_beside_their_findings(decided: Made, look: Look) -> None:
    """Whose day has passed says so; one that stands is quiet; the one gone stale is listed; all as text."""
    page = look(decided).page
    notes = page.locator(".matter .card .decided")
    assert notes.count() == 2
    assert page.locator(".card .decided.late b").all_text_contents() == ["期限を過ぎています。"]
    assert page.locator(".group.aside .card .decided").count() == 1
    assert page.locator(".group.aside .notes li").count() == 3
    assert HOSTILE[:40] in notes.first.text_content()
    assert page.title() != "taken"


def test_the_past_is_the_replay(sample: Made, look: Look) -> None:
    """For every day one can pick, each item's text and trust in the page are those that replay gives."""
    page = look(sample).page
    corpus = sample.result.corpus
    order = corpus.items.sort("seq").get_column("item_id").to_list()
    select = page.get_by_label("いつの記載を見るか")
    trusts = {"verified": "変更箇所で確認", "near": "ほぼ一致", "resynced": "行の記載による",
              "assumed": "変更の記録なし"}  # fmt: skip
    days = [d for d in corpus.changes.get_column("changed_on").unique().to_list() if d < date(2026, 3, 18)]
    for day in days:
        select.select_option(label=f"{day} 時点（変更箇所から復元）")
        shown = page.evaluate(_TEXTS)
        for row in views.as_of(corpus, day).iter_rows(named=True):
            if row["item_id"] == "cover.published_on":
                continue
            text, trust = shown[f"r1i{order.index(row['item_id'])}"]
            if row["status"] == "read":
                assert text == row["text"], (day, row["item_id"])
            assert trust == trusts[row["trust"]], (day, row["item_id"])
    assert len(days) == 7


@pytest.mark.parametrize("name", ["sample", "large"])
def test_past_by_mouse_and_by_keyboard(name: str, look: Look, request: pytest.FixtureRequest) -> None:
    """A day is picked with the buttons or with the keys alone; what changed on it is marked and counted."""
    page = look(request.getfixturevalue(name)).page
    now = page.evaluate(_TEXTS)
    page.get_by_role("button", name="前へ").click()
    _stands_at(page, 1)
    page.get_by_label("いつの記載を見るか").focus()
    page.keyboard.press("ArrowDown")
    _stands_at(page, 2)
    moved = page.locator(".items tr.moved").count()
    assert moved > 0
    expect(page.locator(".past .shown")).to_contain_text(f"変わった項目 {moved}件")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _stands_at(page, 3)
    page.get_by_label("この日に変わった項目だけ").check()
    expect(page.locator(".items tr[id]:visible")).to_have_count(page.locator(".items tr.moved").count())
    for number in (2, 1, 0):
        page.get_by_role("button", name="次へ").click()
        _stands_at(page, number)
    assert page.evaluate(_TEXTS) == now


@pytest.mark.parametrize("name", ["sample", "large", "several"])
def test_nothing_moves_under_the_reader(name: str, look: Look, request: pytest.FixtureRequest) -> None:
    """The page is laid out once: scrolling to its end and back moves no part, so that a click lands."""
    page = look(request.getfixturevalue(name)).page
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    drawn = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    heights = "() => [...document.querySelectorAll('section, .report, .card')].map((e) => e.offsetHeight)"
    page.evaluate(drawn)
    before = page.evaluate(heights)
    for share in (0.25, 0.5, 1, 0):
        page.evaluate("(share) => scrollTo(0, share * document.documentElement.scrollHeight)", share)
        page.evaluate(drawn)
    assert page.evaluate(heights) == before


def test_past_of_editions_is_as_published(editions: Made, look: Look) -> None:
    """A day on which an edition was published shows that edition, not what the rows say of it."""
    page = look(editions).page
    corpus = editions.result.corpus
    first = corpus.editions.sort("published_on").row(0, named=True)
    page.get_by_label("いつの記載を見るか").select_option(label=f"{first['published_on']} 公表の版（印刷のとおり）")
    shown = [text for text, _ in page.evaluate(_TEXTS).values()]
    printed = corpus.items.filter(edition_id=first["edition_id"], status="read").get_column("text").to_list()
    assert set(printed) <= set(shown)


def test_blame_by_focus(sample: Made, look: Look) -> None:
    """A passage that a row wrote tells the row, its date and its timing when it is reached by keyboard."""
    page = look(sample).page
    passage = page.locator(".items a.b").first
    passage.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(passage).to_be_focused()
    words = passage.locator(".w")
    expect(words).to_be_visible()
    assert words.text_content() == "行1（2020-03-03 事後）"
    assert words.bounding_box()["width"] > 40


def test_marks_lead_to_findings_and_rows(sample: Made, look: Look) -> None:
    """Every mark of the timeline leads to something on the page, which is opened and gets the focus."""
    page = look(sample).page
    assert page.evaluate("() => [...document.querySelectorAll('a[href^=\"#\"]')]"
                         ".filter(a => !document.getElementById(a.hash ? a.hash.slice(1) : a.href.baseVal.slice(1)))"
                         ".length") == 0  # fmt: skip
    page.locator(".tracks svg a").first.focus()
    expect(page.locator("#tip")).to_be_visible()
    page.locator(".tracks svg a[aria-label*=PIA701]").first.press("Enter")
    expect(page.locator("details[open] .card:focus")).to_be_visible()


def test_without_scripts(sample: Made, large: Made, look: Look) -> None:
    """With scripts off the text, the findings and the rows stand there, and no control that would do nothing."""
    for report in (sample, large):
        page = look(report, java_script_enabled=False).page
        assert page.locator(".filter, .days, .tools").evaluate_all("all => all.every(e => e.hidden)")
        assert page.locator(".card").count() == report.result.findings.height
        assert page.locator(".rows tbody tr").count() == report.result.corpus.changes.height
        assert page.locator(".items tr[id]").count() == report.result.corpus.items.height


_ALIKE = "tbody tr:nth-child(n+6), .card:nth-child(n+4), .timeline li:nth-child(n+6), .report ~ .report ~ .report"
"""What repeats what stands above it: looking at the colours of every row takes most of the time, and finds nothing."""


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("decided", "light"), ("decided", "dark"), ("sample_en", "light"), ("editions", "dark"), ("several", "light"),
     ("few", "dark")],
)  # fmt: skip
def test_accessible(name: str, scheme: str, look: Look, request: pytest.FixtureRequest) -> None:
    """axe finds nothing in either light, in Japanese and English, with everything opened and a past day shown; of one
    page all, of the others without what repeats itself."""
    from axe_playwright_python.sync_playwright import Axe

    page = look(request.getfixturevalue(name), color_scheme=scheme, bypass_csp=True).page
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    if name == "decided":
        page.locator(".past .day").select_option(index=3)
    if (name, scheme) != ("decided", "light"):
        page.evaluate("alike => document.querySelectorAll(alike).forEach(e => e.remove())", _ALIKE)
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in violations] == []


def test_hostile_texts_stay_texts(attack: Made, look: Look) -> None:
    """What looks like a tag, a formula, an end of data or a turned line is read on the page letter by letter."""
    opened = look(attack)
    page = opened.page
    assert page.locator("img, iframe, object, b img").count() == 0
    assert "taken" not in page.title().split('"')[0]
    visible = HOSTILE.replace("\u202e", "U+202E").replace("\u202c", "U+202C").replace("\u200f", "U+200F")
    shown = page.evaluate(_TEXTS)
    assert visible.replace("\x07", "U+0007") + LONG in [text for text, _ in shown.values()]
    page.locator(".past .day").select_option(index=3)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 1280
    assert opened.complaints == []


def test_index_sorts(several: Made, look: Look) -> None:
    """The list of reports sorts by each heading, both ways, and says so to a screen reader."""
    page = look(several).page
    button = page.locator("#reports").get_by_role("button", name="エラー")
    sorted_by = page.locator("#reports [aria-sort]")
    button.press("Enter")
    expect(sorted_by).to_have_attribute("aria-sort", "descending")
    counts = page.locator("#reports tbody tr").evaluate_all("rows => rows.map(r => Number(r.cells[7].textContent))")
    assert counts == sorted(counts, reverse=True)
    button.click()
    expect(sorted_by).to_have_attribute("aria-sort", "ascending")
    page.locator("#reports a").first.click()
    expect(page.locator(".report[open]:focus")).to_be_visible()


def test_light_and_dark_by_hand(sample: Made, look: Look) -> None:
    """The switch overrides what the device prefers, in both directions."""
    white = "rgb(255, 255, 255)"
    for preferred, chosen in (("dark", "light"), ("light", "dark")):
        page = look(sample, color_scheme=preferred).page
        body = expect(page.locator("body"))
        (body.to_have_css if preferred == "light" else body.not_to_have_css)("background-color", white)
        page.get_by_label("表示の明るさ").select_option(chosen)
        (body.to_have_css if chosen == "light" else body.not_to_have_css)("background-color", white)


def test_print(sample: Made, look: Look) -> None:
    """Printed, the page hides what only works on a screen, opens what is folded and stays within A4."""
    page = look(sample).page
    page.emulate_media(media="print")
    expect(page.locator(".filter:visible, .days:visible, .tools:visible")).to_have_count(0)
    expect(page.locator(".matter.info .card").first).to_be_visible()
    page.set_viewport_size({"width": 703, "height": 1000})
    expect(page.locator("html")).to_have_js_property("clientWidth", 703)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 703
    assert page.evaluate("() => getComputedStyle(document.querySelector('.tracks tr')).display") == "table-row"
    ends = "(all) => all.map((t) => t.getBoundingClientRect()).map((b) => [b.left, b.right])"
    days = page.locator(".axis text:not(.year)").evaluate_all(ends)
    assert len(days) == 8
    assert all(right <= left for (_, right), (left, _) in itertools.pairwise(days))
    pair = page.locator(".sides").first.locator("div")
    first, second = pair.nth(0).bounding_box(), pair.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


def test_what_is_on_no_item_is_said_once(sample: Made, look: Look) -> None:
    """A finding on a row and on no item, such as a gap between editions, is on the axis; no item's line has it."""
    page = look(sample).page
    words = page.locator(".tracks [aria-label]").evaluate_all("(all) => all.map((e) => e.getAttribute('aria-label'))")
    mentions = [w for w in words if "PIA701" in w]
    gaps = sample.result.findings.filter(rule="PIA701").height
    assert len(mentions) == gaps == 3
    assert page.locator(".axis [aria-label*=PIA701]").count() == gaps
    page.locator(".axis a").first.click()
    target = page.locator(":target")
    expect(target).to_have_class("card")
    expect(target).to_be_visible()


def test_the_verdict_names_what_to_look_at_first(sample: Made, look: Look) -> None:
    """The gravest findings stand in the verdict by name, each leads to its card, and the rest is counted."""
    page = look(sample).page
    links = page.locator(".verdict .matters a")
    assert links.count() == 12
    assert links.first.text_content() == "最後の変更後が本文と異なる"
    for n in range(links.count()):
        links.nth(n).click()
        target = page.locator(f":target{links.nth(n).get_attribute('href')}")
        expect(target).to_be_visible()
        expect(target).to_be_focused()
    named = page.locator(".verdict .matters li").all_text_contents()
    assert "行34・35" in named[1]


def test_tiles_filter_and_the_address_keeps_it(sample: Made, look: Look) -> None:
    """A tile leaves its severity alone, a second time all; the address opens the page so again."""
    page = look(sample).page
    severities = sample.result.findings.get_column("severity").to_list()
    tile = page.locator(".tiles").get_by_role("button", name="エラー")
    tile.click()
    _settled(page, severities.count("error"))
    expect(tile).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("#?s=error")
    page.get_by_label("語句").fill("1,000人以上")
    _settled(page, 1)
    page.reload()
    _settled(page, 1)
    expect(page.get_by_label("語句")).to_have_value("1,000人以上")
    page.get_by_role("button", name="条件を消す").click()
    _settled(page, len(severities))
    assert "#" not in page.url
    tile.click()
    tile.click()
    _settled(page, len(severities))


def test_on_and_back_by_key(sample: Made, look: Look) -> None:
    """J goes to the next matter and K back, folded ones are opened; the bar and the rail tell where one is; typing in a
    field moves nothing, and the keys can be turned off."""
    page = look(sample, width=1440).page
    standing, here = page.locator("#standing"), page.locator(".rail [aria-current]")
    for key, number in (("j", 1), ("j", 2), ("J", 3), ("k", 2)):
        page.keyboard.press(key)
        expect(standing).to_have_text(f"{number} / 12")
        expect(here).to_contain_text("前後の変更がつながらない" if number == 2 else "")
    expect(page.locator(".matter summary:focus")).to_contain_text("行34・35")
    for _ in range(20):
        page.keyboard.press("j")
    expect(standing).to_have_text("12 / 12")
    expect(page.locator(".matter").last.locator(".card").first).to_be_visible()
    expect(page.locator('.jump [aria-current="true"]')).to_have_text("指摘")
    page.get_by_label("語句").press_sequentially("jk")
    expect(page.get_by_label("語句")).to_have_value("jk")
    page.get_by_role("button", name="条件を消す").click()
    page.get_by_label("J・K キーで次・前へ").uncheck()
    page.locator("#main").focus()
    before = page.evaluate("() => scrollY")
    page.keyboard.press("k")
    assert page.evaluate("() => scrollY") == before


def test_a_finding_is_copied_as_text(sample: Made, look: Look) -> None:
    """Title, item in full, both texts whole with what and where they are, the message, what to do next, the sign."""
    page = look(sample, permissions=["clipboard-read", "clipboard-write"]).page
    page.locator(".card").first.get_by_role("button", name="文章でコピー").click()
    expect(page.locator(".card").first.get_by_role("button", name="コピーしました")).to_be_visible()
    text = page.evaluate("() => navigator.clipboard.readText()")
    sign = sample.result.findings.filter(rule="PIA302").item(0, "fingerprint")
    assert text.split("\n") == [
        "最後の変更後が本文と異なる［PIA302］",
        "行6 2020-12-03（令和2年12月3日） 事後 Ⅱ しきい値判断項目 1. 対象人数 評価対象の事務の対象人数は何人か",
        "行6（2020-12-03）変更後 109行目・4列目: 1万人以上10万人未満",
        "本文 57行目・2列目: 1,000人以上1万人未満",
        "要確認: この項目の最後の変更である行6の変更後の記載が、現在の本文と一致しません。"
        "合わないところ: 選択「1万人以上10万人未満」→「1,000人以上1万人未満」。",
        "次に行うこと 公表されている評価書で本文と変更箇所の両方をご確認ください。",
        f"照合記号 {sign}",
    ]


def test_reports_are_searched(several: Made, look: Look) -> None:
    """Words and a box leave the reports they should in the list and below it, and the address keeps them."""
    page = look(several).page
    rows, reports = page.locator("#reports tbody tr"), page.locator(".report")
    first = rows.first.locator("td").nth(1).text_content() or ""
    page.get_by_label("評価書を探す").fill(f"{rows.first.locator('th').text_content()} {first}")
    shown = page.locator("#reports tbody tr:not([hidden])")
    expect(shown).not_to_have_count(8)
    expect(page.locator(".report:not([hidden])")).to_have_count(shown.count())
    page.get_by_label("評価書を探す").fill("どこにもない評価書")
    expect(page.locator("#found")).to_contain_text("8件のうち0件")
    page.get_by_label("評価書を探す").fill("")
    page.get_by_label("エラーのあるものだけ").check()
    expect(page.locator("#reports tbody tr:not([hidden])")).to_have_count(page.locator("tr.errs").count())
    assert page.url.endswith("#?errors=1")
    page.reload()
    expect(page.get_by_label("エラーのあるものだけ")).to_be_checked()
    assert rows.count() == reports.count() == 8
