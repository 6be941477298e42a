"""A report's document as text: fetched whole into a file, its charset found, its rows read one by one.

Amazon's reports guide: the URL is presigned (no token goes there) and lives five minutes; the charset is in the
download's Content-Type. A fetch that breaks off is an outage, never a shorter report.
"""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import httpx2
import msgspec

from sellerbridge.amazon import wire
from sellerbridge.amazon.errors import Outage, ReportFailed
from sellerbridge.sentences import Sentence

JAPAN = "A1VC38T7YXB528"
_OPERATION = "the report document"
_CHUNK = 1 << 16
_BROADER = {"shift_jis": "cp932", "shift_jisx0213": "cp932", "euc_jis_2004": "euc_jp", "ascii": "utf-8"}
"""Charsets that are named where a superset of them is sent."""


class Expired(Exception):
    """The presigned URL is no longer valid: another one is to be asked for."""


class Document(msgspec.Struct, frozen=True, rename="camel"):
    """An answer of getReportDocument."""

    url: str
    compression_algorithm: str | None = None


def fetch(http: httpx2.Client, document: Document, *, into: IO[bytes]) -> str:
    """Write the document, unpacked, over what is in the file; the charset that was declared, or "".

    Raises Outage when any of it is missing, Expired when the URL is too old.
    """
    into.seek(0)
    into.truncate()
    try:
        with http.stream("GET", document.url, headers={"accept-encoding": "identity"}) as answer:
            _check(answer)
            packed = document.compression_algorithm == "GZIP" or answer.headers.get("content-encoding") == "gzip"
            chunks = answer.iter_raw(_CHUNK)
            into.writelines(_unpacked(chunks) if packed else chunks)
            declared: str | None = answer.charset_encoding
            return declared or ""
    except httpx2.TransportError as error:
        raise wire.broken(_OPERATION, error) from error
    except (zlib.error, EOFError, httpx2.InvalidURL) as error:
        raise Outage(_OPERATION, reason=type(error).__name__) from error


def _check(answer: httpx2.Response) -> None:
    if answer.status_code == 403:
        raise Expired
    if answer.status_code != 200:
        raise wire.outage(_OPERATION, answer, f"HTTP {answer.status_code}")
    if "html" in answer.headers.get("content-type", ""):  # from a proxy in between: no report is a page
        raise wire.outage(_OPERATION, answer, "a page for browsers")


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Gunzip, several members in a row too. Raises EOFError when the last one is not complete."""
    member = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        rest = chunk
        while rest:
            if member.eof:
                member = zlib.decompressobj(wbits=31)
            yield member.decompress(rest)
            rest = member.unused_data
    if not member.eof:
        raise EOFError


def rows(file: IO[bytes], *, declared: str, marketplace_id: str) -> Iterator[list[str]]:
    """The cells of each line that is not empty, the header first; closes the file. Raises ReportFailed if no
    charset fits.

    Amazon quotes nothing: a tab ends a cell, a line feed ends a row, a lone carriage return means nothing. That is
    why lines are split here; the csv module ends a row at a lone carriage return.
    """
    charset = _charset(file, declared, marketplace_id)
    file.seek(0)
    with io.TextIOWrapper(file, encoding=charset, newline="\n") as lines:
        for line in lines:
            text = line.rstrip("\r\n")
            if text:
                yield text.split("\t")


def _charset(file: IO[bytes], declared: str, marketplace_id: str) -> str:
    """The first charset in which every byte makes sense: as declared, else as the marketplace is used to."""
    file.seek(0)
    marked = file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
    used = ("utf-8", "cp932") if marketplace_id == JAPAN else ("utf-8", "cp1252", "iso-8859-1")
    candidates: list[str] = [*(["utf-8-sig"] if marked else ()), *_known(declared), *used]
    for charset in candidates:
        if _fits(file, charset):
            return charset
    reason = Sentence("its text is in none of the charsets {charsets}", charsets=", ".join(used))
    raise ReportFailed(_OPERATION, reason=reason)


def _known(declared: str) -> Sequence[str]:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return ()
    return (_BROADER.get(name) or str(name),)


def _fits(file: IO[bytes], charset: str) -> bool:
    decoder = codecs.getincrementaldecoder(charset)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
