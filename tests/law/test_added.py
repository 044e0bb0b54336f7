"""A newer text of the law carried in as an e-Gov XML: read with its spans, checked, laid beside what is shipped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from bounded import bounded
from commands import run

from pia_audit.audits.run import audit
from pia_audit.law import added, egov, tables
from pia_audit.law.egov import LawError
from pia_audit.law.known_tables import table
from pia_audit.law.tables import NETWORK, QUASI, TABLE
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.reports import law_text
from pia_audit.rules.examples import edition

DIGITS = "〇一二三四五六七八九"
ID9, ID = "506M60000808009", "425AC0000000027"
DAY = date(2026, 10, 1)
HEAD9 = (
    '<Law Era="Reiwa" Year="6" Num="9" LawType="MinisterialOrdinance" Lang="ja">'
    "<LawNum>令和六年デジタル庁・総務省令第九号</LawNum>"
)
HEAD = '<Law Era="Heisei" Year="25" Num="27" LawType="Act" Lang="ja"><LawNum>平成二十五年法律第二十七号</LawNum>'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the user's own that is empty at first."""
    monkeypatch.setenv(tables.FOLDER, str(tmp_path / "law"))
    tables.forget()
    yield tmp_path / "law"
    monkeypatch.undo()
    tables.forget()


def kanji(number: str) -> str:
    """An item's number as the law writes it: 二十の二."""
    parts = []
    for part in map(int, number.split("の")):
        hundreds, tens, ones = part // 100, part // 10 % 10, part % 10
        text = "" if not hundreds else ("百" if hundreds == 1 else DIGITS[hundreds] + "百")
        text += "" if not tens else ("十" if tens == 1 else DIGITS[tens] + "十")
        parts.append(text + (DIGITS[ones] if ones else ""))
    return "の".join(parts)


def column(text: str, down: int = 1) -> str:
    """A cell of a table, over several rows where it spans them."""
    span = f' rowspan="{down}"' if down > 1 else ""
    return f'<TableColumn BorderTop="solid"{span}><Sentence Num="1">{escape(text)}</Sentence></TableColumn>'


def network_rows(changes: dict[str, list[tuple[str, str]] | None]) -> str:
    """The shipped table of the order as e-Gov sets it, with other cells for some items (``None``: taken out)."""
    rows = [column("項") + column("情報照会者") + column("事務") + column("情報提供者") + column("利用特定個人情報")]
    here = dict(tables.shipped(NETWORK).on(date(2026, 7, 1)))
    for number, entry in here.items():
        cells = [(c.holder, "又は".join(c.information)) for c in entry.cells]
        cells = changes.get(number, cells) or []
        if number in changes and changes[number] is None:
            continue
        if entry.deleted:
            rows.append(column(kanji(number)) + column("削除"))
            continue
        what = f"{entry.law}による{entry.process.rstrip('…')}に関する事務であって第四条で定めるもの"
        head = column(kanji(number), len(cells)) + column(entry.holder, len(cells)) + column(what, len(cells))
        for nth, (holder, information) in enumerate(cells):
            rows.append((head if nth == 0 else "") + column(holder) + column(information))
    return "".join(f"<TableRow>{row}</TableRow>" for row in rows)


def order9(changes: dict[str, list[tuple[str, str]] | None] | None = None) -> str:
    """The order's XML as e-Gov hands it out."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{HEAD9}<LawBody><LawTitle>命令</LawTitle><MainProvision>'
        '<Article Num="1"><Paragraph Num="1"><Sentence>趣旨</Sentence></Paragraph></Article>'
        '<Article Num="2"><Paragraph Num="1"><TableStruct><Table WritingMode="vertical">'
        f"{network_rows(changes or {})}</Table></TableStruct></Paragraph></Article></MainProvision></LawBody></Law>"
    )


def act(changes: dict[str, str | None] | None = None) -> str:
    """The Act's XML with its 別表."""
    rows = [column("項") + column("個人番号利用事務実施者") + column("事務")]
    for number, entry in tables.shipped(TABLE).on(date(2026, 7, 1)).items():
        law = (changes or {}).get(number, entry.law)
        if law is not None:
            what = f"{law}による{entry.process.rstrip('…')}に関する事務であって主務省令で定めるもの"
            rows.append(column(kanji(number)) + column(entry.holder) + column(what))
    body = "".join(f"<TableRow>{row}</TableRow>" for row in rows)
    return (
        f'{HEAD}<LawBody><LawTitle>番号法</LawTitle><MainProvision/><AppdxTable Num="1">'
        "<AppdxTableTitle>別表<Ruby>（第九条関係）</Ruby></AppdxTableTitle><TableStruct><Table>"
        f"{body}</Table></TableStruct></AppdxTable></LawBody></Law>"
    )


