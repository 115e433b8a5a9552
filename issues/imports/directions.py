"""Takes signs that turn the direction of writing out of the names and addresses of a document, and says so."""

from issues.imports.findings import remark
from issues.imports.source import SourceCitation, SourceItem
from sources.directions import find_turn, find_turn_in_address, shown_turns, without_turns


def settle_directions(item: SourceItem) -> None:
    """Of the item's citations: a name loses the sign, an address goes; both are quoted in findings. Texts keep theirs."""
    for citation in item.citations:
        _settle_name(citation, item)
        if find_turn_in_address(citation.url):
            what = shown_turns(citation.url)
            item.remarks.append(remark("turn_in_address", what, line=item.line, key=item.key))
            citation.url = ""


def _settle_name(citation: SourceCitation, item: SourceItem) -> None:
    name = citation.name or ""
    if find_turn(name):
        what = shown_turns(name)
        item.remarks.append(remark("turn_in_name", what, line=item.line, key=item.key))
        citation.name = without_turns(name).strip() or None
