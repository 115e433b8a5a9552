"""Items as a reader of exports gets them, in a form that can be compared."""

import re

from issues.imports.source import SourceCitation, SourceItem


def read(citation: SourceCitation) -> tuple:
    dates = (citation.dated_from, citation.dated_to)
    texts = (citation.printed_date, citation.url, citation.title, citation.note)
    return (citation.name or "", *dates, *texts)


def meaning(body: str) -> str:
    """Inline HTML with one name for bold and one for italics: documents know no difference."""
    body = re.sub(r"(</?)b>", r"\1strong>", body)
    return re.sub(r"(</?)i>", r"\1em>", body)


def as_read(item: SourceItem) -> tuple:
    citations = [read(each) for each in item.citations]
    return (meaning(item.body), citations, [as_read(one) for one in item.children])
