"""From bytes to text: what is taken, and the sentence for what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.imports import ImportRefused
from issues.imports.formats import READERS, find_reader, format_of
from issues.imports.reading import MAX_BYTES, decode


def refusal(document: bytes) -> str:
    with pytest.raises(ImportRefused) as refused:
        decode(document, "week.txt")
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_it_reads_utf_8_and_any_unicode_that_begins_with_a_mark(encoding):
    mark = "\ufeff" if encoding.endswith(("-le", "-be")) else ""
    assert (
        decode((mark + "Moscow’s word").encode(encoding), "week.txt").lstrip("\ufeff")
        == "Moscow’s word"
    )


def test_it_takes_a_file_of_exactly_five_megabytes():
    assert len(decode(b"x" * MAX_BYTES, "week.txt")) == 5 * 1024 * 1024


def test_it_refuses_one_byte_more():
    assert "larger than 5 MB" in refusal(b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "document", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16-le")]
)
def test_it_refuses_a_file_without_a_word(document):
    assert "is empty" in refusal(document)


def test_it_says_where_the_bytes_stop_being_utf_8():
    assert "byte 4" in refusal("abcé".encode("latin-1"))


def test_it_refuses_half_a_character_of_utf_16():
    assert "not text" in refusal("ab".encode("utf-16") + b"x")


@pytest.mark.parametrize(
    "document",
    [
        b"PK\x03\x04\x00\x00",
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3",
        b"Title\nline\x00two",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_it_refuses_what_is_no_plain_text(document):
    assert "text" in refusal(document)


def test_it_names_the_line_of_the_first_character_that_no_text_has():
    assert "line 3" in refusal(b"one\ntwo\nthr\x00ee")


@given(st.binary(max_size=200))
def test_any_bytes_are_either_text_or_refused_in_one_line(document):
    try:
        text, words = decode(document, "week.txt"), ""
    except ImportRefused as refused:
        text, words = "", str(refused)
    assert bool(text.strip()) != bool(words)
    assert "\0" not in text
    assert not words or words.startswith("week.txt ")
    assert "\n" not in words


def test_a_format_that_nobody_reads_is_named_with_those_that_are():
    with pytest.raises(ImportRefused, match=r"“odt”.*txt, html, md, docx, json"):
        find_reader("odt")


@pytest.mark.parametrize(
    ("filename", "format"),
    [
        ("week.txt", "txt"),
        ("WEEK.JSON", "json"),
        ("week", "txt"),
        ("2017.11.07", "txt"),
        ("week.docx", "docx"),
        ("week.html", "html"),
        ("WEEK.HTM", "html"),
        ("week.markdown", "md"),
        ("week.docm", "docm"),
    ],
)
def test_a_file_name_tells_the_format(filename, format):
    assert format_of(filename) == format


def test_every_reader_refuses_an_empty_file_in_one_sentence():
    for read in READERS.values():
        with pytest.raises(ImportRefused, match=r"week is empty: .*\.$"):
            read(b"", "week", ())
