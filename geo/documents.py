"""Documents to read, out of text files and JSON lines: each with its id, or one sentence that says what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from geo.errors import InputError
from geo.model import Document

__all__ = ["Defaults", "country_code", "decode", "document_from_text", "documents_from_jsonl", "parse_date"]

LANGUAGES = ("auto", "ar", "en")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every document that does not say otherwise itself."""

    published: date | None = None
    language: str = "auto"
    country: str | None = None


def parse_date(text: str, what: str) -> date:
    """Return the day that an ISO date, or an ISO date and time, names.

    Raises
    ------
    InputError
        When `text` is none; the sentence begins with `what`.
    """
    try:
        return date.fromisoformat(text[:10] if text[10:11] in ("T", " ") else text)
    except ValueError:
        raise InputError(f"{what}: {text!r} is not a date; expected YYYY-MM-DD, such as 2020-06-15.") from None


def decode(data: bytes, name: str) -> str:
    """Return the text of a file, line ends as they stand, a byte order mark left out.

    Raises
    ------
    InputError
        When the file is empty, is not UTF-8 or holds NUL bytes, as binary files do.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: byte {error.start} is not UTF-8; expected a text file in UTF-8.") from None
    if "\0" in text:
        raise InputError(f"{name}: holds NUL bytes, as binary files do; expected a text file in UTF-8.")
    if not text.strip():
        raise InputError(f"{name}: is empty; expected a report to read.")
    return text


def document_from_text(data: bytes, name: str, defaults: Defaults) -> Document:
    """Return one text file as a document whose id is `name`; raises InputError as `decode` does."""
    return Document(name, decode(data, name), defaults.published, defaults.language, country=defaults.country)


def documents_from_jsonl(lines: Iterable[bytes], name: str, defaults: Defaults) -> Iterator[Document | InputError]:
    """Yield each line's document, or the error that describes what is wrong with the line; blank lines are passed over.

    A file without a single document yields an error of its own, and so does one that begins as binary files do.
    """
    empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if empty and b"\0" in line:
            yield InputError(f"{name}: holds NUL bytes, as binary files do; expected one JSON document a line.")
            return
        empty = False
        try:
            yield _document(_record(line, f"{name}, line {number}"), f"{name}, line {number}", defaults)
        except InputError as error:
            yield error
    if empty:
        yield InputError(f"{name}: is empty; expected one JSON document a line.")


def _record(line: bytes, where: str) -> dict[str, Any]:
    try:
        # A lone surrogate is no text, but what stands around it is: such a document is read all the same.
        record = json.loads(line.decode("utf-8", "surrogatepass").lstrip("\ufeff"))
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: byte {error.start} is not UTF-8; expected a JSON document in UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}); expected an object with id and text.") from None
    if not isinstance(record, dict):
        raise InputError(f"{where}: a {type(record).__name__} instead of an object with id and text.")
    return record


def _document(record: dict[str, Any], where: str, defaults: Defaults) -> Document:
    text = record.get("text")
    if not isinstance(text, str):
        raise InputError(f"{where}: text is {_shown(text)}; expected a string.")
    document_id = record.get("id")
    if not isinstance(document_id, (str, int)) or isinstance(document_id, bool):
        raise InputError(f"{where}: id is {_shown(document_id)}; expected a string.")
    where = f"{where}, document {str(document_id)!r}"
    published = _optional(record, "published", where)
    document = Document(
        id=str(document_id),
        text=text,
        published=parse_date(published, f"{where}, published") if published else defaults.published,
        language=_language(_optional(record, "language", where) or defaults.language, where),
        publisher=_optional(record, "publisher", where),
        url=_optional(record, "url", where),
        country=country_code(_optional(record, "country", where), where) or defaults.country,
    )
    if record.get("spans") is None:
        return document
    return replace(document, spans=_spans(record["spans"], len(text), where))


def _optional(record: dict[str, Any], key: str, where: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{where}: {key} is {_shown(value)}; expected a string.")
    return value or None


def _language(language: str, where: str) -> str:
    if language not in LANGUAGES:
        raise InputError(f"{where}: language is {language!r}; expected one of {', '.join(LANGUAGES)}.")
    return language


def country_code(code: str | None, where: str) -> str | None:
    """Return an ISO 3166 alpha-2 code in capitals, or None for none; raises InputError when `code` cannot be one."""
    if code is None:
        return None
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise InputError(f"{where}: country is {code!r}; expected two letters such as LY.")
    return code.upper()


def _spans(spans: Any, length: int, where: str) -> tuple[tuple[int, int], ...]:
    if not isinstance(spans, list):
        raise InputError(f"{where}: spans is {_shown(spans)}; expected a list of [start, end].")
    found = []
    for span in spans:
        pair = isinstance(span, list) and len(span) == 2 and all(type(x) is int for x in span)
        if not pair or not 0 <= span[0] < span[1] <= length:
            raise InputError(f"{where}: span {_shown(span)} does not lie in the text; expected [start, end] up to {length}.")
        found.append((span[0], span[1]))
    return tuple(found)


def _shown(value: Any) -> str:
    if value is None:
        return "missing"
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else shown[:57] + "..."
