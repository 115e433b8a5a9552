"""What is a citation and what is prose, what is left of the text, and who is quoted."""

import pytest

from issues.digest import KnownOutlets, read_citations, read_item
from tests.support.digest_cases import registry

OUTLETS = KnownOutlets(registry())


def pairs(text):
    references = read_citations(text, outlets=OUTLETS).references
    return [(each.outlet, each.span.iso if each.span else None) for each in references]


@pytest.mark.parametrize(
    "text",
    [
        "(six miles)",
        "(since 2014)",
        "(See Reuters, 11.04.17)",
        "(e.g., Reuters, 11.04.17)",
        "(May 2017)",
        "(Nov. 3)",
        "(2015-2017)",
        "(Monday, Nov. 6, 2017)",
        "(Oct. 31, Nov. 7, 2017)",
        "(11.04.17, 11.05.17)",
        "(born in Moscow, 1961)",
        "(12,000 troops, 2016)",
        "(Velan Courier)",
        "(Reuters, Velan Courier)",
        "(Velan Courier, Nov. 3)",
        "(Putin said in his speech to the Assembly in Moscow, 11.04.17)",
        "(killed 11.04.17)",
        "(minus 11.04.17 degrees)",
        "(Duma vote on 11.04.17)",
        "(no ((deeper (levels)), 11.04.17)",
        "()",
        "(, )",
    ],
)
def test_a_parenthesis_of_another_kind_is_prose_and_stays(text):
    assert pairs(text) == []
    assert text.count("(") != text.count(")") or read_citations(text).leftover == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(dpa, 11.04.17)", [("dpa", "2017-11-04")]),
        ("(lenta.ru 11.04.17)", [("lenta.ru", "2017-11-04")]),
        ("(Reuters, Nov. 4-5, 2017, AP, 11.04.17)", [("Reuters", "2017-11-04"), ("AP", "2017-11-04")]),
        ("(lenta.ru, May 2017)", [("lenta.ru", "2017-05")]),
        ("(38 North, May 2017)", [("38 North", "2017-05")]),
        ("(In These Times, 11.04.17)", [("In These Times", "2017-11-04")]),
        ("(the Post, 11.04.17)", [("the Post", "2017-11-04")]),
        ("(Novaya Gazeta, 11.04.17)", [("Novaya Gazeta", "2017-11-04")]),
        ("(Velan Post, Europe, 11.04.17)", [("Velan Post", "2017-11-04"), ("Europe", "2017-11-04")]),
        ("(Reuters and AP, 11.04.17)", [("Reuters and AP", "2017-11-04")]),
        ("(U.N. 02.13.17)", [("U.N.", "2017-02-13")]),
        ("(Gazeta.ru. 02.13.17)", [("Gazeta.ru", "2017-02-13")]),
        ("(Reuters,, 11.04.17)", [("Reuters", "2017-11-04"), (None, "2017-11-04")]),
        ("(11.04.17, Reuters)", [(None, "2017-11-04"), ("Reuters", None)]),
        ("(The\n  Moscow\n  Times,\n  11.04.17)", [("The Moscow Times", "2017-11-04")]),
        ("(see the map (Reuters, 11.04.17))", [("Reuters", "2017-11-04")]),
    ],
)  # fmt: skip
def test_names_and_dates_are_told_apart(text, expected):
    assert pairs(text) == expected


def test_a_note_belongs_to_one_article():
    first, second = read_citations("(Rosbalt, in Russian, 11.03.17, 11.04.17)").references
    assert (first.note, second.note) == ("in Russian", "")


def test_a_known_name_is_known_in_any_case_and_spelling_of_the_apostrophe():
    assert pairs("(REUTERS, tass)") == [("REUTERS", None), ("tass", None)]
    assert pairs("(Jane’s)") == [("Jane’s", None)]
    assert read_citations("(Reuters)").references == ()


def test_known_outlets_need_no_date_only_at_the_end_of_an_item():
    assert pairs("It closed. (Reuters)") == [("Reuters", None)]
    assert pairs("It (Reuters) closed.") == []
    assert pairs("It closed. (Reuters) (AP, 11.04.17)") == [("Reuters", None), ("AP", "2017-11-04")]