def kept(folder: Path, text: str, name: str = f"{ID9}_20261001_508M60000808001.xml") -> Path:
    """The text in a file of that name."""
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_newer_text_goes_on_where_the_shipped_one_ends(folder: Path) -> None:
    """Items that are alike stay as they were, one that changed and one that is new begin on the text's day."""
    more = [
        ("都道府県知事等（以下同じ。）", "生活保護関係情報（次号において「保護」という。）又は児童扶養手当関係情報"),
        ("市町村長", "住民票関係情報"),
    ]
    path = kept(folder, order9({"17": more, "20の2": None}))
    addition = added.add(path, until=date(2026, 12, 31))
    assert (addition.table, addition.day, addition.until, addition.law_id) == (NETWORK, DAY, date(2026, 12, 31), ID9)
    one, shipped = table(NETWORK), tables.shipped(NETWORK)
    last = date(2026, 7, 1)
    assert {n: e._replace(to=None) for n, e in one.on(last).items()} == shipped.on(last)
    now = one.on(DAY)
    assert "20の2" not in now
    assert [(c.holder, c.information) for c in now["17"].cells] == [
        ("都道府県知事等", ("生活保護関係情報", "児童扶養手当関係情報")), ("市町村長", ("住民票関係情報",)),
    ]  # fmt: skip
    by_law = {n: e for n, e in shipped.on(last).items() if e.law.endswith(("法", "法律"))}
    assert {n for n, e in by_law.items() if e != now.get(n)} == {"17", "20の2"}
    assert one.provided(DAY, "都道府県知事等", "生活保護関係情報").listed - shipped.provided(
        date(2026, 7, 1), "都道府県知事等", "生活保護関係情報"
    ).listed == {"17"}


def test_between_the_texts_nothing_is_known(folder: Path) -> None:
    """After the shipped text's last day and before the newer one's day no citation is judged."""
    added.add(kept(folder, order9()))
    one = table(NETWORK)
    assert [one.knows(date(2026, month, 1)) for month in (7, 8, 9, 10)] == [True, False, False, True]
    assert not one.knows(date(2026, 10, 2))
    (unknown,) = [
        t["unknown"] for t in json.loads(run("law", "show", "--format", "json").stdout)["tables"] if t["unknown"]
    ]
    assert unknown == [{"since": "2026-07-02", "until": "2026-09-30"}]
    output = run("law", "show").stdout
    assert [line for line in output.splitlines() if "2026-07-02" in line and "2026-09-30" in line and NETWORK in line]


def message_on(path: Path, today: date, until: date | None = None) -> str:
    """What is said of a text that is added on a day."""
    return law_text.added(added.add(path, until=until), Wording("ja"), today)


def test_what_may_be_otherwise_than_meant_is_said(folder: Path) -> None:
    """A text of a day that is yet to come, one that takes another's place, one of the day of what is shipped."""
    path = kept(folder, order9())
    assert "置き換え" not in message_on(path, DAY)
    assert "置き換え" in message_on(path, DAY)
    assert "2026-07-02" in message_on(path, DAY)
    assert "より後" in message_on(path, date(2026, 9, 30))
    assert "より後" not in message_on(path, DAY)
    assert "--known-until" in message_on(path, DAY, until=date(2026, 12, 31))
    shipped = kept(folder, order9(), f"{ID9}_20260614_x.xml")
    assert "付属の表" in message_on(shipped, DAY)
    assert "付属の表" not in message_on(path, DAY)


