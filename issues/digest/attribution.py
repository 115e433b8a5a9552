"""Who is quoted at the start of an item: a name, a role, a verb, a colon and a quotation."""

import re
from collections.abc import Iterable

from .outlets import KnownOutlets
from .tree import Attribution, Reference
from .typography import fold_key

LONGEST = 300
"""Characters before the colon; a longer lead is not looked at."""

_QUOTATION = re.compile(r": ?[“\"‘«]")
_VERB = (
    "advises|advised|adds|added|argues|argued|argue|asks|asked|ask|believes|believe|claims|claimed"
    "|comments|commented|concludes|concluded|conclude|contends|contended|contend|explains|explained"
    "|explain|notes|noted|note|observes|observed|observe|points out|pointed out|predicts|predicted"
    "|proposes|proposed|propose|recalls|recalled|recommends|recommended|recommend|remarks|remarked"
    "|reports|reported|report|says|said|say|states|stated|suggests|suggested|suggest|tells|told|tell"
    "|thinks|think|tweets|tweeted|urges|urged|urge|warns|warned|warn|writes|wrote|write"
)
# After the verb only a phrase that says where or when: “wrote in a new report”.
_PHRASE = r"(?: (?:at|earlier|for|from|in|last|on|this|to|yesterday)\b.*)?"
_WITH_VERB = re.compile(
    rf"(?P<who>.+?)(?P<comma>,?) (?P<verb>(?:told|tells)(?= .)|(?:{_VERB})(?={_PHRASE}$)).*"
)
_SMALL = frozenset("a an and at de del der for from in of on the van von & al bin el ibn".split())
_STRANGER = re.compile(
    r"(?:according|after|asked|at|but|for|from|he|her|his|if|in|it|on|our|she|since|that|their|they"
    r"|this|we|when|while|writing)\b",
    re.IGNORECASE,
)


def read_attribution(
    text: str, references: Iterable[Reference], known: KnownOutlets
) -> Attribution | None:
    """The attribution of an item's text, if it has the form of one.

    A name is an outlet's if it is known or if the item cites it.
    """
    quotation = _QUOTATION.search(text, 0, LONGEST)
    if not quotation:
        return None
    lead = text[: quotation.start()].rstrip()
    cited = {fold_key(reference.outlet) for reference in references if reference.outlet}

    def is_outlet(name: str) -> bool:
        return name in known or fold_key(name) in cited

    verb = None
    who = lead
    if match := _WITH_VERB.fullmatch(lead):
        who, verb = match["who"], match["verb"]
    name, role = _name_and_role(who)
    if is_outlet(name):
        return Attribution("outlet", name, role, verb)
    if _STRANGER.match(name) or not _is_proper(name):
        return None
    return Attribution("author", name, role, verb)


def _name_and_role(who: str) -> tuple[str, str | None]:
    """Split at the first comma, unless the commas part the names of several authors."""
    name, comma, role = who.partition(", ")
    if not comma or (" and " in role and _is_proper(role)):
        return who, None
    return name, role


def _is_proper(name: str) -> bool:
    """Whether every word but the small ones begins with a capital."""
    words = name.replace(",", "").split()
    if not 0 < len(words) <= 16:
        return False
    return all(word in _SMALL or not word[0].islower() for word in words)
