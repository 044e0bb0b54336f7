"""What is to be said, on a day, of the articles that a text cites beside the tables, by the law's own periods."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex
from pia_audit.law import known_tables, tables
from pia_audit.law.mentions import mentions, on_purpose
from pia_audit.law.remarks import Remark
from pia_audit.law.spaceless import citations_of
from pia_audit.law.tables import TABLE, TABLE_1

_ORDER_5 = regex("総務省令第5号|主務省令で定める事務を定める命令")
_ORDER_OTHER = regex("総務省令第[79]号|事務及び情報を定める命令")
_RULES = regex(
    " ?に基づ(?:き|く) ?(?:同条)?第?[78]号に準ずるものとして定める|[^。、]{0,12}特定個人情報の提供に関する規則"
)
_ORDINANCES = regex("条例事務|独自利用|条例[^。、]{0,6}に?(?:定める|基づく|規定)")
_NETWORK_TABLE = regex(r"に基づく(?:主務省令|[^、。()]{0,60}命令)(?:\([^()]{0,40}\))?第?2条の?(?:表|うち)")
_ORDINANCES_ITEM = "9"
"""The 号 of processes by ordinance since 2021, whose rules lead to the same table."""
_OF_NETWORK = regex(" ?(?:並びに|及び|、|,)? ?別表第[2二]|に基づく主務省令")


@lru_cache(maxsize=8192)
def article_remarks(text: str, heading: str, item_id: str, day: date) -> tuple[Remark, ...]:
    """What is to be said of the articles that a text cites beside the tables: those of 命令第5号, 番号法第19条."""
    if "条" not in text:
        return ()
    return (*_order_5(text, heading, day), *_article_19(text, item_id, day))


def _is_order(law: str) -> bool:
    return law == "主務省令" or law.endswith("事務を定める命令")


def _order_5(text: str, heading: str, day: date) -> tuple[Remark, ...]:
    """An article of 命令第5号 that another item of the Act's table leads to."""
    bare = plain(text).text.replace(" ", "")
    if not _ORDER_5.search(bare) or _ORDER_OTHER.search(bare):
        return ()
    listed = [
        m for m in mentions(text, heading) if m.table in (TABLE_1, TABLE) and len(m.numbers) == 1 and not m.purpose
    ]
    articles = [c for c in citations_of(text) if _is_order(c.law) and c.article and c.table is None]
    if len(listed) != 1 or len(articles) != 1 or articles[0].start < listed[0].end:
        return ()
    (m,), (c,) = listed, articles
    (number,) = m.numbers
    table = known_tables.table(m.table)
    entry = table.on(day).get(number) if table.knows(day) else None
    article_periods = table.articles.get(number, ())
    articles_of_day = [article for article, since, to in article_periods if since <= day and (to is None or day < to)]
    if entry is None or (m.law and entry.law != m.law) or not articles_of_day or c.article in articles_of_day:
        return ()
    others = [
        n for n, periods in table.articles.items()
        if n != number and any(a == c.article and since <= day and (to is None or day < to) for a, since, to in periods)
    ]  # fmt: skip
    if not others:  # an article that the data does not know
        return ()
    other_law = next((e.law for n in others if (e := table.on(day).get(n)) is not None), "")
    remark = Remark(
        "PIA614", "article", m.table, c.text, day, (number,), law=m.law or entry.law, article=c.article or ""
    )
    return (remark._replace(right=tuple(articles_of_day), what=other_law),)


def _article_19(text: str, item_id: str, day: date) -> tuple[Remark, ...]:
    """第19条第n号 of a subject that the words tell, where the subject stood under another 号 on that day."""
    first = min(m.since for m in tables.meanings("network"))
    if not first <= day <= tables.meanings_until() or on_purpose(plain(text).text.replace(" ", "")):
        return ()
    out: dict[tuple[str, str], Remark] = {}
    article_citations = (c for c in citations_of(text) if c.law == "番号法" and c.article == "19" and c.table is None)
    items = [(c, c.item) for c in article_citations if c.item is not None]
    cited_items = {item for _, item in items}
    for c, item in items:
        behind = plain(text[c.end : c.end + 120]).text.replace(" ", "")
        subject = _subject(behind, item_id)
        periods = tables.meanings(subject) if subject else ()
        cited = [p for p in periods if p.item == item]
        current_period = next((p for p in periods if p.since <= day and (p.to is None or day < p.to)), None)
        if current_period is None or current_period in cited:
            continue
        if not cited:  # a 号 that never was of the subject
            if subject == "network" and item != _ORDINANCES_ITEM and _NETWORK_TABLE.match(behind):
                remark = Remark("PIA602", "network", "", c.text, day, (item,), right=(current_period.item,))
                out.setdefault((subject, item), remark)
            continue
        if cited[-1].since > day and (current_period.item in cited_items or _ORDINANCES.search(text)):
            continue  # the other 号 is cited for itself: from 2017 第8号 is of processes by ordinance
        op = f"{subject}-{'behind' if cited[-1].since <= day else 'ahead'}"
        remark = Remark("PIA613", op, "", c.text, day, (item,), right=(current_period.item,), since=cited[-1].since)
        out.setdefault((subject, item), remark._replace(to=cited[-1].to))
    return tuple(out.values())


def _subject(behind: str, item_id: str) -> str:
    """What a cited 号 is about, by the words behind it; nothing where they do not tell."""
    if _RULES.match(behind):
        return "commission-rules"
    return "network" if item_id == "network.legal_basis" and _OF_NETWORK.match(behind) else ""
