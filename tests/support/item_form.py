"""What browser tests of an item's form share: signing in, opening the form, pasting, and things to paste."""

from playwright.sync_api import expect

from tests.support.sitting import take_seat
from tests.support.walking import follow


def begin(page, live_server, user):
    """Takes the user's seat. Whatever the console complains of from now on is in ``page.complaints``."""
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: said.type in ("error", "warning") and page.complaints.append(said.text),
    )
    take_seat(page.context, live_server.url, user)


def open_form(page, live_server, url):
    page.goto(live_server.url + url)
    expect(page.locator("form.item-form[data-editor=started][data-started=yes]")).to_be_visible()
    return page.get_by_role("textbox", name="Text", exact=True)


def paste(locator, html="", text=""):
    """What a browser does when somebody pastes: one event with both kinds of data, and the default if nobody took it."""
    locator.focus()
    locator.evaluate(
        """(node, [html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            data.setData("text/plain", text);
            node.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )


def paste_text(area, html, text):
    """The same for a plain field, which takes the text in by itself."""
    paste(area, html, text)
    area.evaluate(
        """(area, text) => {
            area.value = text;
            area.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }""",
        text,
    )


def save(page):
    follow(page.get_by_role("button", name="Save"))
    expect(page.locator("#board")).to_be_visible()


BULLETS = """<meta charset='utf-8'><b id="docs-internal-guid-1" style="font-weight:normal;"><ul>
<li dir="ltr" aria-level="1"><p dir="ltr"><span>Two convoys reached the </span><span style="font-style:italic">town</span><span>. (Reuters, 11.04.17)</span></p></li>
<ul><li aria-level="2"><p><span>One of them left again. (AP, 11.05.17, Marsa Duwar Courier, 11.05.17)</span></p></li>
<ul><li aria-level="3"><p><span>Its driver said why.</span></p></li></ul></ul>
<li aria-level="1"><p><span>A ministry asked for talks. (AFP, Nov. 6)</span></p></li></ul></b>"""

DIGEST = """Russia in Syria Monitor, Oct. 31-Nov. 7, 2017

Details of Russia’s military campaign in Syria:

  • Two convoys reached the town after a night on the road. (Reuters, 11.01.17, AP, 11.01.17)
    • One of them left again the next morning. (Marsa Duwar Courier, 11.02.17)
    • Its drivers had waited for a bridge.
      • The bridge opened at noon, an engineer said. (AFP, 11.02.17)
  • Four aircraft returned to their base. (TASS, 11.03.17)
  • A frigate left port. (Reuters, 11.04.17)

Response to Russia’s military campaign in Syria:

  • A ministry in Paris asked for talks. (AFP, 11.05.17)
  • Two parliaments debated the matter. (AP, 11.05.17, The Guardian, 11.06.17)
    • One of them will vote in a week. (AP, 11.06.17)

Risk of accidental or intentional confrontation between Western and Russian forces in Syria:

  • Pilots spoke over the line that both sides keep. (Reuters, 11.06.17)
  • A drone was lost near the river. (AP, 11.07.17)

Strategies and actions recommended:

  • Shorter routes would save lives, two authors write. (RAND, May 2017)
  • A former envoy asks for observers. (The Washington Post, 11.02.17)

Other important news:

  • A bank opened a branch. (Reuters, Nov. 3)
  • Grain prices fell. (Reuters, 11.03.17, AP, 11.04.17)
  • A museum found two of its statues. (BBC, 11.07.17)
"""
