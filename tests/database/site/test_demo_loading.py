"""Loading the demonstration data: whole or not at all, with a password that fits the machine."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from issues.editing import approve_item
from issues.ledger import verify
from issues.management import publishing
from issues.management.commands import load_demo
from issues.models import Issue
from issues.moves import apply_move
from tests.support.demo import ENTRIES, load
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stop_after", [0, 4, 20, 70])
def test_an_interrupted_run_leaves_whole_issues_and_the_next_one_ends_it(monkeypatch, stop_after):
    calls = 0

    def counting(original):
        def call(*arguments, **options):
            nonlocal calls
            calls += 1
            if calls > stop_after:
                raise KeyboardInterrupt
            return original(*arguments, **options)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "approve_item", counting(approve_item))
        patch.setattr(publishing, "apply_move", counting(apply_move))
        with pytest.raises(KeyboardInterrupt):
            load()
    assert not Issue.objects.filter(status__in=("draft", "in_review", "approved")).exists()
    load()
    assert Issue.objects.count() == len(ENTRIES) + 1
    assert verify() == []


def test_without_debug_the_accounts_get_a_password_that_nobody_knows(settings):
    settings.DEBUG = False
    out = StringIO()
    call_command("load_demo", stdout=out)
    (password,) = re.findall(r"Editors: ed, password (\S{16})$", out.getvalue(), re.MULTILINE)
    for user in User.objects.filter(username__in=load_demo.ACCOUNTS):
        assert user.check_password(password)
        assert not user.check_password(load_demo.PASSWORD)


def test_with_debug_the_accounts_get_the_usual_password(settings):
    settings.DEBUG = True
    call_command("load_demo", stdout=StringIO())
    assert User.objects.get(username="ana").check_password(load_demo.PASSWORD)


def test_a_weak_password_is_refused():
    with pytest.raises(CommandError, match="will not do"):
        call_command("load_demo", "--password", "12345678", stdout=StringIO())
    assert not User.objects.exists()


def test_an_account_that_cannot_do_it_is_one_sentence_and_leaves_nothing():
    make_user("ana")
    with pytest.raises(CommandError, match="was not loaded: You may not submit"):
        load()
    assert not Issue.objects.exists()