def test_a_file_that_is_no_xml_is_told_in_the_reader_s_language(folder: Path) -> None:
    """The parser's own words are English: only the line where it stopped is told."""
    message = run("law", "add", kept(folder, "<Law>\n<LawBody>\n", f"{ID9}_20261001_x.xml"), "--lang", "ja").stderr
    sentence = message.replace(f"{ID9}_20261001_x.xml", "")
    assert "行目" in sentence
    assert not re.search("[a-z]{4,} [a-z]", sentence.split("law")[-1])


def test_the_act_s_table(folder: Path) -> None:
    """The Act's 別表 is found by its title, and an item that another law's process took over is told."""
    added.add(
        kept(folder, act({"81": "児童扶養手当法"}), f"{ID}_20261001_508AC0000000001.xml"), until=date(2027, 3, 31)
    )
    assert table(TABLE).on(date(2027, 1, 1))["81"].law == "児童扶養手当法"
    items = {
        "number_use.legal_basis": "1 児童手当法による事務 番号法別表の81の項",
        "network.legal_basis": "番号法第19条第8号",
    }
    made = edition({"published_on": "2027-01-10", "items": items})
    findings = audit(Corpus.of([made]), select=["PIA61"]).findings
    assert findings.get_column("rule").to_list() == []  # the table has no item of that law left
    made = edition({"published_on": "2027-01-10", "items": {**items, "number_use.legal_basis": "番号法別表の300の項"}})
    assert audit(Corpus.of([made]), select=["PIA61"]).findings.get_column("rule").to_list() == ["PIA611"]


def test_a_text_is_shown_and_removed(folder: Path) -> None:
    """law show names it, law remove takes it away, and what is shipped is there as before."""
    path = kept(folder, order9())
    done = run("law", "add", path, "--known-until", "2026-12-31")
    assert (done.exit_code, "20261001-network.json" in done.stdout) == (0, True)
    shown = json.loads(run("law", "show", "--format", "json").stdout)
    (text,) = shown["added"]
    assert (text["name"], text["until"], text["source"]) == ("20261001-network.json", "2026-12-31", path.name)
    (network,) = (t for t in shown["tables"] if t["table"] == NETWORK)
    assert network["until"] == "2026-12-31"
    assert "20261001-network.json" in run("law", "show").stdout
    assert run("law", "remove", "20261001-network.json").exit_code == 0
    assert json.loads(run("law", "show", "--format", "json").stdout)["added"] == []
    assert table(NETWORK).until == date(2026, 7, 1)
    assert run("law", "remove", "20261001-network.json").exit_code == 2
    nothing = run("law", "remove", "all", "--lang", "ja")
    assert nothing.exit_code == 0
    assert "加えた条文はありません" in nothing.stdout


