"""Merging and renaming outlets in the admin site: what is asked, done, refused and to whom."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from sources.merging import merge
from sources.models import Outlet
from sources.resolving import resolve
from tests.support.outlets_admin import (
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


def question(*outlets: Outlet) -> str:
    return f"{reverse(MERGE)}?ids={','.join(str(outlet.pk) for outlet in outlets)}"


def test_merging_asks_for_the_one_that_stays(editor):
    first, second = Outlet.objects.register("First"), resolve("Pravda")
    response = act(editor, "merge_selected", first, second)
    assert response.redirect_chain == [(question(first, second).replace(",", "%2C"), 302)]
    html = page(response)
    assert "First</a> (not confirmed)" in html
    assert f'<option value="{second.pk}" selected' in html


def test_selected_outlets_are_merged_into_the_chosen_one(editor):
    first, second = Outlet.objects.register("First"), Outlet.objects.register("Second")
    target = resolve("Reuters")
    response = editor.post(question(first, second), {"target": target.pk}, follow=True)
    assert response.redirect_chain == [(reverse(CHANGE, args=[target.pk]), 302)]
    assert "Merged into “Reuters”: “First”, “Second”." in page(response)
    assert resolve("first") == resolve("second") == target
    logged = LogEntry.objects.values_list("object_repr", flat=True)
    assert set(logged) == {"First", "Second", "Reuters"}


def test_the_chosen_one_may_be_among_the_selected(editor):
    first, second = Outlet.objects.register("First"), Outlet.objects.register("Second")
    editor.post(question(first, second), {"target": second.pk})
    assert resolve("first") == resolve("second") == second


def test_an_outlet_alone_is_not_merged_into_itself(editor):
    first = Outlet.objects.register("First")
    response = editor.post(question(first), {"target": first.pk})
    assert "“First” cannot be merged into itself: choose another outlet." in page(response)


@pytest.mark.parametrize("target", ["", "0", "x", "9" * 40])
def test_a_target_that_is_not_there_is_refused(editor, target):
    first = Outlet.objects.register("First")
    response = editor.post(question(first), {"target": target})
    assert response.status_code == 200
    assert "errornote" in page(response)
    assert resolve("First") == first


def test_a_target_that_was_merged_meanwhile_is_refused(editor):
    first, second = Outlet.objects.register("First"), Outlet.objects.register("Second")
    merge(second, resolve("AP"))
    response = editor.post(question(first), {"target": second.pk})
    assert "This outlet is not there or was merged: choose another." in page(response)


def test_of_several_merges_all_or_none_happen(editor, monkeypatch):
    first, second, target = (Outlet.objects.register(name) for name in ("A One", "B Two", "C"))
    url = question(first, second)
    # Another editor merges the second between this editor's look and the click.
    monkeypatch.setattr("sources.admin.OutletAdmin._chosen", lambda *_: [first, second])
    merge(Outlet.objects.get(pk=second.pk), resolve("AP"))
    response = editor.post(url, {"target": target.pk})
    assert "“B Two” was merged into “AP” before: use that one instead." in page(response)
    assert resolve("A One") == first
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("ids", ["", "0", "x", "9" * 40, ",,", "999999999999999999"])
def test_nothing_selected_leads_back_to_the_list(editor, ids):
    response = editor.get(reverse(MERGE), {"ids": ids}, follow=True)
    assert response.redirect_chain == [(reverse(LIST), 302)]
    assert "Select the outlets to merge first." in page(response)


def test_too_many_are_not_merged_at_once(editor):
    outlets = Outlet.objects.all()[:51]
    assert "Select 50 outlets at most" in page(act(editor, "merge_selected", *outlets))


def test_the_field_for_the_target_finds_unmerged_outlets_by_any_name(editor):
    merge(resolve("Pravda"), resolve("Meduza"))
    parameters = {"app_label": "sources", "model_name": "outlet", "field_name": "merged_into"}
    found = editor.get(reverse("admin:autocomplete"), parameters | {"term": "PRAVDA.RU"}).json()
    assert [one["text"] for one in found["results"]] == ["Meduza"]


# Renaming


def test_an_outlet_is_renamed(editor):
    outlet = resolve("Pravda")
    response = act(editor, "rename_selected", outlet)
    assert response.redirect_chain == [(reverse(RENAME, args=[outlet.pk]), 302)]
    response = editor.post(
        reverse(RENAME, args=[outlet.pk]), {"name": "Pravda Online"}, follow=True
    )
    new = resolve("Pravda")
    assert response.redirect_chain == [(reverse(CHANGE, args=[new.pk]), 302)]
    assert "“Pravda” is called “Pravda Online” from now on." in page(response)
    assert (new.name, new.slug, new.kind) == ("Pravda Online", "pravda-online", "newspaper")


@pytest.mark.parametrize("name", ["", " ", "Reuters", "Pravda", "x" * 201, "\u200b"])
def test_a_new_name_that_cannot_be_is_refused(editor, name):
    outlet = resolve("Pravda")
    response = editor.post(reverse(RENAME, args=[outlet.pk]), {"name": name})
    assert response.status_code == 200
    assert 'class="errorlist"' in page(response)
    assert resolve("Pravda") == outlet


def test_one_outlet_is_renamed_at_a_time(editor):
    response = act(editor, "rename_selected", resolve("Pravda"), resolve("Meduza"))
    assert "Select one outlet to rename." in page(response)


def test_what_is_not_there_or_merged_cannot_be_renamed(editor):
    old = resolve("Pravda")
    merge(old, resolve("Meduza"))
    for number in (old.pk, 0, 10**30):
        response = editor.post(reverse(RENAME, args=[number]), {"name": "Anew"}, follow=True)
        assert "There is no such outlet, or it was merged" in page(response)


# Who may


def test_merging_and_renaming_need_their_permission():
    first = Outlet.objects.register("First")
    client = signed_in(EVERYTHING.replace("merge_outlet ", ""))
    urls = [question(first), reverse(RENAME, args=[first.pk])]
    for url in urls:
        assert client.get(url).status_code == 403
        assert client.post(url, {"target": resolve("AP").pk, "name": "X"}).status_code == 403
    assert "Merge…" not in page(client.get(reverse(CHANGE, args=[first.pk])))
    assert "Merge…" not in page(client.get(reverse(LIST)))
    assert resolve("First") == first


def test_the_links_to_merge_and_rename_stand_on_the_page_of_an_outlet(editor):
    outlet = resolve("AP")
    html = page(editor.get(reverse(CHANGE, args=[outlet.pk])))
    assert f'href="{question(outlet)}"' in html
    assert f'href="{reverse(RENAME, args=[outlet.pk])}"' in html


def test_names_are_printed_and_never_run(editor):
    outlet = Outlet.objects.register("<script>alert(1)</script>")
    other = Outlet.objects.register("<b>Other</b>")
    pages = [
        editor.get(reverse(LIST), {"q": "script"}),
        editor.get(reverse(CHANGE, args=[outlet.pk])),
        editor.get(question(outlet, other)),
        editor.get(reverse(RENAME, args=[outlet.pk])),
        editor.post(question(outlet, other), {"target": other.pk}, follow=True),
    ]
    for html in map(page, pages):
        assert "<script>alert" not in html
        assert "<b>Other" not in html
        assert "&lt;" in html
