"""What an import has to say about a document, beside what the reader of the text remarks."""

from dataclasses import dataclass
from typing import Any

from sources.directions import shown_turns

BLOCK, LOOK, NOTE = "block", "look", "note"

# code: (severity, sentence); “{what}” stands for the words of the document, {where} for the place they came to.
_TABLE = {
    # must be settled before publication
    "unknown_outlet": (BLOCK, "“{what}” is an outlet that nobody has confirmed yet: confirm or merge it."),
    "unusable_outlet": (BLOCK, "“{what}” cannot be the name of an outlet: name the outlet that is meant."),
    "outlet_lost": (BLOCK, "No outlet stands before “{what}”: name it."),
    "issue_exists": (BLOCK, "{what}"),
    "turn_in_name": (BLOCK, "“{what}” held a sign that turns the direction of writing: it was taken out; check which outlet is meant."),
    "turn_in_address": (BLOCK, "The address {what} holds a sign that turns the direction of writing: it is kept with the source document alone; find the right one."),
    # an editor should look
    "unknown_heading": (LOOK, "“{what}” is none of the five sections: its items went to “{where}”; move them if need be."),
    "text_left_out": (LOOK, "“{what}” has no place in an issue ({where}): it is kept with the source document alone."),
    "flattened": (LOOK, "“{what}” stood deeper than three levels: it went up to the third."),
    "struck_out": (LOOK, "“{what}” is struck out in the document: it was taken in all the same; delete it if it should go."),
    "deleted_words": (LOOK, "“{what}” was deleted with Track Changes: it is kept with the source document alone."),
    "table_row": (LOOK, "“{what}” is a row of a table: its cells stand beside each other; check the text."),
    "picture_left_out": (LOOK, "A picture near “{what}” has no place in an issue: it is kept with the source document alone."),
    "link_left_out": (LOOK, "The address {what} has no place here: it is kept with the source document alone."),
    "link_shared": (LOOK, "The address {what} stands on several sources: it was given to the first; check it."),
    "series_differs": (LOOK, "The title names “{what}”: this site’s issues are titled “{where}”."),
    # note only
    "heading_restyled": (NOTE, "The heading “{what}” is printed as “{where}”."),
    "section_moved": (NOTE, "“{what}” stood after “{where}”: sections are printed in their fixed order."),
    "section_added": (NOTE, "The section “{what}” was not there: it is printed, without items."),
    "placeholder_restyled": (NOTE, "“{what}” is printed as “{where}” in a section without items."),
    "parentheses_joined": (NOTE, "“{what}” has its sources in several parentheses: one is printed."),
    "invisible_characters": (NOTE, "“{what}” held characters that cannot be seen: they are dropped."),
    "text_shortened": (NOTE, "“{what}” is too long for a note: the end is kept with the source document alone."),
}  # fmt: skip

CODES: dict[str, str] = {code: severity for code, (severity, _) in _TABLE.items()}


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of an import. ``line`` counts from 1, 0 for none; ``key`` is the item's, empty for none."""

    code: str
    severity: str
    message: str
    line: int = 0
    key: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as ``Import.findings`` keeps it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "line": self.line,
            "key": self.key,
            "message": self.message,
        }


def remark(code: str, what: str, *, where: str = "", line: int = 0, key: str = "") -> Remark:
    """A finding of the table above, with at most 80 characters of the document in it, 300 of an address."""
    severity, sentence = _TABLE[code]
    most = 300 if code in ("link_left_out", "link_shared", "turn_in_address") else 80
    if code != "issue_exists" and len(what) > most:
        what = f"{what[: most - 1]}…"
    # Only the words for the finding: the document keeps its own.
    what, where = shown_turns(what), shown_turns(where)
    place = f"Line {line}: " if line else ""
    return Remark(code, severity, place + sentence.format(what=what, where=where), line, key)
