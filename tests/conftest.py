"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from issues import guards
from issues.groups import create_groups
from sources import guards as outlet_guards
from sources.loading import load_outlets
from tests.support import factories as make
from tests.support.demo_walk import Walk, walk_demo

# No test looks at the clock: how long an example takes to make or to run says how busy the machine is. Examples that need
# rows of their own make them in a transaction that they roll back, whatever the scope of the fixtures.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def walk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Walk:
    """The whole demo site as a reader met it; made once, and gone from the database again."""
    with django_db_blocker.unblock():
        return walk_demo()


@pytest.fixture
def ana(client: Client) -> User:
    """An analyst, signed in."""
    user = make.analyst()
    client.force_login(user)
    return user


@pytest.fixture
def ed(client: Client) -> User:
    """An editor, signed in."""
    user = make.editor()
    client.force_login(user)
    return user


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], Any]:
    """``with commits():`` what is to happen after a commit happens when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True, scope="session")
def _flush_around_the_guards() -> Iterator[None]:
    """A test with real transactions ends by emptying the tables, which the guards would refuse.

    The guards go, the tables are emptied, then the guards and the rows that migrations made come back.
    """
    teardown = TransactionTestCase._fixture_teardown

    def around(self: TransactionTestCase) -> None:
        guards.remove(connection)
        outlet_guards.remove(connection)
        teardown(self)
        restore_after_flush()

    # TestCase overrides the method, so tests that roll back never come here.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", around)
        yield


def restore_after_flush() -> None:
    """What the migrations had put there: guards, groups and outlets."""
    guards.install(connection)
    outlet_guards.install(connection)
    create_groups()
    load_outlets()