WRONG = {
    "no-xml": ("これはXMLではありません", f"{ID9}_20261001_x.xml"),
    "no-law": ("<html><body>法令</body></html>", f"{ID9}_20261001_x.xml"),
    "doctype": (f'<!DOCTYPE Law [<!ENTITY a "b">]>{order9()[38:]}', f"{ID9}_20261001_x.xml"),
    "other-law": (
        '<Law Era="Showa" Year="25" Num="144" LawType="Act"><LawNum>昭和の法律</LawNum><LawBody/></Law>',
        "x.xml",
    ),
    "wrong-id": (order9(), f"{ID}_20261001_x.xml"),
    "twice": (order9().replace(">四十二<", ">四十一<"), f"{ID9}_20261001_x.xml"),
    "no-number": (order9().replace(">四十二<", ">四十二の<"), f"{ID9}_20261001_x.xml"),
    "no-day": (order9(), "order9.xml"),
    "bad-day": (order9(), f"{ID9}_20261399_x.xml"),
    "older": (order9(), f"{ID9}_20250101_x.xml"),
    "no-table": (f"{HEAD}<LawBody><MainProvision/></LawBody></Law>", f"{ID}_20261001_x.xml"),
    "unlike": (
        f'{HEAD9}<LawBody><Article Num="2"><Table>'
        f"<TableRow>{column('一') + column('甲') + column('乙法による丙') + column('丁') + column('戊情報')}"
        "</TableRow></Table></Article></LawBody></Law>",
        f"{ID9}_20261001_x.xml",
    ),
    "columns": (
        f'{HEAD9}<LawBody><Article Num="2"><Table><TableRow>'
        f"{column('一') + column('甲')}</TableRow></Table></Article></LawBody></Law>",
        f"{ID9}_20261001_x.xml",
    ),
    "span": (
        f'{HEAD9}<LawBody><Article Num="2"><Table><TableRow><TableColumn rowspan="99999">一</TableColumn>'
        "</TableRow></Table></Article></LawBody></Law>",
        f"{ID9}_20261001_x.xml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_file_is_a_sentence(folder: Path, code: str) -> None:
    """Whatever is wrong with a file is said in both languages with its name, and nothing is kept."""
    text, name = WRONG[code]
    path = kept(folder, text, name)
    with pytest.raises(LawError) as why:
        added.add(path)
    assert why.value.code == code
    for lang in ("ja", "en"):
        result = run("law", "add", path, "--lang", lang)
        assert result.exit_code == 2
        assert name in result.stderr
        assert "{" not in result.stderr
        assert "Traceback" not in result.output
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<Article Num="2">', '<Article Num="2"></Article><Article Num="30">'),
        ('<Article Num="2">', '</MainProvision><SupplProvision><MainProvision><Article Num="2">'),
    ],
)
def test_another_article_s_table_is_not_the_order_s(folder: Path, old: str, new: str) -> None:
    """The table stands in Article 2 of the main provisions: one of another article, or of an amendment's own
    provisions, is none of it however alike it is."""
    text = order9().replace(old, new)
    if "Suppl" in new:
        text = text.replace("</MainProvision></LawBody>", "</MainProvision></SupplProvision></LawBody>")
    with pytest.raises(LawError) as why:
        added.add(kept(folder, text))
    assert why.value.code == "no-table"


def test_a_head_that_is_repeated_is_no_item(folder: Path) -> None:
    """The head and a note between two items are passed over; 42 behind them is read."""
    head = (
        f"<TableRow>{''.join(map(column, ('項', '情報照会者', '事務', '情報提供者', '利用特定個人情報')))}</TableRow>"
    )
    note = f"<TableRow>{column('備考この表において')}</TableRow>"
    text = order9()
    at = text.rindex("<TableRow>", 0, text.index(">四十三<"))
    text = text[:at] + head + note + text[at:]
    assert set(added.add(kept(folder, text)).items) == set(tables.shipped(NETWORK).on(date(2026, 7, 1)))


def test_a_day_that_the_name_does_not_say(folder: Path) -> None:
    """--day stands for it; --known-until may not be before it."""
    path = kept(folder, order9(), "order9.xml")
    assert run("law", "add", path, "--day", "2026-10-01").exit_code == 0
    assert run("law", "add", path, "--day", "2026-10-01", "--known-until", "2026-09-01").exit_code == 2
    assert run("law", "add", folder.parent / "missing.xml").exit_code == 2


def test_hostile_files_are_read_without_harm(folder: Path) -> None:
    """Entities are not resolved, brackets without end and huge spans are bounded, and nothing outside is opened."""
    secret = folder.parent / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    bomb = f'<!DOCTYPE Law [<!ENTITY a SYSTEM "{secret.as_uri()}">]><Law><LawNum>&a;</LawNum><LawBody/></Law>'
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    for text in (bomb, f"<!DOCTYPE Law [{laughs}]><Law><LawNum>&l8;</LawNum><LawBody/></Law>"):
        with bounded(), pytest.raises(LawError) as why:
            egov.read(text.encode(), "x.xml")
        assert why.value.code in ("doctype", "no-xml")
        assert "秘密" not in str(why.value)
    deep = "（" * 5000 + "）" * 5000
    with bounded():
        assert egov.process_name(f"児童手当法{deep}による児童手当の支給に関する事務")[0] == "児童手当法"
        wide = f"<Table><TableRow>{'<TableColumn/>' * 200_000}</TableRow></Table>"
        with pytest.raises(LawError):
            egov.read(
                f'{HEAD9}<LawBody><Article Num="2">{wide}</Article></LawBody></Law>'.encode(), f"{ID9}_20261001.xml"
            )


