"""Known attacks on sanitisers, shown on the issue page in a real browser with the content security policy off."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from issues.models import Citation, Issue, Item
from issues.sections import Section
from issues.workflow import Status
from tests.support import factories as make
from tests.support.paths import CORPUS

NOTHING_RAN = """() => {
    const schemeOf = (address) => {
        try { return new URL(address, 'http://site.invalid/').protocol; } catch { return 'http:'; }
    };
    const found = [...(window.ran || [])];
    for (const element of document.querySelectorAll('body *')) {
        for (const {name, value} of element.attributes) {
            if (/^on/i.test(name)) found.push(`${element.tagName} ${name}=${value}`);
            if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name)
                && !/^(https?:|mailto:)/i.test(schemeOf(value)))
                found.push(`${element.tagName} ${name}=${value}`);
            if (name === 'style') found.push(`${element.tagName} style=${value}`);
        }
    }
    const article = document.querySelector('main');
    for (const element of article.querySelectorAll('script,style,iframe,object,embed,svg,math,img,video,audio,base,meta,link'))
        found.push(element.outerHTML.slice(0, 200));
    return found;
}"""
EXCITE = """() => {
    for (const element of document.querySelectorAll('main *'))
        for (const type of ['mouseover', 'mouseenter', 'focus', 'click', 'error', 'load', 'toggle', 'animationstart'])
            element.dispatchEvent(new Event(type, {bubbles: false}));
}"""
# A picture that is asked for last and fails: those of an attack have failed before it.
AFTER_ALL = """() => new Promise((done) => {
    const picture = new Image();
    picture.onerror = () => setTimeout(done);
    picture.src = '/nothing.png';
})"""
WATCH = """
    window.ran = [];
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
        window[name] = (...words) => { window.ran.push(name + ': ' + words.join(' ')); };
"""


def payloads():
    corpus = json.loads(CORPUS.read_text(encoding="utf-8"))
    return [entry["payload"].replace("\x00", "") for entry in corpus["payloads"]]


def publish_as_they_are(end, texts):
    """A published issue whose rows hold the texts uncleaned, as if they had come past every form."""
    issue = make.make_issue(end, notice="\n".join(texts[:20]))
    ana, ed = make.analyst(), make.editor()
    reuters = make.make_outlet()
    items = Item.objects.bulk_create(
        Item(
            issue=issue,
            section=Section.values[number % 5],
            position=number,
            body=text,
            author=ana,
            last_editor=ana,
            approved_by=ed,
        )
        for number, text in enumerate(texts)
    )
    Citation.objects.bulk_create(
        Citation(
            item=item,
            outlet=reuters,
            printed_as=item.body[:200],
            title=item.body[:500],
            note=item.body[:200],
            url=item.body[:2000],
        )
        for item in items
    )
    for status in (Status.IN_REVIEW, Status.APPROVED):
        Issue.objects.filter(pk=issue.pk).update(status=status)
    Issue.objects.filter(pk=issue.pk).update(
        status=Status.PUBLISHED, published_at=timezone.now(), published_by=ed
    )
    return Issue.objects.get(pk=issue.pk)


@pytest.fixture
def unprotected(browser):
    """A browser that ignores the policy, notices what runs, and cannot leave the site."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.ran = []
    page.on("dialog", lambda dialog: (page.ran.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: page.ran.append(popup.url))
    yield page
    context.close()


@pytest.mark.django_db(transaction=True)
def test_the_watch_sees_what_runs(unprotected, live_server):
    """The test below means something only if this one finds the attack."""
    unprotected.goto(f"{live_server.url}/healthz")
    unprotected.evaluate(
        "() => { document.body.innerHTML = '<main><img src=x onerror=alert(1)></main>'; }"
    )
    unprotected.wait_for_function("window.ran.length > 0")
    found = unprotected.evaluate(NOTHING_RAN)
    assert "alert: 1" in found
    assert any("onerror" in each for each in found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of attacks is not beside the project")
def test_no_known_attack_runs_on_the_issue_page(unprotected, live_server):
    texts = payloads()
    assert len(texts) > 1000
    issue = publish_as_they_are(make.END, texts)
    requests = []
    unprotected.on("request", lambda request: requests.append(request.url))
    unprotected.goto(live_server.url + issue.get_absolute_url())
    expect(unprotected.locator("main")).to_have_count(1)
    unprotected.evaluate(EXCITE)
    unprotected.evaluate(AFTER_ALL)
    assert unprotected.evaluate(NOTHING_RAN) == []
    assert unprotected.ran == []
    assert [url for url in requests if not url.startswith(live_server.url)] == []
    expect(unprotected).to_have_url(live_server.url + issue.get_absolute_url())
