"""Merging and renaming outlets: rows stay, names and domains go to the survivor."""

from itertools import count

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from sources.merging import MergeError, merge, rename
from sources.models import Outlet, OutletAlias, OutletDomain
from sources.resolving import resolve, resolve_url
from tests.support.examples import examples

pytestmark = pytest.mark.django_db


def outlet(name: str, *aliases: str, domain: str = "", **fields) -> Outlet:
    made = Outlet.objects.register(name, **fields)
    for alias in aliases:
        OutletAlias.objects.create(outlet=made, name=alias)
    if domain:
        OutletDomain.objects.create(outlet=made, domain=domain)
    return made


def names(of: Outlet) -> set[str]:
    return {alias.name for alias in of.aliases.all()}


def family(of: Outlet) -> set[int]:
    return set(Outlet.objects.family(of))


def test_a_merged_outlet_stays_and_its_names_and_domains_find_the_other():
    old = outlet("Old Wire", "OW", domain="old.example")
    new = outlet("New Wire", "NW", domain="new.example")
    merge(old, new)
    assert Outlet.objects.get(slug="old-wire") == old
    assert old.merged_into == new
    assert old.merged_at is not None
    assert old.canonical == new.canonical == new
    assert names(new) == {"OW", "NW", "Old Wire"}
    assert resolve("old wire") == resolve("ow") == resolve("New Wire") == new
    assert resolve_url("https://old.example/") == resolve_url("https://new.example/") == new
    assert family(old) == family(new) == {old.pk, new.pk}
    assert set(Outlet.objects.canonical().filter(pk__in=[old.pk, new.pk])) == {new}


def test_the_merged_row_keeps_its_name_and_slug():
    old, new = outlet("Old Wire", kind=Outlet.Kind.WIRE, country="NO"), outlet("New Wire")
    merge(old, new)
    old.refresh_from_db()
    assert (old.name, old.slug, old.kind, old.country) == ("Old Wire", "old-wire", "wire", "NO")


def test_a_domain_that_both_have_is_kept_once():
    old = outlet("Old Wire", domain="wire.example")
    new = outlet("New Wire", domain="wire.example")
    assert resolve_url("https://wire.example/") is None
    merge(old, new)
    assert resolve_url("https://wire.example/") == new
    assert OutletDomain.objects.filter(domain="wire.example").count() == 1


def test_families_stay_flat():
    first, second, third = outlet("First"), outlet("Second"), outlet("Third")
    merge(first, second)
    merged_at = first.merged_at
    merge(second, third)
    first.refresh_from_db()
    assert first.merged_into == second.merged_into == third
    assert first.merged_at == merged_at
    assert resolve("First") == resolve("Second") == third
    assert family(first) == family(second) == family(third) == {first.pk, second.pk, third.pk}


def test_several_families_are_asked_for_at_once(django_assert_num_queries):
    first, second, third = outlet("First"), outlet("Second"), outlet("Third")
    merge(first, second)
    with django_assert_num_queries(1):
        assert set(Outlet.objects.family(first, third)) == {first.pk, second.pk, third.pk}
    assert set(Outlet.objects.family()) == set()


def test_merging_into_a_merged_outlet_is_merging_into_what_it_became():
    first, second, third = outlet("First"), outlet("Second"), outlet("Third")
    merge(second, third)
    merge(first, second)
    assert first.merged_into == third


def test_it_goes_by_the_rows_and_not_by_old_copies_of_them():
    first, second, third = outlet("First"), outlet("Second"), outlet("Third")
    copy = Outlet.objects.get(pk=second.pk)
    merge(second, third)
    merge(first, copy)
    assert first.merged_into == third
    with pytest.raises(MergeError, match="“Second” was merged into “Third” before"):
        merge(copy, first)


def test_it_refuses_to_merge_an_outlet_into_itself():
    first, second = outlet("First"), outlet("Second")
    with pytest.raises(MergeError, match="“First” cannot be merged into itself"):
        merge(first, Outlet.objects.get(pk=first.pk))
    merge(first, second)
    with pytest.raises(
        MergeError, match="“Second” cannot be merged into “First”, which has become"
    ):
        merge(second, first)
    second.refresh_from_db()
    assert second.merged_into is None


def test_a_refused_merge_changes_nothing():
    first, second, third = outlet("First", "F"), outlet("Second", "S"), outlet("Third")
    merge(first, second)
    with pytest.raises(MergeError):
        merge(first, third)
    assert names(second) == {"F", "S", "First"}
    assert names(third) == set()


def test_with_canonical_takes_one_query(django_assert_num_queries):
    first, second = outlet("First"), outlet("Second")
    merge(first, second)
    with django_assert_num_queries(1):
        found = Outlet.objects.with_canonical().filter(pk__in=[first.pk, second.pk])
        assert {one.canonical for one in found} == {second}


