"""``audit`` of very many reports: what belongs to a corpus (a folder of Parquet partitions) or an archive alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from pia_audit.archive.signature import is_archive
from pia_audit.cli.language import stop
from pia_audit.corpus.layout import is_corpus
from pia_audit.messages.wording import Wording

F = TypeVar("F", bound=Any)
FORMS = ("parquet", "jsonl")
"""Forms that only findings by partition come in."""


def of_corpora(command: F) -> F:
    """The options that concern a corpus or an archive alone."""
    for option in (
        click.option("--resume", is_flag=True,
                     help="中断した検査の続きを行います（評価書の集まりと保管ファイルのみ）"
                     " / goes on with an interrupted audit (of a corpus or an archive only)."),
        click.option("--jobs", type=click.IntRange(1, 512),
                     metavar="N",
                                   help="プロセスの数（評価書の集まりと保管ファイルのみ、既定は CPU の数）"
                                   " / number of processes (corpus or archive only; default: one per core)."),
        click.option("--dask", metavar="ADDRESS",
                     help="Dask で検査します（評価書の集まりと保管ファイルのみ、例 local:4）"
                     " / audits on a Dask cluster, or local:N (of a corpus or an archive only)."),
    ):  # fmt: skip
        command = option(command)
    return command


def means_corpus(paths: Sequence[str], lang: str, *, archives: bool = False) -> bool:
    """Whether a corpus is meant, or, where ``archives`` are gone through as well, an archive; either among other inputs
    ends with exit status 2."""
    corpora = [p for p in paths if is_corpus(p) or (archives and is_archive(p))]
    if corpora and len(paths) > 1:
        stop(Wording(lang).say("partitions", "corpus.alone"))
    return bool(corpora)


def goes_by_partition(path: str, form: str, lang: str, output: Path | None, **options: Any) -> bool:
    """Whether a corpus or an archive is audited partition by partition.

    A corpus always is; an archive where an option, a form or a folder for the results asks for it, and where it has
    more editions than are held in memory at once.
    """
    if not is_archive(path) or form in FORMS or _option_names(options) or (output is not None and not output.suffix):
        return True
    from pia_audit.cli.audit_archive import is_large  # archives alone need it

    return is_large(Path(path), lang)


def refuse(form: str, lang: str, output: Path | None, **options: Any) -> None:
    """End with exit status 2 where an option or a form was asked for that only a corpus or an archive has."""
    wrong = _option_names(options)
    if form in FORMS:
        wrong.append(f"--format {form}")
    if wrong:
        stop(Wording(lang).say("partitions", "corpus.only", what=", ".join(wrong)))
    if output is not None and output.is_dir():
        stop(Wording(lang).say("partitions", "corpus.folder", path=output))


def refuse_single(path: str, form: str, lang: str, **options: Any) -> None:
    """End with exit status 2 where an option or a form was asked for that an audit by partition does not have."""
    wrong = _option_names(options)
    if form not in ("table", "json", *FORMS):
        wrong.append(f"--format {form}")
    if wrong:
        key = "archive" if is_archive(path) else "not"
        stop(Wording(lang).say("partitions", f"corpus.{key}", what=", ".join(wrong), path=path))


def _option_names(options: Mapping[str, Any]) -> list[str]:
    return [f"--{name.replace('_', '-')}" for name, value in options.items() if value]
