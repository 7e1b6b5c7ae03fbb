"""Documents out of bytes: what is read, and the one sentence for what cannot be."""

import json
from datetime import date

import pytest

from geo.documents import Defaults, country_code, document_from_text, documents_from_jsonl, parse_date
from geo.errors import InputError
from geo.model import Document

NO_DEFAULTS = Defaults()


def read_one(record, defaults=NO_DEFAULTS):
    line = record if isinstance(record, bytes) else json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
    (document,) = documents_from_jsonl([line], "reports.jsonl", defaults)
    return document


def test_a_text_file_is_one_document_named_after_it():
    document = document_from_text("قصف على سرت".encode(), "a.txt", Defaults(date(2020, 6, 15), "ar", "LY"))
    assert document == Document("a.txt", "قصف على سرت", date(2020, 6, 15), "ar", country="LY")


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "is empty"), (b" \n ", "is empty"), (b"\xff\xfe\x00", "byte 0 is not UTF-8"), (b"GIF89a\0\0", "NUL bytes")],
)
def test_a_file_that_is_no_text_is_refused_by_name(data, words):
    with pytest.raises(InputError, match=f"a.bin: .*{words}"):
        document_from_text(data, "a.bin", NO_DEFAULTS)


def test_line_ends_stay_as_they_are_so_that_offsets_hold():
    assert document_from_text(b"\xef\xbb\xbfa\r\nb", "a.txt", NO_DEFAULTS).text == "a\r\nb"


def test_a_record_gives_every_field_of_the_contract():
    record = {
        "id": "d1",
        "text": "Sirte",
        "published": "2020-06-15T08:00:00Z",
        "language": "en",
        "publisher": "P",
        "url": "https://x",
        "country": "ly",
        "spans": [[0, 5]],
    }
    assert read_one(record) == Document("d1", "Sirte", date(2020, 6, 15), "en", "P", "https://x", "LY", ((0, 5),))


def test_defaults_fill_what_a_record_leaves_out():
    document = read_one({"id": 7, "text": "x"}, Defaults(date(2020, 1, 1), "ar", "LY"))
    assert (document.id, document.published, document.language, document.country) == ("7", date(2020, 1, 1), "ar", "LY")


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (b"{", "not JSON"),
        (b"[1]", "a list instead of an object"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff{}", "byte 0 is not UTF-8"),
        ({"id": "a"}, "text is missing"),
        ({"text": "a"}, "id is missing"),
        ({"id": True, "text": "a"}, "id is true"),
        ({"id": "a", "text": ["b"]}, "text is"),
        ({"id": "a", "text": "b", "published": "June"}, "'June' is not a date"),
        ({"id": "a", "text": "b", "published": 2020}, "published is 2020"),
        ({"id": "a", "text": "b", "language": "xx"}, "language is 'xx'"),
        ({"id": "a", "text": "b", "country": "Libya"}, "country is 'Libya'"),
        ({"id": "a", "text": "b", "spans": [[0, 2]]}, "does not lie in the text"),
        ({"id": "a", "text": "b", "spans": "0-1"}, "spans is"),
        ({"id": "a", "text": "b", "spans": [[0]]}, "does not lie in the text"),
    ],
)
def test_a_bad_record_is_one_sentence_that_names_its_line(record, words):
    error = read_one(record)
    assert isinstance(error, InputError)
    assert str(error).startswith("reports.jsonl, line 1")
    assert words in str(error)
    assert "\n" not in str(error)


def test_a_bad_line_loses_no_other():
    lines = [b'{"id": "a", "text": "x"}', b"oops", b"", b'{"id": "b", "text": "y"}']
    found = list(documents_from_jsonl(lines, "r", NO_DEFAULTS))
    assert [getattr(d, "id", "error") for d in found] == ["a", "error", "b"]
    assert "line 2" in str(found[1])


def test_a_file_without_documents_is_an_error():
    assert "is empty" in str(next(documents_from_jsonl([b"\n"], "r", NO_DEFAULTS)))


def test_a_binary_file_is_one_error_and_a_stray_nul_loses_no_other_line():
    good = b'{"id": "1", "text": "x"}'
    assert [str(e) for e in documents_from_jsonl([b"PK\3\4\0\0", b"\1\2"], "r", NO_DEFAULTS)] == [
        "r: holds NUL bytes, as binary files do; expected one JSON document a line."
    ]
    found = list(documents_from_jsonl([good, b"\0", good], "r", NO_DEFAULTS))
    assert [isinstance(f, InputError) for f in found] == [False, True, False]


def test_lone_surrogates_do_not_stop_a_document():
    assert read_one({"id": "a", "text": "سرت \ud800"}).text == "سرت \ud800"


@pytest.mark.parametrize("text", ["2020-6-15", "2020-02-30", "15/06/2020", "", "2020-06-15x"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(InputError, match="expected YYYY-MM-DD"):
        parse_date(text, "--published")


def test_country_codes_are_two_letters():
    assert country_code("lb", "x") == "LB"
    with pytest.raises(InputError, match="expected two letters"):
        country_code("L1", "x")
