"""Outlets: one name each, names never change, every monitor starts with some."""

import csv

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from sources import guards
from sources.loading import OUTLETS_CSV, load_outlets
from sources.models import Outlet, OutletAlias, OutletDomain
from sources.resolving import resolve


def refused(action) -> str:
    """What the database says against it; the test's transaction goes on."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    return str(caught.value)


# What the database keeps
@pytest.mark.django_db
def test_two_outlets_never_have_one_name():
    Outlet.objects.register("Северный вестник")
    refused(lambda: Outlet.objects.register("СЕВЕРНЫЙ  ВЕСТНИК"))
    refused(lambda: Outlet.objects.create(name="Северный Вестник", slug="other"))
    assert Outlet.objects.filter(key="северный вестник").count() == 1


@pytest.mark.django_db
def test_two_outlets_with_one_slug_of_their_names_get_two():
    first, second = (
        Outlet.objects.register("The Dispatch!"),
        Outlet.objects.register("The Dispatch?"),
    )
    assert (first.slug, second.slug) == ("the-dispatch", "the-dispatch-2")


@pytest.mark.django_db
def test_an_alias_belongs_to_one_outlet():
    first, second = Outlet.objects.register("First Wire"), Outlet.objects.register("Second Wire")
    OutletAlias.objects.create(outlet=first, name="Ölwirtschaft’s")
    refused(lambda: OutletAlias.objects.create(outlet=second, name="ÖLWIRTSCHAFT'S"))
    refused(lambda: OutletAlias.objects.create(outlet=first, name="ölwirtschaft's"))


@pytest.mark.django_db
def test_no_alias_is_the_name_of_an_outlet():
    first, second = Outlet.objects.register("First Wire"), Outlet.objects.register("Second Wire")
    alias = OutletAlias.objects.create(outlet=first, name="FW")
    for outlet in (first, second):
        said = refused(
            lambda outlet=outlet: OutletAlias.objects.create(outlet=outlet, name="second WIRE")
        )
        assert "outlet_alias_is_free" in said
    alias.name = "Second wire"
    assert "outlet_alias_is_free" in refused(alias.save)
    assert "outlet_name_is_free" in refused(lambda: Outlet.objects.register("fw"))


@pytest.mark.django_db
def test_an_outlet_has_a_name_and_a_slug():
    assert "outlet_has_name_and_slug" in refused(lambda: Outlet.objects.create(name="Nameless"))
    assert "outlet_has_name_and_slug" in refused(lambda: Outlet.objects.create(slug="nameless"))


@pytest.mark.django_db
def test_a_merged_outlet_points_to_another_and_has_a_time():
    outlet = Outlet.objects.register("First Wire")
    itself = Outlet.objects.filter(pk=outlet.pk)
    said = refused(lambda: itself.update(merged_into=outlet.pk, merged_at=outlet.created_at))
    assert "outlet_is_not_merged_into_itself" in said
    other = Outlet.objects.register("Second Wire")
    assert "outlet_merge_has_a_time" in refused(lambda: itself.update(merged_into=other))


@pytest.mark.django_db
def test_domains_are_stored_in_one_form():
    outlet = Outlet.objects.register("First Wire")
    create = OutletDomain.objects.create
    assert "outlet_domain_is_lower_case" in refused(
        lambda: create(outlet=outlet, domain="First.example")
    )
    create(outlet=outlet, domain="first.example")
    refused(lambda: create(outlet=outlet, domain="first.example"))


def raw(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def saved(outlet: Outlet) -> None:
    outlet.name = "Changed"
    outlet.save()


CHANGES = {
    "save": saved,
    "update": lambda outlet: Outlet.objects.filter(pk=outlet.pk).update(name="Changed"),
    "update of case": lambda outlet: Outlet.objects.filter(pk=outlet.pk).update(name="FIRST WIRE"),
    "update of the key": lambda outlet: Outlet.objects.filter(pk=outlet.pk).update(key="changed"),
    "update of the slug": lambda outlet: Outlet.objects.filter(pk=outlet.pk).update(slug="changed"),
    "bulk_update": lambda outlet: Outlet.objects.bulk_update(
        [Outlet(pk=outlet.pk, name="Changed")], ["name"]
    ),
    "SQL": lambda outlet: raw("UPDATE sources_outlet SET name = %s WHERE id = %s", "X", outlet.pk),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_the_name_of_an_outlet_never_changes(change):
    outlet = Outlet.objects.register("First Wire")
    assert "outlet_name_is_fixed" in refused(lambda: CHANGES[change](outlet))
    outlet.refresh_from_db()
    assert (outlet.name, outlet.key, outlet.slug) == ("First Wire", "first wire", "first-wire")


@pytest.mark.django_db
def test_everything_else_about_an_outlet_may_change():
    outlet = Outlet.objects.register("First Wire")
    outlet.kind, outlet.country, outlet.confirmed = Outlet.Kind.WIRE, "NO", True
    outlet.save()
    outlet.refresh_from_db()
    assert (outlet.kind, outlet.country, outlet.confirmed) == ("wire", "NO", True)


@pytest.mark.django_db
def test_guards_can_be_taken_away_and_put_back_any_number_of_times():
    outlet = Outlet.objects.register("First Wire")
    guards.remove(connection)
    guards.remove(connection)
    CHANGES["SQL"](outlet)
    guards.install(connection)
    guards.install(connection)
    with pytest.raises(DatabaseError), transaction.atomic():
        CHANGES["update"](outlet)


# Whom every monitor starts with
def rows() -> list[dict[str, str]]:
    with OUTLETS_CSV.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_the_migrations_load_the_outlets():
    assert Outlet.objects.count() == len(rows()) == 172
    assert not Outlet.objects.filter(confirmed=False).exists()
    tass = Outlet.objects.get(slug="tass")
    assert (tass.name, tass.kind, tass.country) == ("TASS", Outlet.Kind.STATE_MEDIA, "RU")
    assert [domain.domain for domain in tass.domains.all()] == ["tass.com"]
    # Tass is TASS, ITAR-TASS is Itar-Tass: stored once.
    assert [alias.name for alias in tass.aliases.all()] == ["Itar-Tass"]


@pytest.mark.django_db
def test_every_name_of_the_file_finds_its_outlet():
    for row in rows():
        for name in (row["name"], *filter(None, map(str.strip, row["aliases"].split(";")))):
            outlet = resolve(name)
            assert outlet, name
            assert outlet.name == row["name"]


@pytest.mark.django_db
def test_every_loaded_outlet_is_valid():
    for outlet in Outlet.objects.all():
        outlet.full_clean()


@pytest.mark.django_db
def test_remarks_in_the_file_are_no_domains():
    domains = {row.outlet.name: row.domain for row in OutletDomain.objects.select_related("outlet")}
    assert "SEC Wire" not in domains
    assert "Voice of Russia" not in domains
    assert domains["Ukrnews"] == "ukranews.com"
    assert domains["Carnegie Moscow Center"] == "carnegie.ru"
    assert domains["NTI"] == domains["Global Security Newswire"] == "nti.org"
    assert len(domains) == 170


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    Outlet.objects.filter(slug="reuters").update(kind=Outlet.Kind.OTHER, confirmed=False)
    OutletAlias.objects.filter(key="thomson reuters").delete()
    before = list(Outlet.objects.order_by("pk").values())
    assert load_outlets() == 0
    assert list(Outlet.objects.order_by("pk").values()) == before
    assert not OutletAlias.objects.filter(key="thomson reuters").exists()


@pytest.mark.django_db
def test_loading_adds_what_is_missing_and_leaves_names_that_others_have(
    django_assert_max_num_queries,
):
    OutletAlias.objects.all().delete()
    OutletDomain.objects.all().delete()
    Outlet.objects.all().delete()
    Outlet.objects.register("nyt")
    with django_assert_max_num_queries(12):
        assert load_outlets() == 172
    assert resolve("NYT").name == "nyt"
    assert resolve("New York Times").name == "The New York Times"