def test_an_acronym_that_is_spelled_out_before_it_is_no_outlet():
    text = "He is with the Center for Public Integrity (CPI)."
    assert read_citations(text, outlets=OUTLETS).leftover == text
    assert pairs("He spoke with reporters (CPI).") == [("CPI", None)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Talks ended (AP, 11.01.17). More came.", "Talks ended. More came."),
        ("Talks ended. (AP, 11.01.17). More came.", "Talks ended. More came."),
        ("Talks ended (AP, 11.01.17), he said.", "Talks ended, he said."),
        ("“Talks ended (AP, 11.01.17),” he said.", "“Talks ended,” he said."),
        ("Talks (AP, 11.01.17)ended.", "Talks ended."),
        ("(AP, 11.01.17) Talks ended.", "Talks ended."),
        ("Talks ended (AP, 11.01.17). (AP, 11.02.17).", "Talks ended."),
        ("Talks ended! (AP, 11.01.17).", "Talks ended!"),
        ("“Talks ended.” (AP, 11.01.17).", "“Talks ended.”"),
        ("“Talks ended” (AP, 11.01.17).", "“Talks ended”."),
        ("Talks ended.[1] (AP, 11.01.17).", "Talks ended.[1]"),
        ("Talks ended (in May) (AP, 11.01.17).", "Talks ended (in May)."),
        ("Talks ended..  (AP, 11.01.17)", "Talks ended.."),
        ("(AP, 11.01.17).", ""),
    ],
)
def test_the_sentences_around_a_citation_are_joined(text, left):
    assert read_citations(text, outlets=OUTLETS).leftover == left


def test_an_unclosed_citation_stays_text_and_the_next_one_is_read():
    item = read_item("• A ridge fell (AP, 11.06.17. It rose. (AP, 11.07.17)", outlets=OUTLETS)
    assert item.text == "A ridge fell (AP, 11.06.17. It rose."
    assert len(item.references) == 1


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Nadia Brandt, a hydrologist, writes", ("author", "Nadia Brandt", "a hydrologist", "writes")),
        ("Nadia Brandt, who teaches, then and now, argues", ("author", "Nadia Brandt", "who teaches, then and now", "argues")),
        ("Nadia Brandt, a hydrologist", ("author", "Nadia Brandt", "a hydrologist", None)),
        ("Nadia Brandt, a hydrologist, writes ", ("author", "Nadia Brandt", "a hydrologist", "writes")),
        ("Nadia Brandt told the paper", ("author", "Nadia Brandt", None, "told")),
        ("Ida Roe, Omar Lind and Nadia Brandt of the Group write", ("author", "Ida Roe, Omar Lind and Nadia Brandt of the Group", None, "write")),
        ("Haaretz", ("outlet", "Haaretz", None, None)),
        ("The Velan Courier writes", ("outlet", "The Velan Courier", None, "writes")),
        ("The mayor said fuel was short", None),
        ("In Foreign Affairs, Ida Roe argues", None),
        ("He put it simply", None),
        ("Nadia Brandt writes that it was", None),
    ],
)  # fmt: skip
def test_a_quotation_is_attributed_to_the_name_before_it(lead, expected):
    item = read_item(f"• {lead}: “Go.” (The Velan Courier, 11.04.17)", outlets=OUTLETS)
    attribution = item.attribution
    assert (attribution and tuple(attribution.to_dict().values())) == expected


@pytest.mark.parametrize(
    "bullet",
    [
        "•",
        "• ",
        "•\t",
        "-",
        "– ",
        "* ",
        "·",
        "o ",
        "o\u00a0",
        "1. ",
        "12) ",
        "  \t•\t",
        "§\t",
        "\uf0a7 ",
        "",
    ],
)
def test_bullets_of_all_kinds_are_taken_off(bullet):
    assert read_item(f"{bullet}Ten trucks crossed.").text == "Ten trucks crossed."


@pytest.mark.parametrize(
    "text",
    ["**Ten** trucks", "*Ten trucks*", "-10 degrees", "o.k.", "2017. Ten", "1.5 miles", "— ten"],
)
def test_what_only_resembles_a_bullet_stays(text):
    assert read_item(text).text == text


@pytest.mark.parametrize(
    ("text", "is_placeholder"),
    [
        ("• No significant developments", True),
        ("- No  significant\n  developments. ", True),
        ("NO SIGNIFICANT COMMENTARY.", True),
        ("• No significant developments. (AP, 11.04.17)", False),
        ("• No significant developments in May.", False),
        ("• No significant developments..", False),
    ],
)
def test_a_placeholder_is_the_whole_text_of_a_bullet(text, is_placeholder):
    assert read_item(text).placeholder is is_placeholder
