"""A small 基礎項目評価書 as a text file, with the change rows that a test gives it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pia_audit.audits.run import audit
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read

DEPARTMENT = "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署"
SYSTEMS = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ③システムの名称"
COUNTED = "Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か"
OUTLINE = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"

_BODY = """特定個人情報保護評価書（基礎項目評価書）
評価書番号	評価書名
3	見本手当の支給に関する事務
評価実施機関名	見本市長
公表日	令和7年6月30日
Ⅰ 関連情報
1. 特定個人情報ファイルを取り扱う事務
①事務の名称	見本手当の支給に関する事務
②事務の概要	見本手当の認定を行う。
③システムの名称	福祉総合システム、中間サーバー
2. 特定個人情報ファイル名
見本手当受給者ファイル
5. 評価実施機関における担当部署
①部署	福祉部手当課
②所属長の役職名	手当課長
Ⅱ しきい値判断項目
1. 対象人数
評価対象の事務の対象人数は何人か	[1,000人以上1万人未満]
いつ時点の計数か	令和7年4月1日 時点
変更箇所
変更日	項目	変更前の記載	変更後の記載	提出時期	提出時期に係る説明
"""


def edition_with(rows: Sequence[Sequence[str]], folder: Path) -> Edition:
    """The report, with these rows of up to six cells, read from a file."""
    path = folder / "report.txt"
    lines = ["\t".join([*row, *[""] * (6 - len(row))]) for row in rows]
    path.write_text(_BODY + "\n".join(lines) + "\n", encoding="utf-8")
    edition = read(path)
    assert isinstance(edition, Edition)
    return edition


def findings(edition: Edition, *codes: str) -> pl.DataFrame:
    """The findings of these rules on an edition."""
    return audit(Corpus.of([edition]), select=codes).findings
