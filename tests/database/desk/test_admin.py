"""The tables of the document in the admin site: to look at, and never to change."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from issues.models import Citation, Comment, Import, Issue, Item, StatusChange
from tests.support import factories as make

pytestmark = pytest.mark.django_db

MODELS = [Issue, Item, Citation, Comment, StatusChange, Import]
DOCUMENT = b"Russia in Syria Monitor\r\n<script>alert(1)</script>\xff"


@pytest.fixture
def rows():
    issue = make.published_issue()
    item = issue.items.get()
    return {
        Issue: issue,
        Item: item,
        Citation: item.citations.get(),
        Comment: Comment.objects.create(
            issue=issue, author=make.analyst(), body="<b>Is it so?</b>"
        ),
        StatusChange: issue.status_changes.last(),
        Import: Import.objects.create(
            issue=issue,
            filename='a "digest"\u2028ä.html',
            format="txt",
            document=DOCUMENT,
            sha256="0" * 64,
            text="<script>alert(1)</script>",
            findings=[
                {
                    "code": "bom",
                    "severity": "note",
                    "message": "<i>A mark.</i>",
                    "line": 0,
                    "key": "",
                }
            ],
            imported_by=make.analyst(),
        ),
    }


def url(model, name, *args):
    return reverse(f"admin:issues_{model._meta.model_name}_{name}", args=args)


def fields(row):
    return {field.name: str(field.value_from_object(row)) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "who", [make.analyst, make.editor, lambda: make.make_user("root", is_superuser=True)]
)
def test_a_row_can_be_looked_at_and_by_nobody_changed(client, rows, model, who):
    client.force_login(who())
    row = rows[model]
    before, count = model.objects.filter(pk=row.pk).values().get(), model.objects.count()
    assert client.get(url(model, "changelist")).status_code == 200
    shown = client.get(url(model, "change", row.pk))
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()
    assert client.get(url(model, "add")).status_code == 403
    assert client.post(url(model, "add"), fields(row)).status_code == 403
    assert (
        client.post(url(model, "change", row.pk), fields(row) | {"body": "Changed."}).status_code
        == 403
    )
    assert client.get(url(model, "delete", row.pk)).status_code == 403
    assert client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    client.post(url(model, "changelist"), action)
    assert model.objects.filter(pk=row.pk).values().get() == before
    assert model.objects.count() == count


def test_every_table_of_the_document_is_here():
    assert {model for model in admin.site._registry if model._meta.app_label == "issues"} == set(
        MODELS
    )


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_the_same_for_many_rows(client, rows, model, django_assert_max_num_queries):
    client.force_login(make.editor())
    for week in (14, 21, 28):
        make.published_issue(make.END.replace(day=week))
    with django_assert_max_num_queries(14):
        client.get(url(model, "changelist"))


def test_each_row_leads_to_its_place_on_the_desk(client, rows):
    client.force_login(make.analyst())
    issue, item = rows[Issue], rows[Item]
    desk = reverse("desk:issue", args=[issue.slug, 1])
    assert desk in client.get(url(Issue, "changelist")).content.decode()
    for model in (Item, Citation):
        assert f"{desk}#item-{item.key}" in client.get(url(model, "changelist")).content.decode()


def test_a_document_is_downloaded_byte_for_byte_and_never_shown(client, rows):
    client.force_login(make.analyst())
    response = client.get(url(Import, "document", rows[Import].pk))
    assert response.content == DOCUMENT
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in response.headers["Content-Disposition"]


def test_a_document_is_for_those_who_may_see_imports(client, rows):
    address = url(Import, "document", rows[Import].pk)
    assert client.get(address).status_code == 302
    client.force_login(make.make_user("guest"))
    assert client.get(address).status_code == 404
    client.force_login(make.analyst())
    assert client.get(url(Import, "document", 10**25)).status_code == 404


def test_what_a_document_holds_is_text_and_never_markup(client, rows):
    client.force_login(make.analyst())
    for model in (Import, Comment):
        text = client.get(url(model, "change", rows[model].pk)).content.decode()
        assert "<script>alert" not in text
        assert "<b>Is it so?" not in text
        assert "<i>A mark." not in text


def test_the_admin_site_leads_to_the_desk(client):
    desk = f'href="{reverse("desk:home")}"'
    assert desk not in client.get(reverse("admin:login")).content.decode()
    client.force_login(make.make_user("guest"))
    assert desk not in client.get(reverse("admin:index")).content.decode()
    client.force_login(make.analyst())
    text = client.get(reverse("admin:index")).content.decode()
    assert text.count(desk) == 2
    assert "Russia in Syria Monitor" in text


def test_history_of_items_has_no_door_of_its_own():
    with pytest.raises(NoReverseMatch):
        reverse("admin:issues_historicalitem_changelist")
