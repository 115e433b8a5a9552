"""A session that ends in mid-sentence: the words are kept, and signing in again sends them."""

import pytest
from django.test import Client
from django.urls import reverse

from issues.desk.signing_in import MOST_KEPT
from issues.models import Comment, Item
from tests.support import factories as make
from tests.support.desk import address, entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make.make_item(make.make_issue())


def hidden(response):
    """What the page holds, as its form would send it."""
    return dict(response.context["fields"])


def signed(data, name="ana", password=make.PASSWORD):
    return data | {"sign-in-name": name, "sign-in-password": password}


def test_words_sent_by_somebody_signed_out_are_kept_on_the_page(client, item):
    form = entry("My “own” <b>words</b>.", ("AP", "11.04.17"), item=item)
    response = client.post(address(item), form)
    assert response.status_code == 401
    assert "no-store" in response.headers["Cache-Control"]
    assert hidden(response) == {name: str(value) for name, value in form.items()}
    assert "My “own” &lt;b&gt;words&lt;/b&gt;.</blockquote>" in response.content.decode()
    assert Item.objects.get(pk=item.pk).version == 1


def test_signing_in_sends_them(client, item):
    response = client.post(address(item), entry("My own words.", ("AP", "11.04.17"), item=item))
    response = client.post(address(item), signed(hidden(response)))
    assert response.status_code == 302
    row = Item.objects.get(pk=item.pk)
    assert (row.body, row.last_editor) == ("My own words.", make.analyst())
    assert client.get(reverse("desk:home")).status_code == 200
    assert row.history.first().history_user == make.analyst()


def test_a_wrong_password_keeps_them_too(client, item):
    response = client.post(address(item), entry("My own words.", item=item))
    response = client.post(address(item), signed(hidden(response), password="wrong"))
    assert response.status_code == 401
    assert "Please enter the correct username" in response.content.decode()
    assert hidden(response)["body"] == "My own words."
    assert "wrong" not in hidden(response).values()
    assert Item.objects.get(pk=item.pk).version == 1


def test_somebody_without_a_place_in_the_newsroom_is_still_refused(client, item):
    for user in (make.make_user("guest"), make.make_user("reader", is_staff=False)):
        response = client.post(address(item), signed(entry("Words.", item=item), user.username))
        assert response.status_code in (401, 403)
        assert Item.objects.get(pk=item.pk).version == 1
        client.logout()


def test_a_comment_is_kept_as_well(client, item):
    url = address(item, "item_comment")
    response = client.post(url, {"body": "Is it so?"})
    assert hidden(response) == {"body": "Is it so?"}
    client.post(url, signed(hidden(response)))
    assert Comment.objects.get().body == "Is it so?"


def test_the_password_is_throttled_as_on_the_sign_in_page(client, item):
    make.analyst()
    for _ in range(5):
        response = client.post(address(item), signed(entry("Words.", item=item), password="no"))
    assert response.status_code == 429
    assert client.post(address(item), signed(entry("Words.", item=item))).status_code == 429
    assert client.post(sign_in(), {"username": "ana", "password": make.PASSWORD}).status_code == 429


def test_another_site_cannot_send_words_through_the_page(item):
    strict = Client(enforce_csrf_checks=True)
    make.analyst()
    response = strict.post(address(item), signed(entry("Forged.", item=item)))
    assert response.status_code == 403
    assert strict.post(sign_in(), {"username": "ana", "password": make.PASSWORD}).status_code == 403
    assert Item.objects.get(pk=item.pk).version == 1


def test_the_page_itself_is_taken_though_signing_in_renews_the_token(item):
    strict = Client(enforce_csrf_checks=True)
    make.analyst()
    strict.get(reverse("admin:login"))
    token = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    response = strict.post(address(item), entry("My own words.", item=item) | token)
    assert response.status_code == 401
    assert strict.post(address(item), signed(hidden(response)) | token).status_code == 302
    assert Item.objects.get(pk=item.pk).body == "My own words."


def test_what_is_too_long_for_a_page_is_left_to_the_browser(client, item):
    response = client.post(address(item), entry("word " * (MOST_KEPT // 5), item=item))
    text = response.content.decode()
    assert response.status_code == 401
    assert "too long to be kept" in text
    assert len(text) < 50_000


def test_it_goes_nowhere_but_to_the_same_address(client, item):
    text = client.post(address(item) + "?next=//evil.test", {"body": "x y"}).content.decode()
    assert f'action="{address(item)}?next=//evil.test"' in text
    response = client.post(address(item) + "?next=//evil.test", signed({"body": "x y"}))
    assert "evil" not in response.headers.get("Location", "")


def test_script_hears_that_somebody_was_signed_out(client, item):
    for method in (client.get, client.post):
        response = method(address(item), headers={"HX-Request": "true"})
        assert response.status_code == 401
        assert response.headers["HX-Sign-In"] == "1"
        assert response.content == b""


def sign_in():
    return reverse("desk:sign_in")


def test_the_dialog_signs_in_and_gives_a_token_for_the_open_forms(item):
    strict = Client(enforce_csrf_checks=True)
    user = make.analyst()
    strict.get(reverse("admin:login"))
    sent = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    wrong = strict.post(sign_in(), sent | {"username": "ana", "password": "no"})
    assert wrong.status_code == 400
    assert "Please enter the correct username" in wrong.json()["error"]
    answer = strict.post(sign_in(), sent | {"username": "ana", "password": make.PASSWORD})
    assert answer.json()["user"] == user.pk
    form = entry("My own words.", ("AP", "11.04.17"), item=item)
    form["csrfmiddlewaretoken"] = answer.json()["token"]
    assert strict.post(address(item), form).status_code == 302
    assert Item.objects.get(pk=item.pk).body == "My own words."


def test_the_dialog_takes_nothing_but_a_form(client):
    assert client.get(sign_in()).status_code == 405


def test_a_next_page_of_another_site_leads_to_the_desk(client):
    make.analyst("ana")
    given = {"username": "ana", "password": make.PASSWORD, "next": "https://evil.test/"}
    response = client.post(reverse("admin:login"), given, follow=True)
    assert response.redirect_chain == [(reverse("desk:home"), 302)]
    assert response.status_code == 200
