"""提出時期 as people write it."""

import pytest

from pia_audit.readers.timings import timing_of


@pytest.mark.parametrize(
    "text",
    [
        *("事後", "事　後", "事後（公表後）", "事後 ※", "事後※１", "事後に提出", "②事後", "○事後", "事後○", "（事後）"),
        *(
            "事後に提出・公表",
            "事後に提出及び公表した",
            "[事後]",
            "事後公表",
            "□事前 ☑事後",
            "[　]事前　[○]事後",
            "事後（事前の提出義務なし）",
            "事后",
        ),
    ],
)
def test_plainly_after(text: str) -> None:
    """Marks, numbers, remarks and words of submission leave 事後 plain."""
    assert timing_of(text) == "事後"


BEFORE = ["事前", "事前（30日前）", "１．事前", "[○]事前　[　]事後", "事前\n（※）", "事前公表済"]
NEITHER = [
    "",
    "－",
    "〃",
    "随時",
    "事前・事後",
    "事前に提出・事後に公表",
    "事前→事後",
    "事前（事後）",
    "事前 又は 事後",
    "事前不要",
    "事前でない",
]
NEITHER += ["後", "○事前 ○事後"]


@pytest.mark.parametrize("text", BEFORE)
def test_plainly_before(text: str) -> None:
    """The same for 事前."""
    assert timing_of(text) == "事前"


@pytest.mark.parametrize("text", NEITHER)
def test_neither(text: str) -> None:
    """Both, a denial, another word or nothing is not read."""
    assert timing_of(text) is None