# Renaming


def test_renaming_makes_a_new_outlet_of_the_same_kind():
    old = outlet("Old Wire", "OW", domain="wire.example", kind="wire", country="NO", confirmed=True)
    new = rename(old, "  New\u00a0Wire ")
    assert (new.name, new.slug) == ("New Wire", "new-wire")
    assert (new.kind, new.country, new.confirmed) == ("wire", "NO", True)
    assert new.merged_into is None
    assert (old.name, old.slug, old.merged_into) == ("Old Wire", "old-wire", new)
    assert names(new) == {"OW", "Old Wire"}
    assert resolve("old wire") == resolve_url("https://wire.example/") == new


@pytest.mark.parametrize("name", ["OLD WIRE", "Old wire", "old  WIRE"])
def test_a_name_may_change_in_its_case_alone(name):
    old = outlet("Old Wire", "OW")
    new = rename(old, name)
    assert new != old
    assert new.name == " ".join(name.split())
    assert new.slug == "old-wire-2"
    assert resolve("Old Wire") == resolve("OW") == new
    assert names(new) == {"OW"}


def test_a_name_may_change_in_its_apostrophe_alone():
    assert rename(outlet("Smith's Weekly"), "Smith’s Weekly").name == "Smith’s Weekly"


def test_an_alias_may_become_the_name():
    old = outlet("Old Wire", "OW")
    new = rename(old, "OW")
    assert (new.name, names(new)) == ("OW", {"Old Wire"})


def test_a_former_name_may_come_back():
    first = outlet("Old Wire")
    third = rename(rename(first, "New Wire"), "Old Wire")
    first.refresh_from_db()
    assert (third.name, third.slug) == ("Old Wire", "old-wire-2")
    assert first.merged_into == third
    assert resolve("new wire") == resolve("OLD WIRE") == third
    assert len(family(first)) == 3


def test_what_was_merged_before_follows_a_renaming():
    first, second = outlet("First"), outlet("Second")
    merge(first, second)
    third = rename(second, "Third")
    first.refresh_from_db()
    assert first.merged_into == second.merged_into == third


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Old Wire", "is its name already"),
        (" ", "is blank"),
        ("x" * 201, "shorten it to 200"),
        ("reuters", "“reuters” is a name of “Reuters”: merge the two"),
        ("the associated press", "is a name of “AP”: merge the two"),
    ],
)
def test_it_refuses_a_name_that_cannot_be(name, sentence):
    old = outlet("Old Wire", "OW")
    before = Outlet.objects.count()
    with pytest.raises(MergeError, match=sentence):
        rename(old, name)
    old.refresh_from_db()
    assert old.merged_into is None
    assert names(old) == {"OW"}
    assert Outlet.objects.count() == before


def test_it_refuses_to_rename_what_was_merged():
    first, second = outlet("First"), outlet("Second")
    merge(first, second)
    with pytest.raises(MergeError, match="“First” was merged into “Second” before"):
        rename(first, "Anew")


# Whatever is done in whatever order

STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "rename"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=8,
)


@examples(40)
@given(STEPS)
def test_any_order_of_merges_and_renamings_leaves_flat_families(steps):
    with transaction.atomic():
        _check_families(steps)
        transaction.set_rollback(True)


def _check_families(steps: list[tuple[str, int, int]]) -> None:
    made = [outlet(f"Mill {n}", f"M{n}", domain=f"m{n}.example") for n in range(4)]
    group = {one.pk: one.pk for one in made}  # what we expect: a label for each family
    spelled = [{one.name, f"M{n}"} for n, one in enumerate(made)]
    fresh = count()
    for action, left, right in steps:
        one, other = made[left % len(made)], made[right % len(made)]
        try:
            if action == "merge":
                merge(one, other)
                joined = {group[one.pk], group[other.pk]}
                group = {
                    pk: min(joined) if label in joined else label for pk, label in group.items()
                }
            else:
                made.append(rename(one, f"mill {next(fresh) + right}"))
                spelled.append({made[-1].name})
                group[made[-1].pk] = group[one.pk]
        except MergeError:
            continue
    rows = {one.pk: one for one in Outlet.objects.with_canonical().filter(pk__in=group)}
    for one, own_names in zip(made, spelled, strict=True):
        head = rows[one.pk].canonical
        assert head.merged_into_id is None
        assert family(rows[one.pk]) == {pk for pk, label in group.items() if label == group[one.pk]}
        assert {resolve(name) for name in own_names} == {head}
    for n in range(4):
        assert resolve_url(f"https://m{n}.example/") == rows[made[n].pk].canonical
