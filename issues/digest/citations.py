"""Citations in running text: finding the parentheses, taking them out, joining what is left."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from .dates import Period
from .findings import Slip, findings
from .outlets import KnownOutlets, known_outlets
from .plain import read_plain
from .references import Parsed, parse
from .tree import Citations, Reference
from .typography import ends_sentence, fold, unwrap

# Half parentheses that are told of: one is mended at a time.
_MOST_LONELY = 100
_BRACKET = re.compile(r"[()]")
_LIST_MARK = re.compile(r"(?:^|[\s;])(?:[A-Za-z]|[ivx]{1,4}|[0-9]{1,2})$")
_BESIDE = re.compile(r"\s*[.,;]?\s*")
_TAIL = re.compile(r"[\s.]*")
_NEEDS_SPACE_AFTER = re.compile(r"[^\s(\[“‘—–/-]")
_HUGS_LEFT = ",;:!?)]”’"
_HUGS_RIGHT = "([“‘"


class Pair(NamedTuple):
    """A matched parenthesis: the place of its brackets, and how many levels it holds."""

    start: int
    end: int
    levels: int


class Group(NamedTuple):
    """A parenthesis that is a citation, and where it stands."""

    start: int
    end: int
    parsed: Parsed


class Extract(NamedTuple):
    """A text without its citations, and the references in their order."""

    text: str
    references: tuple[Reference, ...] = ()
    slips: Sequence[Slip] = ()


def read_citations(
    text: str, *, period: Period | None = None, outlets: Iterable[str] = ()
) -> Citations:
    """Read the references in a text; what is prose is left over.

    `period` is the issue's first and last day, inclusive; dates outside it are reported. `outlets`
    are the known names and aliases, told apart without regard to case.
    """
    taken = extract(unwrap(text), period, known_outlets(outlets))
    return Citations(taken.references, taken.text, findings(taken.slips, 1))


def locate(line: str, known: KnownOutlets) -> list[Group]:
    """Where the citations stand in a text on one line: the parentheses that `extract` takes out of it."""
    return _citations(line, _pairs(line)[0], None, known)


def extract(line: str, period: Period | None, known: KnownOutlets) -> Extract:
    """Take the citations out of a text on one line."""
    if "(" not in line and ")" not in line:
        return Extract(fold(line))
    plain = read_plain(line, period, known)
    if plain is None:
        return extract_in_steps(line, period, known)
    slips = plain.slips + _duplicates(plain.references)
    return Extract(fold(plain.text), tuple(plain.references), slips)


def extract_in_steps(line: str, period: Period | None, known: KnownOutlets) -> Extract:
    """What `extract` does with a line of any form: find the parentheses, judge, read and join."""
    pairs, slips = _pairs(line)
    groups = _citations(line, pairs, period, known)
    if not groups:
        return Extract(fold(line), (), slips)
    run = _final_run(line, groups)
    text, joints = _without(line, groups, run)
    references: list[Reference] = []
    for number, group in enumerate(groups, -run):
        references += [_in_group(reference, number) for reference in group.parsed.references]
        slips += group.parsed.slips
    return Extract(text, tuple(references), [*slips, *joints, *_duplicates(references)])


def _in_group(reference: Reference, number: int) -> Reference:
    """What stood in mid-text joins the first parenthesis at the end."""
    return replace(reference, group=number) if number > 0 else reference


def _pairs(line: str) -> tuple[list[Pair], list[Slip]]:
    """The matched parentheses in order of their start; those that lack the other half are slips."""
    pairs: list[Pair] = []
    open_at: list[list[int]] = []
    lonely: list[int] = []
    for bracket in _BRACKET.finditer(line):
        at = bracket.start()
        if bracket[0] == "(":
            open_at.append([at, 0])
        elif open_at:
            start, levels = open_at.pop()
            pairs.append(Pair(start, at + 1, levels))
            if open_at:
                open_at[-1][1] = max(open_at[-1][1], levels + 1)
        elif not _LIST_MARK.search(line, max(0, at - 6), at):
            lonely.append(at)
    lonely = sorted(lonely + [start for start, _ in open_at])[:_MOST_LONELY]
    slips = [("unbalanced_paren", fold(line[max(0, at - 30) : at + 30])) for at in lonely]
    return sorted(pairs), slips


def _citations(
    line: str, pairs: list[Pair], period: Period | None, known: KnownOutlets
) -> list[Group]:
    """The citations; an inner parenthesis is looked at if the outer one is prose.

    A name may hold one level of its own (``The Independent (UK)``), so deeper ones are prose.
    """
    groups: list[Group] = []
    outer = _outermost(pairs)
    run = _final_run(line, outer)
    final = {pair.start for pair in outer[run:]}
    reached = 0
    for pair in pairs:
        if pair.start < reached or pair.levels > 1:
            continue
        at_end = pair.start in final and not _spells_out(line, pair)
        parsed = parse(line[pair.start + 1 : pair.end - 1], known, period, at_end=at_end)
        if parsed:
            groups.append(_widened(line, Group(pair.start, pair.end, parsed)))
            reached = groups[-1].end
    return groups


def _widened(line: str, group: Group) -> Group:
    """The group with the parentheses around it that hold nothing else: ``((AP, 11.04.17))``."""
    start, end = group.start, group.end
    while start and line[start - 1] == "(" and line[end : end + 1] == ")":
        start, end = start - 1, end + 1
    if start < group.start:
        group.parsed.slips.append(("separator_typo", line[start:end]))
    return group._replace(start=start, end=end)


def _outermost(pairs: list[Pair]) -> list[Pair]:
    outer: list[Pair] = []
    for pair in pairs:
        if not outer or pair.start >= outer[-1].end:
            outer.append(pair)
    return outer


def _final_run(line: str, places: Sequence[Pair | Group]) -> int:
    """The index of the first of the parentheses that stand side by side at the very end."""
    end, between = len(line), _TAIL
    for at in range(len(places) - 1, -1, -1):
        if not between.fullmatch(line, places[at].end, end):
            return at + 1
        end, between = places[at].start, _BESIDE
    return 0


def _spells_out(line: str, pair: Pair) -> bool:
    """Whether a parenthesis shortens the words before it: ``Center for Public Integrity (CPI)``."""
    letters = line[pair.start + 1 : pair.end - 1].replace(".", "")
    if not (letters.isalpha() and letters.isupper()):
        return False
    words = line[max(0, pair.start - 120) : pair.start].split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    return bool(words) and words[-1][-1].isalpha() and initials.endswith(letters)


def _without(line: str, groups: list[Group], run: int) -> tuple[str, list[Slip]]:
    """The text around the citations, joined by one space; `run` is the first one of the final run."""
    slips: list[Slip] = []
    parts = [fold(line[: groups[0].start])]
    ends = [group.start for group in groups[1:]] + [len(line)]
    for at, (group, end) in enumerate(zip(groups, ends, strict=True)):
        what = fold(line[group.start : group.end])
        after = line[group.end : end]
        if _NEEDS_SPACE_AFTER.match(line, group.start - 1, group.start) or after[:1].isalnum():
            slips.append(("missing_space", what))
        if at < run:
            slips.append(("mid_text_citation", what))
        piece = fold(after)
        if piece.startswith("."):
            slips.append(("trailing_period_outside", what))
            piece = piece.lstrip(".").lstrip()
            if parts[-1] and not ends_sentence(parts[-1]):
                parts.append(".")
        elif at >= run and piece:
            slips.append(("separator_typo", f"{what}{piece}"))
            piece = ""
        if piece:
            tight = piece[0] in _HUGS_LEFT or parts[-1][-1:] in _HUGS_RIGHT
            parts.append(piece if tight else f" {piece}")
    return "".join(parts), slips


def _duplicates(references: list[Reference]) -> list[Slip]:
    slips: list[Slip] = []
    if len(references) < 2:
        return slips
    seen = set()
    for reference in references:
        if reference.outlet and reference.span:
            pair = (reference.outlet.casefold(), reference.span)
            if pair in seen:
                slips.append(("duplicate_pair", f"{reference.outlet}, {reference.date_text}"))
            seen.add(pair)
    return slips
