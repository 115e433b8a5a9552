"""The head of the ledger is kept outside the database, and found in the chain again."""

import logging
import os
from datetime import date
from threading import Thread

import pytest
from django.db import transaction

from issues import ledger
from issues.ledger import heads as head_file
from issues.models import StatusChange
from tests.support import factories as make
from tests.support.commands import refusal, run
from tests.support.tampering import make_anew, unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(commits):
    """An issue that went the whole way: three entries."""
    with commits():
        issue = make.make_issue()
        make.make_item(issue)
        make.publish(issue)


def entry_hashes():
    return list(StatusChange.objects.order_by("pk").values_list("entry_hash", flat=True))


def test_each_entry_leaves_a_line_with_its_number_and_hash(published, heads):
    lines = [line.split() for line in heads.read_text().splitlines()]
    assert [line[:2] for line in lines] == [
        [f"{number}", digest] for number, digest in enumerate(entry_hashes(), 1)
    ]
    assert all(line[2].endswith("+00:00") for line in lines)


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_leaves_none(heads):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make.published_issue()
        raise ZeroDivisionError
    assert not heads.exists()
    make.published_issue()
    assert heads.read_text().startswith("1 ")


def test_its_folder_is_made_where_there_is_none(commits, settings, tmp_path):
    settings.LEDGER_HEADS = tmp_path / "a" / "b" / "heads.txt"
    with commits():
        make.published_issue()
    assert settings.LEDGER_HEADS.read_text().startswith("1 ")


@pytest.mark.parametrize("place", ["/dev/full", "/dev/null/x/heads.txt", "/dev"])
def test_a_file_that_cannot_be_written_stops_no_publication_and_is_logged(
    commits, settings, caplog, place
):
    settings.LEDGER_HEADS = place
    with caplog.at_level(logging.ERROR), commits():
        issue = make.published_issue()
    assert issue.status == "published"
    assert f"was not written to {place}" in caplog.text


def test_lines_of_many_writers_never_mix(heads):
    def write():
        for number in range(1, 101):
            head_file.append(number, "a" * 64)

    writers = [Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = head_file.read()
    assert (len(found.heads), found.unreadable) == (800, 0)


def test_a_line_that_was_torn_off_takes_no_other_along(published, heads, commits):
    heads.write_text(heads.read_text()[:-40])
    torn = heads.read_text().count("\n")
    with commits():
        make.published_issue(date(2017, 11, 14))
    lines = heads.read_text().splitlines()
    assert lines[torn + 1].split()[0].isdigit()
    assert ledger.verify() == []


def test_something_else_in_its_place_stops_no_publication(heads, commits, caplog):
    os.mkfifo(heads)
    reader = os.open(heads, os.O_RDONLY | os.O_NONBLOCK)
    with commits():
        make.published_issue()
    os.close(reader)
    heads.unlink()
    assert ledger.verify() == []


def test_a_tail_that_was_cut_off_is_found(published):
    assert ledger.verify() == []
    with unguarded():
        StatusChange.objects.filter(number=3).delete()
    assert any("the ledger was cut off after entry 2" in line for line in ledger.verify())


def test_a_chain_that_was_made_anew_is_found(published, heads):
    with unguarded():
        StatusChange.objects.filter(number=2).update(reason="Other.")
        make_anew(2)
    assert ledger.verify() == [
        f"{heads}, line 2: entry 2 with the hash {heads.read_text().split()[4]} is not in the ledger "
        "(2 of 3 heads are not): the ledger was made anew from entry 2 or one before it. "
        "If this is another database on purpose, move that file away."
    ]


def test_an_empty_database_beside_the_file_of_another_is_found_and_says_how_to_mend_it(heads):
    head_file.append(1, "a" * 64)
    (found,) = ledger.verify()
    assert "cut off after entry 0" in found
    assert found.endswith("If this is another database on purpose, move that file away.")


def test_without_the_file_the_summary_says_so(heads):
    make.published_issue()
    assert f"No heads are recorded in {heads} yet." in run("verify_ledger")


def test_lines_that_cannot_be_read_are_counted(published, heads):
    with heads.open("ab") as file:
        file.write(b"4 abc\n\xff\xfe\n\n")
    assert f"All 3 heads in {heads} agree; 3 lines cannot be read." in run("verify_ledger")


def test_a_file_that_cannot_be_read_is_a_difference(published, settings):
    settings.LEDGER_HEADS = "/dev"
    assert ledger.verify() == ["/dev cannot be read: Is a directory."]


# What somebody outside has kept
def test_the_command_prints_the_head_and_takes_it_again(published):
    last = entry_hashes()[-1]
    said = run("verify_ledger")
    assert f"3 entries, head 3:{last}." in said
    for head in (f"3:{last}", last, f"  3:{last.upper()}  ", f"1:{entry_hashes()[0]}"):
        assert "agrees" in run("verify_ledger", "--expect", head)


@pytest.mark.parametrize("head", ["2:{last}", "4:{last}", "{other}", "3:{other}", "99999:{last}"])
def test_a_head_that_the_ledger_no_longer_has_is_a_difference(published, head):
    head = head.format(last=entry_hashes()[-1], other="0" * 64)
    assert "1 difference" in refusal("verify_ledger", "--expect", head)


@pytest.mark.parametrize("head", ["", "3", "3:abc", "0:" + "0" * 64, "head", "3:" + "g" * 64])
def test_what_is_no_head_is_one_sentence(head):
    assert refusal("verify_ledger", f"--expect={head}").startswith("--expect takes a head")
