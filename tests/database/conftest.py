"""Rows that the tests of a module share."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for a fixture of the whole module, whose rows are there for all of its tests.

    A test rolls back what it does itself, so the next one finds the rows as they were made. Objects in memory are not rolled
    back: a test that changes one fetches it anew. Not for modules with real transactions (``transaction=True``).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
