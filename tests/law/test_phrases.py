"""Stock phrases of 提出時期に係る説明: what each says of the change, and which timing it contradicts."""

from __future__ import annotations

import pytest

from pia_audit.law import phrase

SAID = {
    "important": [
        "重要な変更に該当するため",
        "重要な変更に当たるため",
        "重要な変更事項に該当",
        "事前の提出・公表が義務付けられるため",
        "重要な変更に該当し、事前の提出・公表が義務付けられる。",
        "重　要な変更に\n該当",
    ],
    "not-important": [
        "その他の項目の変更であり事前の提出・公表が義務付けられないため",
        "その他の項目の変更であり、事前の提出・公表が義務付けられない。",
        "その他の項目の変更であり事前の提出・公表が義務づけられないため",
        "事前の提出及び公表を要しない",
        "事後で足りる",
        "事後の提出で足りる",
    ],
    "voluntary-prior": [
        "任意に事前に提出・公表",
        "任意に事前に提出",
        "事後で足りるものの任意に事前に提出",
        "事後で足りるものの、任意に事前に提出・公表した",
        "任意で事前に提出",
    ],
    "handed-in-after": ["事後に提出した。", "事後に提出・公表するものである。", "事後の提出"],
    "handed-in-before": ["事前に提出した", "事前に公表を行った。"],
    "voluntary": ["任意の提出・公表", "任意で提出"],
    "other-items": ["その他の項目の変更"],
    "typo": ["誤字脱字の修正", "誤字の訂正", "文言整理", "文言の整理", "表記の修正", "誤記の訂正"],
    "law": ["法令改正に伴う変更", "法令の条文改正に伴う修正", "番号法の改正に伴う変更", "条文改正に伴う変更", "条ずれ"],
    "organisation": ["組織改正に伴う変更", "組織の改編による", "機構改革に伴う変更"],
    "risk-lowering": ["リスクを明らかに軽減させる変更", "リスクを軽減させるため"],
    "no-material-risk": [
        "リスクを相当程度変動させるものではない",
        "リスクを相当程度変動させるものではないと考えられる",
    ],
    "periodic": ["時点修正", "定期見直し", "定期的な見直しによる"],
    "form-change": ["様式の変更に伴う変更", "様式改正による"],
    "emergency": ["規則第9条第2項の適用", "緊急に実施したため"],
}
CONTRADICTS = {
    "important": "事後",
    "voluntary-prior": "事後",
    "not-important": "事前",
    "handed-in-after": "事前",
    "handed-in-before": "事後",
}
NEGATED = [
    "重要な変更に該当しないため",
    "重要な変更には該当しない。",
    "重要な変更に当たらない。",
    "重要な変更にあたらないため",
    "重要な変更に該当せず",
    "重要な変更には当たらず、",
    "重要な変更事項に該当しない",
    "重要な変更に\n該当しない",
]


@pytest.mark.parametrize(("key", "note"), [(k, n) for k, notes in SAID.items() for n in notes])
def test_stock_phrases_are_classified(key: str, note: str) -> None:
    """Each phrase is what it says, and contradicts a timing only where its words speak of one."""
    kind = phrase(note)
    assert kind is not None
    assert (kind.key, kind.contradicts) == (key, CONTRADICTS.get(key, ""))
    assert kind.text


@pytest.mark.parametrize("note", NEGATED)
def test_a_negation_is_never_read_as_important(note: str) -> None:
    """該当しない and 当たらない are the opposite of 該当."""
    kind = phrase(note)
    assert kind is not None
    assert kind.key == "not-important"


@pytest.mark.parametrize(
    "note", ["", "―", "所管課の確認による。", "別紙のとおり", "事後", "事前", "事前に提出する必要がない。"]
)
def test_other_words_are_no_phrase(note: str) -> None:
    """A note in other words says nothing that could be held against the timing."""
    assert phrase(note) is None


@pytest.mark.parametrize("note", [n for notes in SAID.values() for n in notes] + NEGATED)
def test_notation_does_not_matter(note: str) -> None:
    """Spaces, line breaks and the width of signs change no meaning."""
    spaced = " ".join(note).replace("・", "･")
    first, second = phrase(note), phrase(spaced)
    assert first is not None
    assert second is not None
    assert first.key == second.key
