"""The desk’s item form as a browser sends it, and the addresses that it goes to."""

from django.urls import reverse

from issues.sections import Section

BODY = "Two convoys reached the town."


def entry(body=BODY, *rows, place=Section.MILITARY_CAMPAIGN, item=None, **more):
    """What the item form sends; a row is outlet, date, address, title, note."""
    names = ("outlet", "date", "url", "title", "note")
    data = {
        "body": body,
        "place": str(place),
        "version": item.version if item else "",
        "citation-TOTAL_FORMS": len(rows),
        "citation-INITIAL_FORMS": len(rows),
    }
    for at, row in enumerate(rows):
        for name, text in zip(names, [*row, "", "", "", "", ""], strict=False):
            data[f"citation-{at}-{name}"] = text
    return data | more


def new(issue):
    return reverse("desk:new_item", args=[issue.slug, issue.edition])


def address(item, name="item"):
    return reverse(f"desk:{name}", args=[item.issue.slug, item.issue.edition, item.key])


def cited(item):
    return [(c.printed_name, c.dated_from, c.dated_to) for c in item.citations.all()]
