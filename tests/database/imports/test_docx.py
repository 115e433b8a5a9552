"""Digests in Word: lists, links and fonts survive, and no word is lost."""

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.imports import ReadResult, import_issue, read_document
from tests.support.documents import paragraph, run, word, xml
from tests.support.examples import examples
from tests.support.imported import cited, codes, outline
from tests.support.words import lost, taken, words_of

pytestmark = pytest.mark.django_db


def read(body: str, **options) -> ReadResult:
    return read_document(word(body, **options), "week.docx", format="docx")


def link(key: str, text: str) -> str:
    return f'<w:hyperlink r:id="{key}" w:tooltip="Tip of {key}">{run(text)}</w:hyperlink>'


def test_lists_by_words_own_styles_keep_their_nesting():
    body = paragraph("One.", "ListBullet") + paragraph("Two.", "ListBullet2")
    body += paragraph("Three.", "ListBullet3") + paragraph("Four.", "ListNumber2")
    assert outline(read(body)) == [(1, "One."), (2, "Two."), (3, "Three."), (2, "Four.")]


def test_lists_by_their_numbering_keep_their_nesting():
    def bullet(text, level):
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>{run(text)}</w:p>'

    levels = "".join(f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="bullet"/></w:lvl>' for at in range(9))
    numbering = xml(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    body = "".join(bullet(f"Level {level}.", level) for level in (0, 1, 2, 3, 8, 0))
    result = read(body, parts={"word/numbering.xml": numbering})
    assert outline(result) == [
        (1, "Level 0."),
        (2, "Level 1."),
        (3, "Level 2."),
        (3, "Level 3."),
        (3, "Level 8."),
        (1, "Level 0."),
    ]
    assert [each.code for each in result.remarks].count("flattened") == 2


@pytest.mark.parametrize(
    "body",
    [
        paragraph("• One.") + paragraph("    • Two.") + paragraph("• Three."),
        paragraph("• One.") + paragraph("<w:r><w:tab/><w:t>o</w:t><w:tab/><w:t>Two.</w:t></w:r>") + paragraph("• Three."),
        paragraph("<w:r><w:t>• One.</w:t><w:br/><w:t>   • Two.</w:t><w:br/><w:t>• Three.</w:t></w:r>"),
        "".join(
            f'<w:p><w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr>{run(text)}</w:p>'
            for left, text in ((360, "• One."), (720, "• Two."), (360, "• Three."))
        ),
    ],
    ids=["blanks", "tabs", "line breaks", "indents"],
)  # fmt: skip
def test_typed_bullets_nest_by_what_sets_them_in(body):
    assert outline(read(body)) == [(1, "One."), (2, "Two."), (1, "Three.")]


def test_hidden_words_are_told_apart():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t> unseen</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> seen.</w:t></w:r>'
    result = read(paragraph(f"{run('One is')}{hidden}{shown}", "ListBullet"))
    assert outline(result) == [(1, "One is seen.")]
    assert "[hidden in the source] unseen" in result.source.text.splitlines()


def test_a_document_as_a_person_writes_it():
    document = docx.Document()
    document.add_heading("Russia in Syria Monitor, Oct. 31-Nov. 7, 2017", 0)
    document.add_heading("Details of Russia’s military campaign in Syria", 1)
    text = document.add_paragraph("Two convoys ", style="List Bullet")
    text.add_run("left").bold = True
    text.add_run(" H")
    text.add_run("2").font.subscript = True
    text.add_run("O. (AP, 11.04.17)")
    document.add_paragraph("Nested. (Tass, 11.05.17)", style="List Bullet 2")
    document.sections[0].header.paragraphs[0].text = "Draft of w1q"
    saved = io.BytesIO()
    document.save(saved)
    issue = import_issue(saved.getvalue(), "week.docx", format="docx").issue
    assert [(item.depth, item.body) for item in issue.items.order_by("depth")] == [
        (1, "Two convoys <strong>left</strong> H<sub>2</sub>O."),
        (2, "Nested."),
    ]
    source = issue.imports.get()
    assert bytes(source.document) == saved.getvalue()
    assert "[a page’s header] Draft of w1q" in source.text.splitlines()


def test_links_become_addresses_of_citations_or_stay_in_the_text():
    body = paragraph(
        f"{run('One ')}{link('k1', 'here')}{run('. (')}{link('k2', 'Reuters')}{run(', 11.04.17)')}",
        "ListBullet",
    )
    result = read(body, links={"k1": "https://a.example/1", "k2": "https://a.example/2"})
    assert outline(result) == [(1, 'One <a href="https://a.example/1">here</a>.')]
    assert cited(result) == [("Reuters", "https://a.example/2")]
    assert [each.title for item in result.plan.walk() for each in item.citations] == ["Tip of k2"]


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ('w:tgtFrame="A report of ours"', "A report of ours"),
        ('w:tgtFrame="_blank"', ""),
        ('w:tgtFrame="blank"', ""),
        ('w:tgtFrame="_blank" w:tooltip="tip"', "tip"),
    ],
)
def test_a_tip_that_libreoffice_saved_as_a_frame_is_a_title_and_a_frame_is_none(attributes, title):
    cited = f'<w:hyperlink r:id="k1" {attributes}>{run("Reuters")}</w:hyperlink>'
    body = paragraph(f"{run('One. (')}{cited}{run(', 11.04.17)')}", "ListBullet")
    result = read(body, links={"k1": "https://a.example/1"})
    assert [each.title for item in result.plan.walk() for each in item.citations] == [title]


