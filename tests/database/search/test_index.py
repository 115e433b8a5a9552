"""The index has what readers see, at every moment, whoever changes it and by whatever path."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from issues import guards, search
from issues.editing import change_item, hold_item
from issues.editions import start_correction
from issues.models import Citation, Issue, Item
from issues.moves import apply_move
from issues.search.index import engine
from issues.workflow import Move
from sources.merging import merge, rename
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def run(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def indexed():
    """The ids of all items in the index, and on SQLite that the table of words agrees with that of stems."""
    if connection.vendor == "postgresql":
        return {pk for (pk,) in run("SELECT item_id FROM issues_search")}
    for table in ("issues_search_stems", "issues_search_words"):
        run(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    return {pk for (pk,) in run("SELECT id FROM issues_search_stems_docsize")}


def public():
    return set(Item.objects.published().values_list("pk", flat=True))


def finds(q):
    """Whether the index has a match, published or not: what is found here must never depend on a later filter."""
    assert search.count(q) == search.search(Item.objects.published(), q).count()
    return search.count(q) > 0


def published_with(body="Two convoys reached the town.", **fields):
    issue = make.make_issue()
    make.make_item(issue, body, **fields)
    return make.publish(issue)


def test_a_draft_enters_when_it_is_published_and_not_before():
    issue = make.make_issue()
    make.make_item(issue, "Two convoys.")
    make.submit(issue)
    assert indexed() == set()
    issue = make.approve(issue)
    assert indexed() == set()
    apply_move(issue, Move.PUBLISH, user=make.editor())
    assert indexed() == public() != set()
    assert finds("convoy")


def test_it_enters_by_raw_sql_as_well():
    issue = make.make_issue()
    make.make_item(issue, "Two convoys.")
    issue = make.approve(issue)
    run("UPDATE issues_issue SET status = 'published' WHERE id = %s", issue.pk)
    assert finds("convoy")


def test_a_publication_that_is_rolled_back_leaves_nothing():
    issue = make.make_issue()
    make.make_item(issue, "Two convoys.")
    issue = make.approve(issue)
    with pytest.raises(RuntimeError), transaction.atomic():
        apply_move(issue, Move.PUBLISH, user=make.editor())
        assert finds("convoy")
        raise RuntimeError
    assert indexed() == set()


def test_a_held_item_is_not_in_it():
    issue = make.make_issue()
    make.make_item(issue, "Two convoys.")
    kept = make.make_item(issue, "Three tanks.")
    hold_item(kept, user=make.editor(), held=True)
    make.publish(issue)
    assert finds("convoy")
    assert not finds("tanks")


def test_a_correction_takes_the_place_of_what_it_corrects():
    issue = published_with("Two convoys.")
    correction = start_correction(issue, user=make.editor("eve"), note="They were tanks.")
    item = correction.items.get()
    citations = [make.cite("TASS")]
    change_item(
        item, user=make.analyst(), version=item.version, body="Two tanks.", citations=citations
    )
    assert finds("convoy reuters")
    assert not finds("tanks")
    make.publish(correction)
    assert not finds("convoy")
    assert not finds("reuters")
    assert finds("tanks tass")
    assert indexed() == public()


def test_a_withdrawn_issue_leaves():
    issue = published_with("Two convoys.")
    apply_move(issue, Move.WITHDRAW, user=make.editor(), reason="It was wrong.")
    assert indexed() == set()
    assert not finds("conv*")


def test_a_merged_outlet_is_found_by_both_names():
    former, latter = make.make_outlet("Old Wire"), make.make_outlet("New Agency")
    published_with(citations=[make.cite(former)])
    other = make.make_issue(make.END + timedelta(weeks=1))
    make.make_item(other, "A draft too.", citations=[make.cite(former)])
    assert not finds('"new agency"')
    merge(former, latter)
    assert finds('"old wire"')
    assert finds('"new agency"')
    assert finds("agenc*")
    assert indexed() == public()
    newest = rename(latter, "Newest Service")
    assert finds('"newest service"')
    assert finds('"old wire"')
    assert not finds('"new agency"')
    assert newest.name == "Newest Service"
    make.publish(other)
    assert search.count('"newest service"') == 2


def test_an_outlet_that_no_item_names_any_more_is_forgotten():
    first, second = make.make_outlet("First Wire"), make.make_outlet("Second Wire")
    published_with(citations=[make.cite(first, printed_as="The Wire")])
    assert finds('"first wire"')
    merge(first, second)
    assert finds('"the wire"')
    assert finds('"second wire"')
    assert not finds('"first wire"')
    assert not finds("firs*")


def test_a_long_text_can_be_published_and_its_beginning_is_searched():
    words = " ".join(f"word{number}" for number in range(100_000))
    published_with(
        f"Beginning {words}", citations=[make.cite(title="dam " * 100), make.cite("TASS")]
    )
    assert finds("beginning word77")
    assert not finds("word99999")


def test_a_word_longer_than_any_index_can_hold_is_no_obstacle():
    published_with(f"Beginning {'w' * 5000} end.")
    assert finds("beginning end")


def test_the_index_is_made_of_what_is_there():
    """As a migration does on a database in use, and after a backup was restored."""
    published_with("Two convoys at &lt;noon&gt;.")
    search.remove(connection)
    assert search.missing(connection) == engine(connection).NAMES
    search.install(connection)
    assert search.missing(connection) == set()
    assert indexed() == public()
    assert finds("convoy noon")
    search.install(connection)
    assert indexed() == public()


def test_a_trigger_that_is_missing_is_named():
    run(
        "DROP TRIGGER issues_search_merged"
        + (" ON sources_outlet" * (connection.vendor == "postgresql"))
    )
    assert search.missing(connection) == {"issues_search_merged"}


def test_rows_that_lose_their_guards_and_are_deleted_leave():
    issue = published_with("Two convoys.")
    guards.remove(connection)
    Citation.objects.all().delete()
    Item.objects.filter(issue=issue).delete()
    assert indexed() == set()


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_an_empty_index():
    published_with("Two convoys.")
    assert indexed()
    guards.remove(connection)
    call_command("flush", interactive=False, verbosity=0)
    assert indexed() == set()


@pytest.mark.django_db(transaction=True)
def test_a_merge_during_a_publication_misses_no_item():
    former, latter = make.make_outlet("Old Wire"), make.make_outlet("New Agency")
    issue = make.make_issue()
    make.make_item(issue, citations=[make.cite(former)])
    issue, editor = make.approve(issue), make.editor()

    def merge_in_a_thread():
        try:
            merge(former, latter)
        finally:
            connection.close()

    merging = threading.Thread(target=merge_in_a_thread)
    with transaction.atomic():
        apply_move(issue, Move.PUBLISH, user=editor)
        merging.start()
        merging.join(timeout=1)
        assert merging.is_alive()
    merging.join(timeout=30)
    assert not merging.is_alive()
    assert finds('"new agency"')


def test_publishing_counts_the_rows_of_the_issue_alone():
    """The move is compared and set by the number of rows that changed; those of the index must not count."""
    issue = make.make_issue()
    for number in range(3):
        make.make_item(issue, f"Convoy {number}.")
    issue = make.approve(issue)
    changed = Issue.objects.filter(pk=issue.pk, status="approved").update(
        status="published", published_at=timezone.now(), published_by=make.editor()
    )
    assert changed == 1
    assert len(indexed()) == 3
