"""Outlets made, merged and named by several at the same moment, with real threads."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from sources.merging import MergeError, merge, rename
from sources.models import Outlet, OutletAlias
from sources.resolving import get_or_create_unconfirmed, resolve

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


def at_once(*actions: Callable[[], object]) -> list[object]:
    """What each returns or raises, all begun together, each with a connection of its own."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def merge_rows(one: int, other: int) -> None:
    merge(Outlet.objects.get(pk=one), Outlet.objects.get(pk=other))


def test_of_two_opposite_merges_one_wins():
    for number in range(ROUNDS):
        first = Outlet.objects.register(f"First {number}")
        second = Outlet.objects.register(f"Second {number}")
        pks = {first.pk, second.pk}

        results = at_once(
            lambda one=first.pk, other=second.pk: merge_rows(one, other),
            lambda one=second.pk, other=first.pk: merge_rows(one, other),
        )
        assert sorted(map(type, results), key=str) == [type(None), MergeError]
        survivor = Outlet.objects.canonical().get(pk__in=pks)
        assert resolve(first.name) == resolve(second.name) == survivor


def test_merges_in_a_ring_leave_one_survivor():
    for number in range(ROUNDS):
        ring = [Outlet.objects.register(f"Ring {number}/{place}") for place in range(4)]
        pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
        actions = [
            lambda one=one.pk, other=other.pk: merge_rows(one, other) for one, other in pairs
        ]
        results = at_once(*actions)
        assert sum(isinstance(result, MergeError) for result in results) == 1
        assert sum(result is None for result in results) == 3
        survivor = Outlet.objects.canonical().get(pk__in=[outlet.pk for outlet in ring])
        assert {resolve(outlet.name) for outlet in ring} == {survivor}
        assert set(Outlet.objects.family(survivor)) == {outlet.pk for outlet in ring}


def test_of_two_renamings_to_one_name_one_wins():
    for number in range(ROUNDS):
        first = Outlet.objects.register(f"First {number}")
        second = Outlet.objects.register(f"Second {number}")
        results = at_once(
            lambda one=first, number=number: rename(one, f"Third {number}"),
            lambda one=second, number=number: rename(one, f"THIRD {number}"),
        )
        assert sum(isinstance(result, MergeError) for result in results) == 1
        assert sum(isinstance(result, Outlet) for result in results) == 1


def test_one_new_name_becomes_one_outlet_however_many_meet_it():
    for number in range(ROUNDS):
        names = [f"{word} {number}" for word in ("Harbor News", "HARBOR NEWS", "harbor  news") * 3]
        results = at_once(*(lambda name=name: get_or_create_unconfirmed(name) for name in names))
        assert len({outlet.pk for outlet in results}) == 1


def test_names_with_one_slug_become_outlets_with_slugs_of_their_own():
    names = [f"Harbor{mark}Post" for mark in "/&+:;=!?"]
    results = at_once(*(lambda name=name: get_or_create_unconfirmed(name) for name in names))
    assert {outlet.name for outlet in results} == set(names)
    slugs = {outlet.slug for outlet in results}
    assert slugs == {"harbor-post", *(f"harbor-post-{number}" for number in range(2, 9))}


def test_a_name_does_not_become_an_outlet_and_an_alias_at_once():
    holder = Outlet.objects.register("Holder")
    for number in range(ROUNDS):
        results = at_once(
            lambda number=number: Outlet.objects.register(f"Claimed {number}"),
            lambda number=number: OutletAlias.objects.create(
                outlet=holder, name=f"CLAIMED {number}"
            ),
        )
        assert sum(isinstance(result, IntegrityError) for result in results) == 1
        assert resolve(f"claimed {number}") is not None
