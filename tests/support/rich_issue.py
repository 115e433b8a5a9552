"""An issue with all that an issue can hold, for what every format must carry."""

import itertools
from datetime import UTC, date, datetime
from unittest.mock import patch

from issues.contents import Contents, load_contents
from issues.models import Issue, Item
from issues.sections import Section
from issues.workflow import Status
from tests.support.factories import (
    cite,
    make_issue,
    make_item,
)


def rich_issue() -> Issue:
    """An issue with something of everything that an export must carry, under the keys key0, key1 …"""
    keys = (f"key{number}" for number in itertools.count())
    with patch.object(Item._meta.get_field("key"), "_get_default", lambda: next(keys)):
        return _rich_issue()


def _rich_issue() -> Issue:
    issue = make_issue(notice="The clocks went back on Oct. 29.\nTimes are local.")
    first = make_item(
        issue,
        "The ferry <em>Anna</em> &amp; two tugs left port. The crew “saw nothing.”",
        citations=[
            cite("RFE/RL", date(2017, 11, 6)),
            cite(
                "The Moscow Times",
                date(2017, 11, 6),
                url="https://example.org/a?b=1&c=2",
                title="Tugs",
            ),
            cite("Tass", date(2017, 11, 7), printed_as="Tass"),
        ],
    )
    below = make_item(
        issue,
        "A pilot disagreed.",
        parent=first,
        citations=[
            cite("Interfax", date(2017, 11, 1), dated_to=date(2017, 11, 30), note="in Russian"),
        ],
    )
    make_item(issue, "The harbor was fogbound.", parent=below)
    make_item(
        issue,
        "Nobody answered the letter.",
        section=Section.OTHER_NEWS,
        citations=[
            cite("Foreign Policy", date(2017, 9, 1), dated_to=date(2017, 10, 31)),
            cite("The Economist", date(2017, 1, 1), dated_to=date(2017, 12, 31)),
            cite("Reuters", None, printed_date="11.31.17"),
            cite(None, date(2017, 11, 2)),
        ],
    )
    make_item(
        issue,
        "=1+1 is 50% of $4 {or} #2_a ~ ^ \\ * [x] `y` &lt;z&gt;, says <b>Ελένη <i>Ω.</i></b> on H<sub>2</sub>O: "
        '<a href="https://example.org/?q=(1)&amp;r=a_b">мир</a>',
        section=Section.RECOMMENDATIONS,
        citations=[
            cite(
                "AP", date(2017, 11, 4), url="https://example.org/{50%}", title='"50%" & #1_{a}~^\\'
            ),
            cite("Interfax/TASS", None),
            cite("Новая газета", date(2017, 11, 5), note="in Russian"),
            cite("Al Jazeera", date(2017, 11, 5), url="javascript:alert(1)"),
        ],
    )
    make_item(issue, "Held back.", section=Section.RESPONSE, held=True)
    return issue


def golden_contents() -> Contents:
    """The same as a second edition, published at a known moment."""
    issue = rich_issue()
    issue.edition, issue.correction_note = 2, "The ferry’s name was *wrong*."
    issue.status, issue.published_at = Status.PUBLISHED, datetime(2017, 11, 8, 9, 30, tzinfo=UTC)
    return load_contents(issue)
