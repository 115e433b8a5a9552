"""The description of the API is valid, complete and true: schemathesis finds nothing that contradicts it."""

import re
from copy import deepcopy
from html.parser import HTMLParser

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator

from issues.api import urls
from issues.api.schema import openapi, openapi_with
from issues.api.views import ItemListFilter
from issues.filters import CitationFilter, IssueFilter
from issues.models import Item
from tests.support.api import UNLIMITED, ask, small_archive, walk
from tests.support.examples import examples

pytestmark = pytest.mark.django_db

OUTLETS = ["ap", "interfax", "reuters"]
LISTS = {
    "issues": IssueFilter,
    "items": ItemListFilter,
    "citations": CitationFilter,
    "outlets": None,
}


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.CACHES = UNLIMITED


@pytest.fixture(scope="module")
def archive(module_db):
    return small_archive()


# What it answers


@pytest.fixture
def one_connection():
    """A request through WSGI would end the test's transaction with its connection."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


described = schemathesis.openapi.from_dict(openapi_with(OUTLETS))
described.app = get_wsgi_application()


@described.parametrize()
@settings(examples(25), suppress_health_check=list(HealthCheck))
def test_it_answers_as_it_is_described(case, archive, one_connection):
    case.call_and_validate()


def closed(schema):
    """The description with objects that have the fields described and no others."""
    schema = deepcopy(schema)
    for shape in schema["components"]["schemas"].values():
        if "properties" in shape:
            shape["additionalProperties"] = False
    return schema


def test_every_answer_has_the_fields_described_and_no_others(client, archive):
    components = closed(openapi_with(OUTLETS))["components"]
    removed = Item.objects.get(issue__edition=1, body="To be removed.")
    known = [
        *(f"{name}/?page_size=3" for name in LISTS),
        *(f"issues/{each['slug']}/" for each in walk(client, "issues/")),
        f"items/{removed.key}/",
        *(f"items/{each['key']}/" for each in walk(client, "items/")),
        *(f"citations/{each['id']}/" for each in walk(client, "citations/")),
        *(f"outlets/{slug}/" for slug in OUTLETS),
        "outlets/nobody/",
        "items/?from=x",
        "issues/2017-11-21/",
    ]
    met = set()
    for address in known:
        path = f"/api/v1/{address.partition('?')[0]}"
        [template] = [
            each
            for each in openapi()["paths"]
            if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", each), path)
        ]
        response = client.get(f"/api/v1/{address}")
        answer = openapi()["paths"][template]["get"]["responses"][str(response.status_code)]
        shape = answer["content"]["application/json"]["schema"]
        Draft202012Validator({**shape, "components": components}).validate(response.json())
        met.add((template, response.status_code))
    assert {template for template, status in met if status == 200} == set(openapi()["paths"])
    assert {status for _, status in met} == {200, 400, 404, 410}


# What it describes


def test_it_is_valid_openapi_3_1_made_without_a_warning(client):
    openapi.cache_clear()
    GENERATOR_STATS.reset()
    schema = ask(client, "openapi.json")
    assert schema["openapi"].startswith("3.1.")
    validate_schema(schema)
    assert not GENERATOR_STATS


def test_it_describes_every_address_of_data():
    described_here = {path.removeprefix("/api/v1/") for path in openapi()["paths"]}
    routed = {re.sub(r"<\w+:(\w+)>", r"{\1}", str(each.pattern)) for each in urls.urlpatterns}
    assert described_here == routed - {"", "openapi.json", "docs/", "{rest}/"}


def test_every_list_describes_its_filters_and_its_pages():
    for name, filterset in LISTS.items():
        operation = openapi()["paths"][f"/api/v1/{name}/"]["get"]
        filters = list(filterset.get_filters()) if filterset else []
        assert [each["name"] for each in operation["parameters"]] == [
            *filters,
            "cursor",
            "page_size",
        ]
        assert all(each["description"] for each in operation["parameters"])
        assert {"200", "304", "400", "404", "429"} <= set(operation["responses"])


def test_it_names_the_outlets_that_can_be_asked_for(client, archive):
    slugs = ask(client, "openapi.json")["components"]["schemas"]["OutletSlug"]["enum"]
    assert slugs == OUTLETS
    assert ask(client, f"items/?outlet={'&outlet='.join(slugs)}")["items"]


# The page for people


class Page(HTMLParser):
    """Gathers identifiers and links, and code that the site's policy would not let run."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.inline = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        if tag in ("script", "style") or "style" in attributes:
            self.inline.append(tag)


def test_the_page_tells_everything_that_the_description_does(client, archive):
    response = client.get("/api/v1/docs/")
    assert response["Content-Type"] == "text/html; charset=utf-8"
    text = response.content.decode()
    for path, methods in openapi()["paths"].items():
        assert path in text
        assert methods["get"]["summary"] in text
        for parameter in methods["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in text
    for name in openapi()["components"]["schemas"]:
        assert f'id="{name}"' in text


def test_the_page_needs_nothing_but_the_site_itself(client):
    page = Page(client.get("/api/v1/docs/").content.decode())
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        assert link.startswith(("/", "#", "http://localhost:8000"))
        if link.startswith("#"):
            assert link[1:] in page.ids
        elif "openapi" in link:
            assert client.get(link).status_code == 200
