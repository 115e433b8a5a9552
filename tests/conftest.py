"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from hypothesis import settings
from pytest_django import DjangoDbBlocker

import tests.support.examples  # noqa: F401  # registers the profiles
from issues import guards
from issues.groups import create_groups
from sources import guards as outlet_guards
from sources.loading import load_outlets
from tests.support import factories as make
from tests.support.demo_walk import Walk, walk_demo
from tests.support.paths import TESTS

settings.load_profile("ci")
# What asks a test's database for something.
DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each test stands where it runs: those of ``unit`` ask no database, all others do."""
    misplaced = []
    for item in items:
        asks = item.get_closest_marker("django_db") or DATABASE & {
            *getattr(item, "fixturenames", ())
        }
        if bool(asks) == ("unit" in item.path.relative_to(TESTS).parts):
            misplaced.append(item.nodeid)
    if misplaced:
        raise pytest.UsageError(
            "tests/unit holds what asks no database, the other folders what does. "
            f"Not so: {', '.join(misplaced)}"
        )


@pytest.fixture(scope="session")
def walk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Walk:
    """The whole demo site as a reader met it; made once, and gone from the database again."""
    with django_db_blocker.unblock():
        return walk_demo()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for a fixture of the whole module, whose rows are there for all of its tests.

    A test rolls back what it does itself, so the next one finds the rows as they were made. Objects in memory are not rolled
    back: a test that changes one fetches it anew. Not for modules with real transactions (``transaction=True``).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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


@pytest.fixture(scope="session")
def _heads_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("heads")
    return (folder / f"{number}.txt" for number in count())


@pytest.fixture(autouse=True)
def heads(_heads_of_all: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file with the heads of this test's ledger: no other database has the same."""
    monkeypatch.setattr(site, "LEDGER_HEADS", path := next(_heads_of_all))
    return path


@pytest.fixture(autouse=True, scope="session")
def _turns_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests that run beside each other are machines of their own: none waits for the long forms of another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "TURNS", tmp_path_factory.mktemp("turns"))
        yield


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
