"""Items that tell of the same event are found, and others are not."""

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from issues.editions import start_correction
from issues.models import Citation
from issues.moves import apply_move
from issues.repeats import MOST_FOUND, find_similar
from issues.repeats.likeness import Source, Weights, likeness
from issues.repeats.reading import read
from issues.workflow import Move
from sources.merging import merge
from tests.support import factories as make
from tests.support.examples import examples
from tests.support.paths import DATA

pytestmark = pytest.mark.django_db

PAIRS = json.loads((DATA / "repeats.json").read_text())["pairs"]
LAST = date(2018, 12, 31)
BEFORE = make.END - timedelta(days=7)
BODY = "Engineers from Stroytransgaz reopened the Thawra field southwest of Raqqa."
OTHER = "Teachers in Douma asked for schoolbooks and got blankets."


def found(body, issue=None, citations=(), **more):
    """The texts of what is found."""
    issue = issue or make.make_issue(LAST)
    return [each.item.text for each in find_similar(body, citations, issue, **more)]


def cite(side):
    return make.cite(side["outlet"], date.fromisoformat(side["date"]))


# The labelled pairs


@dataclass
class Count:
    """What was found of the pairs; ``strays`` were found for a text that is no partner of theirs."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    strays: int = 0

    @property
    def precision(self):
        return self.right / (self.right + self.wrong + self.strays)

    @property
    def recall(self):
        return self.right / (self.right + self.missed)


def test_there_are_sixty_pairs_at_least_and_twenty_are_held_out():
    held_out = [pair["similar"] for pair in PAIRS if pair["hold_out"]]
    tuned_on = [pair["similar"] for pair in PAIRS if not pair["hold_out"]]
    assert len(held_out) == 20
    assert len(tuned_on) >= 40
    for labels in (held_out, tuned_on):
        assert sum(labels) == len(labels) / 2


def counted(pairs):
    """Each later text is looked for in an archive of all the earlier ones."""
    archive = make.make_issue(date(2018, 11, 6))
    texts = {}
    for number, pair in enumerate(pairs):
        item = make.make_item(archive, pair["earlier"]["text"], citations=[cite(pair["earlier"])])
        texts[item.key] = number
    make.publish(archive)
    draft, count = make.make_issue(LAST), Count()
    for number, pair in enumerate(pairs):
        later = pair["later"]
        similar = find_similar(later["text"], [cite(later)], draft)
        numbers = {texts[each.item.key] for each in similar}
        count.strays += len(numbers - {number})
        if number not in numbers:
            count.missed += pair["similar"]
        elif pair["similar"]:
            count.right += 1
        else:
            count.wrong += 1
    return count


def test_precision_and_recall_hold_on_all_pairs_in_one_archive():
    count = counted(PAIRS)
    assert count.precision >= 0.9, count
    assert count.recall >= 0.8, count


# Those that were held out were written by somebody who did not know the method, and tell in part of the same events as
# the others: each set has an archive of its own. On twenty pairs one error is five points, so their bar is lower.
@pytest.mark.parametrize(("is_held_out", "precision"), [(False, 0.9), (True, 0.8)])
def test_precision_and_recall_hold_on_pairs_that_were_tuned_on_and_on_those_that_were_not(
    is_held_out, precision
):
    count = counted([pair for pair in PAIRS if pair["hold_out"] == is_held_out])
    assert count.precision >= precision, count
    assert count.recall >= 0.8, count


# Where is looked


def test_the_same_text_of_an_earlier_issue_is_found():
    make.published_issue(make.END, OTHER, BODY)
    assert found(BODY) == [BODY]


def test_an_item_of_the_same_issue_is_found_held_ones_too():
    issue = make.make_issue()
    make.make_item(issue, BODY, held=True)
    assert found(BODY, issue) == [BODY]


def test_an_item_of_an_earlier_draft_is_found_but_not_to_be_followed():
    make.make_item(make.make_issue(), BODY)
    [similar] = find_similar(BODY, [], make.make_issue(LAST))
    assert not similar.may_be_followed


def test_an_item_of_a_published_issue_may_be_followed():
    make.published_issue(make.END, BODY)
    [similar] = find_similar(BODY, [], make.make_issue(LAST))
    assert similar.may_be_followed


@pytest.mark.parametrize("is_published", [False, True])
def test_an_item_of_a_later_issue_is_not_found(is_published):
    later = make.make_issue(make.END + timedelta(days=7))
    make.make_item(later, BODY)
    if is_published:
        make.publish(later)
    assert found(BODY, make.make_issue()) == []


def test_what_was_withdrawn_is_not_found():
    issue = make.published_issue(make.END, BODY)
    apply_move(issue, Move.WITHDRAW, user=make.editor(), reason="A test.")
    assert found(BODY) == []


def test_what_was_held_back_from_a_published_issue_is_not_found():
    issue = make.make_issue()
    make.make_item(issue, OTHER)
    make.make_item(issue, BODY, held=True)
    make.publish(issue)
    assert found(BODY) == []


def test_an_item_is_not_found_for_itself_nor_in_another_edition():
    issue = make.published_issue(make.END, BODY)
    draft = start_correction(issue, user=make.editor(), note="A note.")
    assert found(BODY, draft, key=draft.items.get().key) == []
    assert found(BODY, draft) == [BODY]


def test_a_few_are_found_at_most():
    make.published_issue(make.END, *[f"{BODY} {number}" for number in range(3 * MOST_FOUND)])
    assert len(found(BODY)) == MOST_FOUND


# What is evidence


def test_texts_without_words_are_like_nothing():
    make.published_issue(make.END, BODY)
    draft = make.make_issue(LAST)
    for text in ("", " ", "…", "<b></b>", "!?", "\x00"):
        assert found(text, draft) == []


def test_common_words_alone_are_found_if_the_text_is_the_same():
    make.published_issue(make.END, "They said so.", OTHER)
    assert found("They said so!") == ["They said so."]


def test_where_every_word_is_common_the_same_text_is_found_as_a_phrase(monkeypatch):
    monkeypatch.setattr("issues.repeats.finding._MOST_HOLDERS", 1)
    make.published_issue(make.END, BODY, f"{BODY} Again.", "Raqqa: Thawra field reopened.")
    assert BODY in found(BODY)


def test_markup_and_punctuation_make_no_difference():
    make.published_issue(
        make.END,
        'Sappers <em>cleared</em> the <a href="https://a.test">road</a> to Tabqa &amp; Tell Abyad.',
    )
    [similar] = find_similar(
        "Sappers cleared the road to Tabqa & Tell Abyad", [], make.make_issue(LAST)
    )
    assert similar.is_same_text
    assert similar.likeness.score == 1


def test_a_source_in_common_is_named_also_after_a_merger():
    issue = make.make_issue()
    cited = make.cite("The Weekly", make.END)
    make.make_item(issue, BODY, citations=[cited])
    make.publish(issue)
    merge(make.make_outlet("The Weekly"), make.make_outlet("The Daily"))
    day = Citation(outlet=make.make_outlet("The Daily"), dated_from=make.END, dated_to=make.END)
    [similar] = find_similar(BODY, [day], make.make_issue(LAST))
    assert similar.citation.printed_name == "The Weekly"
    other = Citation(outlet=day.outlet, dated_from=BEFORE, dated_to=BEFORE)
    [similar] = find_similar(BODY, [other], make.make_issue(date(2018, 12, 24)))
    assert similar.citation is None


def test_a_year_is_no_evidence():
    issue = make.make_issue()
    year = {"dated_from": date(2017, 1, 1), "dated_to": date(2017, 12, 31)}
    make.make_item(issue, BODY, citations=[make.cite("Reuters", **year)])
    make.publish(issue)
    [similar] = find_similar(BODY, [make.cite("Reuters", make.END)], make.make_issue(LAST))
    assert similar.citation is None


def test_the_words_in_common_are_marked():
    make.published_issue(make.END, "In Raqqa, engineers reopened two <b>bridges</b>.")
    [similar] = find_similar("Engineers reopened bridges in Raqqa.", [], make.make_issue(LAST))
    assert (
        "".join(text for text, _ in similar.pieces) == "In Raqqa, engineers reopened two bridges."
    )
    marked = [text for text, is_common in similar.pieces if is_common]
    assert marked == ["Raqqa", "engineers", "reopened", "bridges"]
    assert similar.word_count == 4


BULLETIN = "Russian aviation flew 316 sorties over the week and hit 818 depots in Hama."


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("In Hama, Russian aviation hit 818 depots in a week of 316 sorties.", True),
        ("Russian aviation flew 316 sorties and hit depots in Hama.", True),
        (BULLETIN.replace("316", "412").replace("818", "1,136"), False),
        (BULLETIN.replace("Russian", "American").replace("Hama", "Raqqa"), False),
        ("Teachers in Hama asked for 316 schoolbooks.", False),
    ],
)
def test_the_same_told_anew_is_found_and_a_formula_filled_anew_is_not(text, is_found):
    make.published_issue(make.END, BULLETIN)
    assert bool(found(text)) is is_found


def test_days_far_apart_speak_against_and_unknown_ones_do_not():
    one, other = read("Putin met Assad in Sochi."), read("In Sochi, Assad thanked Putin for arms.")
    day, next_day = Source(1, LAST, LAST), Source(2, LAST - timedelta(1), LAST - timedelta(1))
    month_before = Source(1, LAST - timedelta(60), LAST - timedelta(30))
    scores = [
        likeness(one, other, Weights({}, 0), [day], sources).score
        for sources in ([], [day], [month_before, next_day], [month_before])
    ]
    assert scores[0] == scores[1] > scores[2] > scores[3]


def test_a_shortened_text_is_not_called_the_same():
    make.published_issue(make.END, f"{BODY} Three hundred workers return; exports to Iraq resume.")
    [similar] = find_similar(BODY, [], make.make_issue(LAST))
    assert not similar.is_same_text


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("fourteen trucks", ["#14"]),
        ("three hundred and twenty families", ["#320"]),
        ("two hundred and twelve", ["#212"]),
        ("forty-nine years", ["#49"]),
        ("8,500 fighters", ["#8500"]),
        ("two million and one", ["#2000000"]),
        ("the tenth time", ["#10"]),
        ("two thousand three hundred", ["#2300"]),
        ("five, six", ["#5", "#6"]),
        ("hundreds of them", []),
        ("2.5 percent", ["#2.5"]),
    ],
)
def test_numbers_are_read_in_digits_and_words(text, keys):
    assert [word.key for word in read(text).words if word.is_number] == keys


def test_names_are_told_from_beginnings_of_sentences():
    names = {
        word.key
        for word in read("Rescuers came to Hama. France’s envoy left. Walid Muallem spoke.").words
        if word.is_name
    }
    assert names == {"hama", "franc", "walid", "muallem"}


# Always and never


def test_the_queries_are_few_and_do_not_grow():
    make.published_issue(make.END, BODY)
    draft = make.make_issue(LAST)
    counts = []
    for size in (0, 30):
        make.published_issue(
            BEFORE - timedelta(days=7 * size), *[f"{BODY} {n}" for n in range(size)]
        )
        make.make_item(draft, BODY)
        citation = Citation(outlet=make.make_outlet("Reuters"), dated_from=BEFORE, dated_to=BEFORE)
        with CaptureQueriesContext(connection) as queries:
            find_similar(BODY, [citation] * 20, draft)
        counts.append(len(queries))
    assert max(counts) <= 9


WORDS = st.sampled_from(
    [*BODY.split(), *"they the Ра́кка البوكمال naïve R&D <b>two</b> 8,500 Qa’im &amp; …".split()]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400)


@given(st.one_of(ANY, TEXTS), st.booleans())
@examples(100)
def test_any_text_can_be_looked_for_and_the_item_itself_is_never_found(text, is_cited):
    with rolled_back():
        make.published_issue(make.END, BODY, OTHER)
        item = make.make_item(make.make_issue(LAST), OTHER)
        cited = [make.cite("Reuters", make.END)] if is_cited else []
        keys = {each.item.key for each in find_similar(text, cited, item.issue, key=item.key)}
        assert item.key not in keys


@given(st.one_of(ANY, TEXTS))
@examples(40)
def test_the_same_text_in_a_draft_is_always_found(text):
    with rolled_back():
        former = make.make_item(make.make_issue(BEFORE), text)
        former.refresh_from_db()
        texts = [each.item.body for each in find_similar(former.body, [], make.make_issue(LAST))]
        assert not read(former.text).words or former.body in texts


@given(TEXTS)
@examples(15)
def test_the_same_text_that_was_published_is_always_found(text):
    with rolled_back():
        former = make.published_issue(BEFORE, text).items.get()
        texts = [each.item.body for each in find_similar(former.body, [], make.make_issue(LAST))]
        assert not read(former.text).words or former.body in texts


@contextmanager
def rolled_back():
    """What an example makes is gone with it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
