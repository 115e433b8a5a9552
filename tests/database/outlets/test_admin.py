"""Outlets in the admin site: who may do what, and what each page says."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sources.merging import merge
from sources.models import Outlet, OutletAlias
from sources.resolving import resolve, resolve_url
from tests.support.outlets_admin import (
    ADD,
    CHANGE,
    EVERYTHING,
    LIST,
    MERGE,
    RENAME,
    act,
    page,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return signed_in(EVERYTHING)


def form(aliases: tuple = (), domains: tuple = (), **fields) -> dict[str, object]:
    """What the browser sends: the outlet's fields and the rows of both tables below."""
    data = {"kind": "other", "country": "", **fields}
    for prefix, field, rows in (("aliases", "name", aliases), ("domains", "domain", domains)):
        kept = [row for row in rows if not isinstance(row, str)]
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(kept)}
        for number, row in enumerate(rows):
            data[f"{prefix}-{number}-{field}"] = row if isinstance(row, str) else str(row)
            if not isinstance(row, str):
                data[f"{prefix}-{number}-id"] = row.pk
    return data


# The list
def test_the_list_shows_unmerged_outlets_with_their_other_names(editor):
    merge(resolve("Pravda"), resolve("Meduza"))
    html = page(editor.get(reverse(LIST), {"q": "pravda"}))
    assert "Meduza" in html
    assert "Pravda; Pravda.ru" in html
    assert f"/{Outlet.objects.get(slug='pravda').pk}/change/" not in html


@pytest.mark.parametrize("query", ["ВЕДОМОСТИ", "ведомости", "vedomosti.RU", "Vedo  mosti\u00a0ru"])
def test_search_finds_names_aliases_and_domains_in_any_case(editor, query):
    vedomosti = resolve("Vedomosti")
    OutletAlias.objects.create(outlet=vedomosti, name="Ведомости")
    result = editor.get(reverse(LIST), {"q": query}).context["cl"]
    assert list(result.queryset) == [vedomosti]


def test_filters_narrow_the_list(editor):
    new = Outlet.objects.register("Harbor Gazette")
    result = editor.get(reverse(LIST), {"confirmed__exact": "0"}).context["cl"]
    assert list(result.queryset) == [new]
    filters = {"kind__exact": "wire", "country": "KR"}
    result = editor.get(reverse(LIST), filters).context["cl"]
    assert [outlet.name for outlet in result.queryset] == ["Yonhap"]