def test_links_that_word_keeps_as_fields():
    field = "".join(
        [
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            '<w:r><w:instrText xml:space="preserve"> HYPERLINK "https://a.example/1" </w:instrText></w:r>',
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("AP")}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ]
    )
    assert cited(read(paragraph(f"{run('One. (')}{field}{run(', 11.04.17)')}", "ListBullet"))) == [
        ("AP", "https://a.example/1")
    ]


def test_tracked_changes_insertions_are_taken_and_deletions_told():
    body = paragraph(
        f'{run("One ")}<w:ins w:id="1">{run("came")}</w:ins><w:del w:id="2"><w:r><w:delText>w1q went</w:delText></w:r></w:del>'
        f'<w:moveFrom w:id="3">{run("w2q")}</w:moveFrom><w:moveTo w:id="4">{run(" w2q")}</w:moveTo>',
        "ListBullet",
    )
    result = read(body)
    assert outline(result) == [(1, "One came w2q")]
    found = {
        each.message.partition(": ")[2] for each in result.remarks if each.code == "deleted_words"
    }
    assert found == {
        "“w1q went” was deleted with Track Changes: it is kept with the source document alone.",
        "“w2q” was deleted with Track Changes: it is kept with the source document alone.",
    }


def test_notes_comments_headers_and_footers_are_kept_below_the_text():
    body = paragraph(
        f'{run("One.")}<w:r><w:footnoteReference w:id="2"/></w:r><w:commentRangeStart w:id="0"/><w:r><w:commentReference '
        'w:id="0"/></w:r>',
        "ListBullet",
    )
    parts = {
        f"word/{name}.xml": xml(root, f'<w:{inner} w:id="2">{paragraph(text)}</w:{inner}>')
        for name, root, inner, text in (
            ("footnotes", "footnotes", "footnote", "w1q"),
            ("comments", "comments", "comment", "w2q"),
            ("header1", "hdr", "sdtContent", "w3q"),
            ("footer2", "ftr", "sdtContent", "w4q"),
        )
    }
    result = read(body, parts=parts)
    assert outline(result) == [(1, "One.<sup>[1]</sup>")]
    assert not lost("w1q w2q w3q w4q", result)
    assert "[a footnote] w1q" in result.source.text


BOX = "<w:txbxContent><w:p><w:r><w:t>w1q</w:t></w:r></w:p></w:txbxContent>"
SHAPE = f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp>"
DRAWING = f"<w:drawing><wp:inline>{SHAPE}</wp:inline></w:drawing>"