def test_a_broken_file_in_the_folder_is_told_and_not_used(folder: Path) -> None:
    """What somebody's hand or a full disk left there stops no audit."""
    folder.mkdir()
    for name, content in (
        ("20261001-network.json", "{"),
        ("20261002-table.json", '{"format": 1, "table": "x"}'),
        ("note.txt", ""),
    ):
        (folder / name).write_text(content, encoding="utf-8")
    tables.forget()
    assert table(NETWORK).until == date(2026, 7, 1)
    shown = run("law", "show")
    assert "20261001-network.json" in shown.stdout
    assert "note.txt" not in shown.stdout


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("都道府県知事（保健所を設置する市にあっては市長）", "都道府県知事"),
        (
            "都道府県知事、市長又は社会福祉法に規定する福祉に関する事務所を管理する町村長（以下「都道府県知事等」という。）",
            "都道府県知事等",
        ),
        ("公営住宅法第二条第十六号に規定する事業主体である都道府県知事又は市町村長", "都道府県知事又は市町村長"),
        ("国民年金法その他の法令による給付の支給を行うこととされている者", "他の法令による給付を行う者"),
    ],
)
def test_short_names_of_holders(text: str, name: str) -> None:
    """Provisions give the short names that the shipped tables have."""
    assert egov.holder_name(text) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "地方税関係情報、住民票関係情報又は介護保険給付等関係情報であって第四条で定めるもの",
            ("地方税関係情報", "住民票関係情報", "介護保険給付等関係情報"),
        ),
        ("児童手当法による児童手当の支給に関する情報（以下「児童手当関係情報」という。）", ("児童手当関係情報",)),
        (
            "国民年金法その他の法令による給付の支給に関する情報であって第十条で定めるもの",
            ("国民年金法その他の法令による給付の支給に関する情報",),
        ),
    ],
)
def test_short_names_of_information(text: str, names: tuple[str, ...]) -> None:
    """A cell gives what it calls or defines as 関係情報, else what it says."""
    assert egov.information_names(text) == names


def test_the_order_on_quasi_processes() -> None:
    """The table of 令和六年デジタル庁・総務省令第八号 is taken wherever the order has it."""
    rows = ""
    for number, entry in tables.shipped(QUASI).on(date(2026, 7, 1)).items():
        what = (
            f"{'昭和二十九年社発第三百八十二号通知に基づく' if number == '1' else entry.law}{entry.process}に関する事務"
        )
        rows += f"<TableRow>{column(kanji(number)) + column(entry.holder) + column(what)}</TableRow>"
    head = HEAD9.replace('Num="9"', 'Num="8"').replace("第九号", "第八号")
    text = f"{head}<LawBody><AppdxTable><TableStruct><Table>{rows}</Table></TableStruct></AppdxTable></LawBody></Law>"
    text_of_law = egov.read(text.encode(), "506M60000808008_20261001.xml")
    assert (text_of_law.table, set(text_of_law.items)) == (QUASI, set(tables.shipped(QUASI).on(date(2026, 7, 1))))


def test_what_is_known_of_order_5_is_shown() -> None:
    """命令第5号 has a line of its own: 100 items of 別表第一 and 193 of 別表 led to an article of it."""
    assert json.loads(run("law", "show", "--format", "json").stdout)["order_5"] == {"items": 293, "until": "2026-07-01"}
    assert "命令第5号の条: 番号法別表第一と番号法別表の293の項" in run("law", "show").stdout.replace(" ", "").replace(
        "条:", "条: "
    )
