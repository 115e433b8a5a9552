"""Outlets where one writes: names for completion, the last ones used, and confirming or merging a new one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from issues.desk.outlets import MOST_RECENT, recent_names
from sources.merging import merge
from sources.models import Outlet
from tests.support import factories as make
from tests.support.desk import BODY, address, cited, entry, new

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def unknown():
    """An item that cites a name which nobody has looked at."""
    outlet = make.make_outlet("Marsa Duwar Courier", confirmed=False)
    return make.make_item(make.make_issue(), citations=[make.cite(outlet)])


def judge(client, item, outlet, do, *, headers=JSON, **more):
    url = reverse("desk:outlet", args=[item.issue.slug, item.issue.edition])
    return client.post(url, {"outlet": outlet, "do": do, **more}, headers=headers)


def courier():
    return Outlet.objects.get(name="Marsa Duwar Courier")


def test_all_names_lead_to_what_they_stand_for(client):
    make.make_outlet("The Wall Street Journal").aliases.get_or_create(name="WSJ")
    merge(make.make_outlet("Reutres"), make.make_outlet("Reuters"))
    client.force_login(make.analyst())
    names = dict(client.get(reverse("desk:outlets")).json()["names"])
    assert names["The Wall Street Journal"] == ""
    assert names["WSJ"] == "The Wall Street Journal"
    assert names["Reutres"] == "Reuters"
    assert list(names) == sorted(names, key=str.casefold)


def test_completion_asks_no_more_queries_for_more_names(client):
    client.force_login(make.analyst())
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("desk:outlets"))
    for number in range(50):
        make.make_outlet(f"Gazette {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("desk:outlets"))
    assert len(many) == len(few)


def test_my_own_last_outlets_come_first_then_those_of_the_issue(django_assert_num_queries):
    issue = make.make_issue()
    ana, bob = make.analyst(), make.analyst("bob")
    other = make.make_issue(make.END.replace(day=14))
    make.make_item(other, citations=[make.cite("RAND")], by=ana)
    make.make_item(issue, citations=[make.cite("TASS"), make.cite("AP")], by=bob)
    make.make_item(issue, citations=[make.cite("Reuters"), make.cite("Reuters")], by=ana)
    make.make_item(issue, citations=[make.cite(None, None)], by=ana)
    make.make_item(other, citations=[make.cite("BBC")], by=bob)
    with django_assert_num_queries(2):
        assert recent_names(issue, ana) == ["Reuters", "RAND", "AP", "TASS"]


def test_a_merged_outlet_is_offered_as_what_it_became_and_only_some_are(client):
    issue = make.make_issue()
    wrong = make.make_outlet("Reutres")
    make.make_item(issue, citations=[make.cite(wrong)])
    merge(wrong, make.make_outlet("Reuters"))
    assert recent_names(issue, make.analyst()) == ["Reuters"]
    names = [f"Gazette {number}" for number in range(MOST_RECENT + 2)]
    make.make_item(issue, citations=[make.cite(name) for name in names])
    assert recent_names(issue, make.analyst()) == names[::-1][:MOST_RECENT]


def test_an_editor_confirms_a_name(client, unknown):
    client.force_login(make.editor())
    answer = judge(client, unknown, courier().pk, "confirm")
    assert answer.json() == {"says": "“Marsa Duwar Courier” is confirmed."}
    assert courier().confirmed


def test_an_editor_merges_a_name_into_what_is_meant(client, unknown):
    client.force_login(make.editor())
    answer = judge(client, unknown, courier().pk, "merge", into=" reuters ")
    assert "is a name of “Reuters” now" in answer.json()["says"]
    assert courier().merged_into.name == "Reuters"
    # What was printed stays as it was.
    assert cited(unknown)[0][0] == "Marsa Duwar Courier"


def test_without_script_the_answer_is_the_issue_at_the_item(client, unknown):
    client.force_login(make.editor())
    answer = judge(client, unknown, courier().pk, "confirm", headers={}, at=unknown.key)
    assert answer.headers["Location"].endswith(f"#item-{unknown.key}")
    answer = judge(client, unknown, courier().pk, "confirm", headers={}, at="elsewhere")
    assert "#" not in answer.headers["Location"]
    page = judge(client, unknown, courier().pk, "merge", headers={}, into="Nobody")
    assert page.status_code == 400
    assert "There is no outlet “Nobody”" in page.content.decode()


@pytest.mark.parametrize(
    ("do", "more", "sentence"),
    [
        ("praise", {}, "confirmed or merged"),
        ("merge", {}, "Say which outlet"),
        ("merge", {"into": "Nobody"}, "There is no outlet “Nobody”"),
        ("merge", {"into": "Marsa Duwar Courier"}, "cannot be merged into itself"),
        ("confirm", {"outlet": "0"}, "That outlet is gone"),
        ("confirm", {"outlet": "9" * 30}, "That outlet is gone"),
        ("confirm", {"outlet": "x"}, "That outlet is gone"),
        ("confirm", {"outlet": ""}, "That outlet is gone"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(client, unknown, do, more, sentence):
    client.force_login(make.editor())
    answer = judge(client, unknown, do=do, **({"outlet": courier().pk} | more))
    assert answer.status_code in {400, 409}
    assert sentence in answer.json()["error"]
    assert not courier().confirmed
    assert courier().merged_into is None


def test_a_name_that_was_merged_meanwhile_says_so(client, unknown):
    merge(courier(), make.make_outlet("Reuters"))
    client.force_login(make.editor())
    answer = judge(client, unknown, courier().pk, "confirm")
    assert answer.status_code == 409
    assert "was merged into “Reuters” meanwhile" in answer.json()["error"]


@pytest.mark.parametrize("do", ["confirm", "merge"])
def test_an_analyst_neither_confirms_nor_merges(client, unknown, do):
    client.force_login(make.analyst())
    assert judge(client, unknown, courier().pk, do, into="Reuters").status_code == 403
    assert judge(client, unknown, courier().pk, do, headers={}).status_code == 403
    form = client.get(address(unknown)).content.decode()
    assert "is not confirmed" in form
    assert "data-may-judge" not in form
    assert not courier().confirmed
    assert courier().merged_into is None


def test_the_board_has_the_buttons_beside_the_finding_for_editors_alone(client, unknown):
    board = reverse("desk:issue", args=[unknown.issue.slug, 1])
    client.force_login(make.editor())
    assert 'aria-label="Confirm Marsa Duwar Courier"' in client.get(board).content.decode()
    client.force_login(make.analyst())
    assert 'aria-label="Confirm Marsa Duwar Courier"' not in client.get(board).content.decode()


def test_a_new_name_is_flagged_in_its_row_before_it_is_saved(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    page = client.post(new(issue), entry(BODY, ("Marsa Duwar Courier", "11.31.17")))
    assert "“Marsa Duwar Courier” is a new name" in page.content.decode()
    assert not Outlet.objects.filter(name="Marsa Duwar Courier").exists()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Reuters, Nov. 4, https://reuters.com/a", [("Reuters", "2017-11-04")]),
        ("Reuters 11.04.17", [("Reuters", "2017-11-04")]),
        ("Marsa Duwar Courier, Nov. 4; AP, Nov. 5", [("Marsa Duwar Courier", "2017-11-04"), ("AP", "2017-11-05")]),
        ("https://www.reuters.com/a, Nov. 4", [("Reuters", "2017-11-04")]),
        ("(Reuters, 11.04.17, AP, 11.05.17)", [("Reuters", "2017-11-04"), ("AP", "2017-11-05")]),
    ],
)  # fmt: skip
def test_the_quick_line_works_without_script(client, line, expected):
    issue = make.make_issue()
    client.force_login(make.analyst())
    client.post(new(issue), entry(BODY, quick=line))
    item = issue.items.get()
    assert [(name, str(day)) for name, day, _ in cited(item)] == expected
    if "reuters.com/a" in line:
        assert item.citations.get().url.endswith("reuters.com/a")


def test_a_quick_line_that_cannot_be_read_stays_as_typed(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    client.post(new(issue), entry(BODY, quick="Reuters, the 40th of Nov., or so"))
    assert cited(issue.items.get()) == [("Reuters, the 40th of Nov., or so", None, None)]
    assert not Outlet.objects.get(name__startswith="Reuters, the").confirmed
