"""Any bytes, in any encoding, under any name: read, or refused in one sentence."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issues.imports import ImportRefused
from issues.imports.formats import READERS, find_reader
from tests.support.documents import paragraph, word
from tests.support.examples import examples
from tests.support.refused_imports import TITLE, refusal

# Encodings of pages


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("cp1251", "windows-1251"),
        ("cp1252", "iso-8859-1"),
        ("koi8-r", "koi8-r"),
        ("shift_jis", "Shift_JIS"),
        ("gb18030", "gb2312"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_names(encoding, name):
    word = "“naïve”" if encoding == "cp1252" else "Ё" if encoding != "gb18030" else "中"
    page = f'<meta http-equiv=content-type content="text/html; charset={name}"><p>{TITLE}<p>{word}'
    source = find_reader("html")(page.encode(encoding), "week.html", ())
    assert source.notices == [word]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-be"])
def test_a_byte_order_mark_wins(encoding):
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    page = f'<meta charset="windows-1251"><p>{TITLE}<p>Ё'
    source = find_reader("html")(mark + page.encode(encoding), "week.html", ())
    assert source.notices == ["Ё"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<meta charset=utf-7>+ADw-", "“utf-7”, which cannot be read"),
        (b"<meta charset=rot13>x", "“rot13”, which cannot be read"),
        (b"<meta charset=unicode_escape>x", "cannot be read"),
        (b"<meta charset=cp037>x", "cannot be read"),
        (b"<meta charset=windows-1252>\x81", "“windows-1252” and is not (byte 28)"),
        (b"<p>\xff\xfa", "is not text in UTF-8"),
        (b"<p>a\0b", "is not plain text"),
        (b"<!-- only a remark -->", "is empty"),
        (b"<script>alert(1)</script>", "is empty"),
    ],
)
def test_a_page_in_an_encoding_that_cannot_be_read(page, words):
    assert words in refusal(page, "html")


# Any bytes

PIECES = st.sampled_from(
    [
        *(
            b"<p>",
            b"<ul><li>",
            b"</ul>",
            b"<table><tr><td>",
            b"</",
            b"<!--",
            b"-->",
            b"<![CDATA[",
            b"&#x0;",
            b"&#55296;",
        ),
        *(
            b"<a href='",
            b"<b style='font-weight:",
            b"'>",
            b"<pre>",
            b"<br>",
            b"<title>",
            b"<h1 data-title='x'>",
            b"<svg>",
        ),
        *(
            b"- ",
            b"  - ",
            b"\n\n",
            b"```",
            b"[a](",
            b"(AP, 11.04.17)",
            b"Monitor, Nov. 1-7, 2017\n\n",
            b"|-|\n",
            b"> ",
        ),
        *(
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"<?xml version='1.0' encoding='utf-8'?>",
            b"<li><footer>",
            b"<select><option>",
        ),
    ]
)
ANYTHING = st.one_of(
    st.binary(max_size=300),
    st.lists(
        st.one_of(PIECES, st.binary(max_size=6), st.text(max_size=6).map(str.encode)), max_size=25
    ).map(b"".join),
)


@given(ANYTHING, st.sampled_from(sorted(READERS)))
@example(b"<table><tr><td><h1>x<li>y</table>z", "html")
@examples(600)
def test_any_bytes_are_read_or_refused_in_one_sentence(document, format):
    try:
        source = find_reader(format)(document, "week", ())
    except ImportRefused as refused:
        assert "\n" not in str(refused)
    else:
        assert "\0" not in source.text
        assert all(remark.line <= len(source.text.splitlines()) for remark in source.remarks)


TAGS = st.sampled_from(
    "p r t tbl tr tc hyperlink ins del delText drawing pict fldSimple fldChar instrText sdt sdtContent footnoteReference"
    " commentReference br tab sym pPr rPr numPr pStyle AlternateContent Choice Fallback txbxContent bookmarkStart".split()
)
ELEMENTS = st.recursive(
    st.one_of(
        st.sampled_from(["word ", "(AP, 11.04.17)", ""]), TAGS.map(lambda tag: f"<w:{tag}/>")
    ),
    lambda inner: st.builds(
        lambda tag, inside, value: (
            f'<w:{tag} w:val="{value}" w:id="{value}" r:id="{value}" w:fldCharType="{value}">{"".join(inside)}</w:{tag}>'
        ),
        TAGS,
        st.lists(inner, max_size=3),
        st.sampled_from(["1", "begin", "end", "separate", "ListBullet", "x"]),
    ),
    max_leaves=12,
)


@given(st.lists(ELEMENTS, max_size=5).map("".join))
@examples(200)
def test_any_parts_of_word_are_read_or_refused_in_one_sentence(body):
    try:
        find_reader("docx")(word(body), "week.docx", ())
    except ImportRefused as refused:
        assert "\n" not in str(refused)


@given(st.data())
@examples(100)
def test_a_word_document_with_any_byte_changed_is_read_or_refused(data):
    document = bytearray(word(paragraph("One. (AP, 11.04.17)", "ListBullet")))
    for _ in range(data.draw(st.integers(1, 4))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(0, 255))
    try:
        find_reader("docx")(bytes(document), "week.docx", ())
    except ImportRefused as refused:
        assert "\n" not in str(refused)
