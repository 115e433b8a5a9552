"""Names with @ in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.mentions import Names

NAMES = ["ana", "tom", "Zoë", "eva.k", "a-b", "sue@monitor.test", "Bo", "bo", "x_"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@ana", {"ana"}),
        ("@ana.", {"ana"}),
        ("@ana...", {"ana"}),
        ("@ANA", {"ana"}),
        ("@zoë @ZOË", {"Zoë"}),
        ("@Zoe\u0308", {"Zoë"}),  # the same letter in two signs
        ("@eva.k. And", {"eva.k"}),
        ("@a-b", {"a-b"}),
        ("@a-b-", {"a-b"}),
        ("@x_", {"x_"}),
        ("@sue@monitor.test", {"sue@monitor.test"}),
        ("(@ana), “@tom”", {"ana", "tom"}),
        ("@ana\n@tom", {"ana", "tom"}),
        ("@Bo", {"Bo"}),
        ("@bo", {"bo"}),
        ("@BO", set()),  # which of the two?
        ("@anabel", set()),
        ("@ana-led", set()),
        ("@ana@elsewhere.test", set()),
        ("ana@monitor.test", set()),
        ("x@ana", set()),
        ("https://site.test/@ana", set()),
        ("@@ana", set()),
        ("@", set()),
        ("@ ana", set()),
        ("", set()),
    ],
)
def test_who_is_mentioned(text, found):
    assert Names(NAMES).mentioned(text) == found


def test_the_pieces_say_which_of_them_are_names():
    pieces = Names(NAMES).split("Ask @Ana, @nobody or @tom.")
    assert pieces == [
        ("Ask ", ""),
        ("@Ana", "ana"),
        (", @nobody or ", ""),
        ("@tom", "tom"),
        (".", ""),
    ]


@given(st.text(alphabet="@ana.tom -_\n/é\u0301Zoë", max_size=60))
def test_no_sign_of_a_text_is_ever_lost(text):
    pieces = Names(NAMES).split(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece.startswith("@") for piece, name in pieces if name)
