"""Inline HTML: little is let through, and no word of prose is lost."""

import html
import re

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from issues.markup import ATTRIBUTES, TAGS, clean, from_text, to_text
from tests.support.attacks import CONTEXTS, own_attacks, payloads

PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
MARKED_UP = st.lists(
    st.sampled_from(
        [
            *'<b> </b> <a href="https://x.test/?a=1&b=2"> </a> <script> </script> <svg> <img/onerror=a> <!-- --> & &amp; &lt; " \' > < word'.split(),
            '<a href="javascript:alert(1)">',
            "<p>",
            "</p>",
            "<style>",
            "\x00",
            " ",
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("plain words", "plain words"),
        ("<b>bold</b> and <em>stress</em>", "<b>bold</b> and <em>stress</em>"),
        ('<a href="https://x.test/">x</a>', '<a href="https://x.test/">x</a>'),
        ('<a href="mailto:desk@x.test">x</a>', '<a href="mailto:desk@x.test">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="javascript:123">x</a>', "<a>x</a>"),
        ('<a href="&#106;avascript:123">x</a>', "<a>x</a>"),
        ('<a href="//x.test/">x</a>', "<a>x</a>"),
        (
            '<a href="https://x.test/" onclick="a()" style="b" target=_blank>x</a>',
            '<a href="https://x.test/">x</a>',
        ),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>b{}</style>c<!-- d -->e", "ace"),
        ("<svg><text>x</text></svg>y", "y"),
        ("<h1>Heading</h1><img src=x onerror=a()>", "Heading"),
        ("5 < 6 & 7 > 2", "5 &lt; 6 &amp; 7 &gt; 2"),
        ("<b>open", "<b>open</b>"),
        ("nul\x00byte", "nulbyte"),
    ],
)
def test_what_comes_out(source, cleaned):
    assert clean(source) == cleaned


@given(MARKED_UP | PLAIN)
def test_cleaning_twice_is_cleaning_once(source):
    assert clean(clean(source)) == clean(source)


@given(MARKED_UP | PLAIN)
def test_nothing_but_the_allowed_tags_attributes_and_schemes_comes_out(source):
    for tag, rest in re.findall(r"<(/?\w+)([^>]*)>", clean(source)):
        assert tag.lstrip("/") in TAGS
        for name, value in re.findall(r'([\w-]+)="([^"]*)"', rest):
            assert name in ATTRIBUTES[tag]
            assert re.match(r"(https?|mailto):", html.unescape(value))


@given(PLAIN)
def test_plain_text_survives_as_it_is(source):
    assert to_text(from_text(source)) == source


@given(PLAIN)
def test_plain_text_is_never_markup(source):
    assert "<" not in from_text(source)


def test_attacks_begin_everywhere_and_most_of_them_need_nothing_else():
    attacks = own_attacks()
    assert {attack.context for attack in attacks} == CONTEXTS
    assert len({attack.payload for attack in attacks}) > 350
    assert sum(not attack.needs for attack in attacks) > 200


def test_of_attacks_only_allowed_tags_attributes_and_schemes_are_left():
    for payload in payloads():
        # Halves of characters are none; a browser test reads them too.
        cleaned = re.sub("[\ud800-\udfff]", "", clean(payload))
        for element in fragment_fromstring(f"<main>{cleaned}</main>").iterdescendants():
            assert element.tag in {"a", "b", "em", "i", "strong", "sub", "sup"}, payload
            assert {*element.attrib} <= ({"href"} if element.tag == "a" else set()), payload
            assert re.match("(https?|mailto):", element.get("href", "https:"), re.I), payload


def test_cleaning_an_attack_twice_is_cleaning_it_once():
    for payload in payloads():
        assert clean(clean(payload)) == clean(payload)


def test_attacks_on_templates_are_obeyed_by_templates():
    attacks = [attack for attack in own_attacks() if attack.context == "templates"]
    assert attacks
    for attack in attacks:
        assert engines["django"].from_string(attack.payload).render() == "templated"