@pytest.mark.parametrize(
    "inside",
    [
        DRAWING,
        f"<mc:AlternateContent><mc:Choice>{DRAWING}</mc:Choice></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Choice>{DRAWING}</mc:Choice><mc:Fallback/></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Choice>{DRAWING}</mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>",
    ],
)
def test_text_boxes_keep_their_words_once(inside):
    result = read(paragraph(f"<w:r>{inside}</w:r>{run('One.')}", "ListBullet"))
    assert not lost("w1q", result)
    assert (taken(result) + words_of(result.source.text))["w1q"] <= 2


@pytest.mark.parametrize(
    "inside",
    [
        f'<w:fldSimple w:instr="DATE">{run("w1q")}</w:fldSimple>',
        "<m:oMath><m:r><m:t>w1q</m:t></m:r></m:oMath>",
        f"<m:oMathPara><m:oMath><m:r><m:t>w1q</m:t></m:r></m:oMath></m:oMathPara>{run(' x')}",
        f"<w:sdt><w:sdtContent>{run('w1q')}</w:sdtContent></w:sdt>",
        f"<w:bdo>{run('w1q')}</w:bdo>",
        f"<w:strange>{run('w1q')}</w:strange>",
        f"<w:r><w:ruby><w:rt>{run('x')}</w:rt><w:rubyBase>{run('w1q')}</w:rubyBase></w:ruby></w:r>",
    ],
)
def test_words_in_odd_elements_are_not_lost(inside):
    assert not lost("w1q", read(paragraph(f"{run('One. ')}{inside}", "ListBullet")))


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (
            '<w:drawing><wp:inline><wp:docPr w:id="1" descr="w1q"/><a:blip r:embed="p"/></wp:inline></w:drawing>',
            "w1q",
        ),
        ('<w:pict><v:shape alt="w1q"><v:imagedata r:id="p"/></v:shape></w:pict>', "w1q"),
        ('<w:drawing><wp:inline><a:blip r:embed="p"/></wp:inline></w:drawing>', "(no description)"),
    ],
)
def test_a_picture_is_reported_with_its_description(picture, words):
    result = read(paragraph(f"<w:r>{picture}</w:r>{run('One.')}", "ListBullet"))
    assert outline(result) == [(1, "One.")]
    assert f"[a picture near “One.”] {words}" in result.source.text.splitlines()
    assert "text_left_out" in codes(result)


def test_a_row_of_a_table_becomes_one_item_with_a_finding():
    row = f"<w:tr><w:tc>{paragraph('w2q')}</w:tc><w:tc>{paragraph('w3q')}</w:tc></w:tr>"
    result = read(paragraph("One.", "ListBullet") + f"<w:tbl>{row}</w:tbl>")
    assert outline(result) == [(1, "One."), (1, "w2q | w3q")]
    assert "table_row" in codes(result)


# Any document

WORD = st.integers(0, 999).map(lambda number: f"w{number}q")
RUNS = st.one_of(
    WORD.map(lambda text: run(f"{text} ")),
    WORD.map(
        lambda text: f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve"> {text} </w:t></w:r>'
    ),
    WORD.map(lambda text: run(f"({text}, 11.04.17) ")),
    WORD.map(lambda text: link("k1", f" {text} ")),
    WORD.map(lambda text: f'<w:ins w:id="1">{run(text)}</w:ins>{run(" ")}'),
    WORD.map(lambda text: f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{text}</w:t></w:r>"),
    WORD.map(lambda text: run(f"   • {text} ")),
    WORD.map(lambda text: f'<w:del w:id="1"><w:r><w:delText> {text} </w:delText></w:r></w:del>'),
    st.sampled_from(["<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>", run("(Reuters, 11.04.17) ")]),
)
PARAGRAPHS = st.builds(
    lambda parts, style: paragraph("<w:r/>" + "".join(parts), style),
    st.lists(RUNS, max_size=4),
    st.sampled_from(["", "ListBullet", "ListBullet2", "ListBullet3", "heading1", "Nowhere"]),
)
TABLES = st.lists(PARAGRAPHS, min_size=1, max_size=3).map(
    lambda cells: f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"
)


@given(st.lists(st.one_of(PARAGRAPHS, PARAGRAPHS, TABLES), max_size=6).map("".join))
@examples(150)
def test_no_word_of_any_document_is_lost(body):
    result = read(body, links={"k1": "https://a.example/"})
    assert not lost(body, result), result.source.text
