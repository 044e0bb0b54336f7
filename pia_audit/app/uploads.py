"""Files from the browser: bounded while they come, kept under their digests, and never opened by a name of theirs."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from pia_audit.app.refusals import Refusal
from pia_audit.model.files import escaped
from pia_audit.readers import MAX_FILE
from pia_audit.readers.sources import Source

if TYPE_CHECKING:
    from starlette.requests import Request

_MEGABYTE = 1024 * 1024
_LONGEST = 200
_DRAINED = 4 * 1024 * _MEGABYTE
"""So much of a refused body is read past, and kept nowhere: a browser shows no answer before it has sent its own."""


class Bounds(Struct, frozen=True):
    """What is taken at a time: bytes of a file, bytes of all, number of files."""

    file: int = MAX_FILE
    total: int = 1024 * _MEGABYTE
    files: int = 2000


async def received(request: Request, folder: Path, bounds: Bounds) -> list[Source]:
    """The files of a form, stored in ``folder``.

    Args:
        request: of a form of files (``multipart/form-data``).
        folder: where the files go, each under its SHA-256.
        bounds: what is taken at most. A body that says it is larger is refused before any of it is kept.

    Returns:
        A source for each file, under the name that the browser gave it.

    Raises:
        Refusal: for a body that is no such form, or too large.
    """
    size = request.headers.get("content-length", "")
    if size.isdigit() and int(size) > bounds.total:
        await _drain(request, int(size))
        raise Refusal("too-much", 413, limit=bounds.total // _MEGABYTE)
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Refusal("no-form", 415)
    parser = MultiPartParser(
        request.headers, _bounded(request, bounds), max_files=bounds.files, max_fields=20, max_part_size=_MEGABYTE
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise Refusal("too-many" if "files" in str(error) else "no-form", 413, count=bounds.files) from error
    except (KeyError, ValueError) as error:  # a form without a boundary, say
        raise Refusal("no-form", 400) from error
    try:
        files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
        return await run_in_threadpool(_kept, files, folder, bounds)
    finally:
        await form.close()


async def _bounded(request: Request, bounds: Bounds) -> AsyncGenerator[bytes, None]:
    """The body, as long as it is no larger than allowed, whatever it says of itself."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > bounds.total:
            raise Refusal("too-much", 413, limit=bounds.total // _MEGABYTE)
        yield chunk


async def _drain(request: Request, size: int) -> None:
    if size <= _DRAINED:
        async for _ in request.stream():
            pass


def _kept(files: Sequence[UploadFile], folder: Path, bounds: Bounds) -> list[Source]:
    names = [shown_name(f.filename or "") for f in files]
    for file, name in zip(files, names, strict=True):
        if (file.size or 0) > bounds.file:
            raise Refusal("large-file", 413, name=name, limit=bounds.file // _MEGABYTE)
    met = len(files) > 1  # of many files not each is meant: those that programs lay beside them are left out
    return [
        Source(_stored(file.file, folder), name, met=met or "/" in name)
        for file, name in zip(files, names, strict=True)
    ]


def _stored(file: IO[bytes], folder: Path) -> Path:
    """Where the bytes are kept: under their digest, written whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as out:
        try:
            while chunk := file.read(_MEGABYTE):
                digest.update(chunk)
                out.write(chunk)
            out.close()
            target = folder / digest.hexdigest()
            os.replace(out.name, target)
        except BaseException:
            out.close()
            Path(out.name).unlink(missing_ok=True)
            raise
    return target


def distinct(sources: Sequence[Source], digests: Mapping[str, str]) -> list[Source]:
    """The sources under names that no two different files have: the account goes by names.

    Args:
        sources: uploaded files, each of which lies under its digest.
        digests: the digests of the files that are there, by name; what lies in a ``.zip`` is named after it.
    """
    digest_by_name = dict(digests)
    zip_names = {name[: at + 4] for name in digests if (at := name.lower().find(".zip/")) >= 0}
    out = []
    for source in sources:
        name, digest = PurePosixPath(source.name), source.path.name
        candidates = (str(name.with_name(f"{name.stem} ({n}){name.suffix}")) for n in count(2))
        unused_name = next(
            n
            for n in chain([source.name], candidates)
            if digest_by_name.get(n, digest) == digest and n not in zip_names
        )
        digest_by_name[unused_name] = digest
        out.append(replace(source, name=unused_name))
    return out


def shown_name(name: str) -> str:
    """A file's name as it is shown: with its folders, without steps out of them, unseen signs named."""
    readable = name.encode("utf-8", "replace").decode()
    parts = [escaped(p.strip())[:_LONGEST] for p in re.split(r"[/\\]", readable) if p.strip() not in ("", ".", "..")]
    return "/".join(parts[-8:]) or "?"