def test_the_list_takes_as_many_queries_for_two_outlets_as_for_many(editor):
    def look(query: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            shown = editor.get(reverse(LIST), {"q": query}).context["cl"].result_list
        return len(shown), len(queries)

    look("bbc")
    (few, for_few), (many, for_many) = look("bbc"), look("n")
    assert (few, many) == (2, 50)
    assert for_few == for_many


def test_deleting_is_not_offered(editor):
    outlet = resolve("Reuters")
    assert "delete_selected" not in page(editor.get(reverse(LIST)))
    assert "deletelink" not in page(editor.get(reverse(CHANGE, args=[outlet.pk])))
    assert editor.post(reverse("admin:sources_outlet_delete", args=[outlet.pk])).status_code == 403
    act(editor, "delete_selected", outlet)
    assert resolve("Reuters") == outlet


# One outlet
def test_an_editor_adds_an_outlet_with_names_and_domains(editor):
    data = form(
        name=" Harbor  Gazette",
        kind="newspaper",
        country="NO",
        confirmed="on",
        aliases=("HG", "Gazette of the Harbor"),
        domains=("https://www.Harbor.example/news",),
    )
    response = editor.post(reverse(ADD), data, follow=True)
    assert "was added successfully" in page(response)
    outlet = resolve("hg")
    assert (outlet.name, outlet.slug, outlet.kind) == (
        "Harbor Gazette",
        "harbor-gazette",
        "newspaper",
    )
    assert (outlet.country, outlet.confirmed) == ("NO", True)
    assert resolve_url("https://harbor.example/") == outlet


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (form(name="REUTERS"), "“REUTERS” is already a name of “Reuters”"),
        (form(name="associated press"), "“associated press” is already a name of “AP”"),
        (form(name="\u200b"), "is blank"),
        (form(name="Anew", country="Norway"), "Ensure this value has at most 2 characters"),
        (form(name="Anew", country="no"), "Write two capital letters, such as US or RU."),
        (form(name="Anew", aliases=("TASS",)), "“TASS” is already a name of “TASS”"),
        (form(name="Anew", aliases=("ANEW",)), "“ANEW” is here twice"),
        (form(name="Anew", aliases=("An", "AN")), "“AN” is here twice"),
        (form(name="Anew", domains=("anew",)), "“anew” is not a domain: write one such as"),
        (form(name="Anew", domains=("a.example", "www.a.example")), "duplicate"),
        (form(name="Anew", kind="blog"), "blog is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(editor, data, sentence):
    before = Outlet.objects.count()
    response = editor.post(reverse(ADD), data)
    assert response.status_code == 200
    assert sentence in page(response)
    assert Outlet.objects.count() == before


def test_the_name_of_an_outlet_cannot_be_edited(editor):
    outlet = resolve("Pravda")
    url = reverse(CHANGE, args=[outlet.pk])
    assert 'name="name"' not in page(editor.get(url))
    data = form(name="Anew", slug="anew", kind="newspaper", country="RU")
    editor.post(url, data, follow=True)
    outlet.refresh_from_db()
    assert (outlet.name, outlet.slug, outlet.confirmed) == ("Pravda", "pravda", False)


def test_names_and_domains_are_changed_and_removed(editor):
    outlet = resolve("Pravda")
    alias, domain = outlet.aliases.get(), outlet.domains.get()
    data = form(aliases=(alias, "Truth"), domains=(domain, "pravda.example"))
    data |= {"aliases-0-name": "Pravda Online", "domains-0-DELETE": "on"}
    editor.post(reverse(CHANGE, args=[outlet.pk]), data)
    assert {alias.name for alias in outlet.aliases.all()} == {"Pravda Online", "Truth"}
    assert [domain.domain for domain in outlet.domains.all()] == ["pravda.example"]
    assert resolve("pravda.ru") is None


def test_an_alias_may_change_in_its_case_alone(editor):
    outlet = resolve("Pravda")
    alias = outlet.aliases.get()
    data = form(aliases=(alias,)) | {"aliases-0-name": "PRAVDA.RU"}
    editor.post(reverse(CHANGE, args=[outlet.pk]), data)
    alias.refresh_from_db()
    assert alias.name == "PRAVDA.RU"


def test_the_page_of_a_merged_outlet_leads_to_what_it_became(editor):
    old, new = resolve("Pravda"), resolve("Meduza")
    merge(old, new)
    for method in (editor.get, editor.post):
        response = method(reverse(CHANGE, args=[old.pk]), follow=True)
        assert response.redirect_chain == [(reverse(CHANGE, args=[new.pk]), 302)]
        assert "“Pravda” was merged into “Meduza”" in page(response)


@pytest.mark.parametrize("number", ["0", "999999999999999999", "9" * 40, "x"])
def test_an_outlet_that_is_not_there_is_said_to_be_missing(editor, number):
    response = editor.get(reverse(CHANGE, args=[number]), follow=True)
    assert response.status_code == 200
    assert "Perhaps it was deleted?" in page(response)


def test_saving_does_not_undo_a_merge_of_the_same_moment(editor, monkeypatch):
    old, new = resolve("Pravda"), resolve("Meduza")

    def merged_right_after_it_was_read(*arguments: object) -> Outlet:
        found = Outlet.objects.get(pk=old.pk)
        merge(Outlet.objects.get(pk=old.pk), new)
        return found

    monkeypatch.setattr("sources.admin.OutletAdmin.get_object", merged_right_after_it_was_read)
    editor.post(reverse(CHANGE, args=[old.pk]), form(kind="wire"))
    old.refresh_from_db()
    assert (old.merged_into, old.kind) == (new, "wire")


def test_whoever_may_only_add_leaves_confirming_to_an_editor():
    analyst = signed_in("view_outlet add_outlet")
    assert 'name="confirmed"' not in page(analyst.get(reverse(ADD)))
    analyst.post(reverse(ADD), {"name": "Harbor Gazette", "kind": "other", "confirmed": "on"})
    assert resolve("Harbor Gazette").confirmed is False


def test_two_editors_adding_one_name_at_once_get_a_sentence(editor, monkeypatch):
    # Both forms found the name free; the database finds the second one taken.
    monkeypatch.setattr("sources.forms.resolve", lambda name: None)
    response = editor.post(reverse(ADD), form(name="reuters"), follow=True)
    assert response.status_code == 200
    assert "Somebody took one of these names just now" in page(response)


# Confirming
def test_selected_outlets_are_confirmed(editor):
    first, second = Outlet.objects.register("First"), Outlet.objects.register("Second")
    assert "Outlets confirmed: 2." in page(act(editor, "confirm", first, second, resolve("AP")))
    assert Outlet.objects.filter(pk__in=[first.pk, second.pk], confirmed=True).count() == 2
    logged = LogEntry.objects.filter(change_message__contains="Confirmed")
    assert {entry.object_repr for entry in logged} == {"First", "Second"}


def test_confirming_needs_the_permission_to_change():
    outlet = Outlet.objects.register("First")
    client = signed_in("view_outlet add_outlet merge_outlet")
    act(client, "confirm", outlet)
    outlet.refresh_from_db()
    assert outlet.confirmed is False


def test_strangers_are_asked_to_sign_in(client):
    for url in (reverse(LIST), reverse(MERGE), reverse(RENAME, args=[1])):
        response = client.get(url)
        assert response.status_code == 302
        assert response.url.startswith(reverse("admin:login"))
