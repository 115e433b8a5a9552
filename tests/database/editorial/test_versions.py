"""What the history knows of every version, and two changes of one item that meet."""

from datetime import date

import pytest

from issues.editing import (
    Stale,
    change_item,
    delete_item,
    hold_item,
    meeting,
    move_item,
)
from issues.editions import start_correction
from issues.imports import import_issue
from issues.models import Item
from issues.sections import Section
from issues.versions import as_citations, content_of, content_of_version
from tests.support import factories as make
from tests.support.digests import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    return make.make_issue()


@pytest.fixture
def item(issue):
    return make.make_item(issue)


def change(item, body=None, user=None, version=None, citations=None):
    item = make.fresh(item)
    return change_item(
        item,
        user=user or make.analyst(),
        version=version or item.version,
        body=item.body if body is None else body,
        citations=list(item.citations.all()) if citations is None else citations,
    )


class TestVersions:
    """Every former text comes back with its citations."""

    def contents(self, item):
        rows = Item.history.filter(id=item.pk).order_by("history_id")
        return [content_of(row) for row in rows]

    def test_each_version_is_known_as_it_was(self, issue, item):
        contents = [make.fresh(item).content()]
        parent = make.make_item(issue, "The item above.")
        steps = [
            lambda: change(item, "Other words."),
            lambda: change(item, citations=[make.cite("AP"), make.cite("TASS", title="A title")]),
            lambda: move_item(item, user=make.analyst(), section=item.section, parent=parent),
            lambda: change(item, citations=[]),
            lambda: move_item(item, user=make.analyst(), section=Section.RESPONSE),
        ]
        for step in steps:
            step()
            contents.append(make.fresh(item).content())
        assert make.fresh(item).version == len(contents)
        for version, content in enumerate(contents, start=1):
            assert content_of_version(item, version) == content

    def test_what_changes_no_content_makes_no_version(self, issue, item):
        make.make_item(issue, "Another.")
        move_item(item, user=make.analyst(), section=item.section)
        hold_item(item, user=make.editor(), held=True)
        hold_item(item, user=make.editor(), held=False)
        make.approved_item(item)
        assert make.fresh(item).version == 1
        assert self.contents(item) == [make.fresh(item).content()] * len(self.contents(item))

    def test_a_deleted_item_and_all_below_it_keep_their_citations(self, issue, item):
        child = make.make_item(issue, "A child.", parent=item, citations=[make.cite("AP")])
        change(child, "A grown child.")
        was = [make.fresh(item).content(), make.fresh(child).content()]
        delete_item(item, user=make.analyst())
        assert [self.contents(each)[-1] for each in (item, child)] == was

    def test_a_correction_begins_with_its_citations(self, issue, item):
        make.publish(issue)
        draft = start_correction(issue, user=make.editor(), note="It was three.")
        copy = draft.items.with_contents().get()
        assert self.contents(copy) == [make.fresh(item).content()] * 2
        rows = Item.history.filter(id=copy.pk).order_by("history_id")
        assert [(row.history_user, row.approved_by) for row in rows] == [
            (make.editor(), None),
            (make.editor(), make.editor()),
        ]

    def test_an_import_begins_with_its_citations(self):
        issue = import_issue(
            digest("Two came (Reuters, 11.04.17).", "  A child (AP, 11.05.17).").encode(),
            "digest.txt",
            user=make.analyst(),
        ).issue
        items = list(issue.items.with_contents())
        assert items
        assert any(item.citations.all() for item in items)
        for item in items:
            assert self.contents(item) == [item.content()]

    def test_what_the_item_follows_is_content_too(self, issue, item):
        other = make.make_item(issue, "What came before.")
        row = make.fresh(item)
        cited = list(row.citations.all())
        change_item(
            row, user=make.analyst(), version=1, body=row.body, citations=cited, follows=other.key
        )
        row = make.fresh(item)
        assert (row.version, row.follows) == (2, other.key)
        assert content_of_version(row, 1)["citations"] == row.content()["citations"]
        assert "follows" not in content_of_version(row, 1)
        assert content_of_version(row, 2)["follows"] == other.key

    def test_a_citation_comes_back_as_it_was(self, item):
        stored = [
            make.cite("AP", printed_as="The AP", title="T", note="N", url="https://x.test/"),
            make.cite(None, None, printed_as="Lost Paper", printed_date="some day"),
            make.cite("TASS", dated_from=date(2017, 5, 1), dated_to=date(2017, 5, 31)),
        ]
        change(item, citations=stored)
        contents = content_of_version(item, 2)["citations"]
        assert [citation.content() for citation in as_citations(contents)] == contents


class TestMeeting:
    def test_changes_that_do_not_overlap_are_both_in(self, item):
        change(item, "Three convoys reached the town.", user=make.analyst("amy"))
        saved = change(item, "Two convoys reached the old town.", version=1)
        assert saved.body == make.fresh(item).body == "Three convoys reached the old town."
        assert meeting(saved, 1, make.analyst()) == (
            "amy changed this item meanwhile; both changes are in."
        )

    def test_an_idle_save_of_an_old_form_changes_nothing(self, item):
        text, cited = item.body, list(item.citations.all())
        change(item, "Three convoys.", user=make.analyst("amy"))
        change(item, text, version=1, citations=cited)
        assert (make.fresh(item).body, make.fresh(item).version) == ("Three convoys.", 2)

    def test_a_refusal_carries_mine_theirs_base_and_the_best_of_both(self, item):
        base = make.fresh(item).content()
        change(item, "Four convoys reached the old town.", user=make.analyst("amy"))
        with pytest.raises(Stale) as refusal:
            change(item, "Three convoys reached the town.", version=1)
        stale = refusal.value
        assert stale.base == base
        assert stale.mine["body"] == "Three convoys reached the town."
        assert stale.theirs.body == "Four convoys reached the old town."
        assert stale.merged["body"] == "Three convoys reached the old town."
        assert stale.overlapping == ("body",)
        assert make.fresh(item).body == stale.theirs.body
