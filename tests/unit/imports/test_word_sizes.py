"""Word documents that would take long to convert are refused before that; steps are counted, never seconds."""

import pytest

from issues.imports import from_word
from issues.imports.formats import find_reader
from tests.support.documents import paragraph, run, word, xml
from tests.support.refused_imports import refusal
from tests.support.steps import steps

BOX = ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>")
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
PICTURE = "<w:r><w:drawing><w:blip/></w:drawing></w:r>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (paragraph("a") * 6_001, "more than 6,000 paragraphs"),
        (paragraph(run("a") * 20_001), "more than 20,000 stretches of text"),
        (BOX[0] * 6 + paragraph("a") + BOX[1] * 6, "paragraphs nested more than 5 levels"),
        (paragraph(FIELD * 21), "fields nested more than 20 levels"),
    ],
)
def test_what_would_take_long_is_refused_before_it_is_converted(body, words, monkeypatch):
    monkeypatch.setattr(from_word, "_to_html", None)
    assert words in refusal(word(body))


def test_a_part_beside_the_text_is_measured_too():
    header = xml("hdr", BOX[0] * 6 + paragraph("a") + BOX[1] * 6)
    assert "paragraphs nested" in refusal(word(parts={"word/header1.xml": header}))


def test_fields_that_end_are_no_nest():
    field = FIELD + FIELD.replace("begin", "end")
    assert find_reader("docx")(word(paragraph(run("Words.") + field * 100)), "week.docx", ())


def test_pictures_of_one_paragraph_read_its_words_once():
    def read(count):
        return steps(
            find_reader("docx"), word(paragraph(run("a") + PICTURE * count)), "week.docx", ()
        )

    assert read(400) < 6 * read(100)
