"""A reader's whole way through the demo site in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from issues.archive.lists import ITEMS_A_PAGE
from issues.models import Issue, Item
from tests.support.crawling import load_demo
from tests.support.walking import follow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(browser: Browser, live_server) -> Page:
    """A page that runs no script and may ask nobody but the site."""
    load_demo()
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    cookies = context.cookies()
    context.close()
    assert cookies == []
    assert [url for url in asked if not url.startswith(live_server.url)] == []


def test_a_reader_goes_every_way_through_the_site_without_a_script(reader: Page):
    """They share the demo site, which takes longer to load than to read."""
    for go in (
        filters_by_outlet_and_date_and_opens_an_item,
        pages_through_all_items,
        reads_an_earlier_edition_and_what_changed,
        searches_and_takes_the_result_away,
    ):
        reader.goto("/")
        go(reader)


def filters_by_outlet_and_date_and_opens_an_item(reader: Page):
    reader.get_by_label("From", exact=True).fill("2017-10-20")
    reader.get_by_label("To", exact=True).fill("2017-10-22")
    reader.get_by_label("Outlet", exact=True).select_option("Reuters")
    follow(reader.get_by_role("button", name="Show items"))
    found = Item.objects.published().filter(
        citations__outlet__slug="reuters",
        citations__dated_from__lte="2017-10-22",
        citations__dated_to__gte="2017-10-20",
    )
    keys = set(found.values_list("key", flat=True))
    assert len(keys) > 2
    expect(reader.locator(".result-count")).to_have_text(f"{len(keys)} items")
    links = reader.locator(".item .permalink")
    shown = addresses_of(links, len(keys))
    assert {address.split("/")[2] for address in shown} == keys
    follow(links.first)
    expect(reader).to_have_url(re.compile(re.escape(shown[0])))
    item = Item.objects.published().get(key=shown[0].split("/")[2])
    expect(reader.locator("main")).to_contain_text(item.text)


def addresses_of(links: Locator, number: int) -> list[str]:
    """What so many links lead to, as soon as they are there."""
    expect(links).to_have_count(number)
    return links.evaluate_all("(each) => each.map((link) => link.getAttribute('href'))")


def pages_through_all_items(reader: Page):
    follow(reader.get_by_role("link", name="Items", exact=True))
    expected = set(Item.objects.published().values_list("key", flat=True))
    assert len(expected) > 2 * ITEMS_A_PAGE
    onward, met = reader.locator(".pagination [rel=next]"), []
    while len(met) < len(expected):
        if met:
            follow(onward)
        here = min(ITEMS_A_PAGE, len(expected) - len(met))
        met += addresses_of(reader.locator(".item .permalink"), here)
    expect(onward).to_have_count(0)
    assert {address.split("/")[2] for address in met} == expected


def reads_an_earlier_edition_and_what_changed(reader: Page):
    corrected = Issue.objects.published().get(edition=2)
    former = Issue.objects.get(slug=corrected.slug, edition=1)
    follow(reader.get_by_role("link", name="Corrections").first)
    follow(reader.get_by_role("link", name=corrected.period).first)
    expect(reader.get_by_text(corrected.correction_note).first).to_be_visible()
    follow(reader.get_by_role("link", name="What edition 2 changed"))
    expect(reader.locator("main del").first).to_be_visible()
    expect(reader.locator("main ins").first).to_be_visible()
    reader.goto(corrected.get_absolute_url())
    follow(reader.get_by_role("link", name="Edition 1"))
    expect(reader.get_by_text("This is edition 1, which was replaced")).to_be_visible()
    for item in former.items.filter(held=False):
        expect(reader.locator("main")).to_contain_text(item.text)


def searches_and_takes_the_result_away(reader: Page):
    reader.goto("/items/")
    reader.get_by_label("Words").fill('"Tal Zarwan"')
    follow(reader.get_by_role("button", name="Search"))
    [address] = addresses_of(reader.get_by_role("link", name="json", exact=True), 1)
    number = reader.request.get(address).json()["count"]
    assert number > 1
    expect(reader.locator(".result-count")).to_have_text(f"{number} items")
    marked = reader.locator("main .item mark").locator("xpath=ancestor::li[1]")
    expect(marked).to_have_count(number)
