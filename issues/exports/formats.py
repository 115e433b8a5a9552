"""What an export format is, and how one is found by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from issues.contents import Contents

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet


class UnknownFormat(Exception):
    """No such format; the text says which there are."""


class FormatUnavailable(Exception):
    """The format needs something that this machine lacks; the text says what, and how to install it."""


class Named(Protocol):
    """Anything with a name that stands in addresses and commands."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One issue as a text, or as bytes where the format is not text.

    ``render(contents, site_url)`` runs no query; ``site_url`` has no slash at its end. The same issue gives the same
    result every time. Raises FormatUnavailable.
    """

    name: str
    content_type: str
    render: Callable[[Contents, str], str | bytes]


_Rows_contra = TypeVar("_Rows_contra", contravariant=True)


class Writer(Protocol[_Rows_contra]):
    """Writes the rows of a queryset, in its order.

    ``site_url`` has no slash at its end. ``address`` is the whole address that was asked for, in its canonical form:
    feeds name themselves by it; without it they name the list of everything. ``about`` says in words what was asked for,
    for the title.
    """

    def __call__(
        self, queryset: _Rows_contra, site_url: str, *, address: str = "", about: str = ""
    ) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True)
class ListFormat:
    """Items or issues as a stream of text: the same ones in the same order whatever the format.

    The writers run a fixed number of queries for each chunk of rows and never hold more rows than that.
    """

    name: str
    content_type: str
    items: Writer[ItemQuerySet]
    issues: Writer[IssueQuerySet]


@dataclass(frozen=True, slots=True)
class FeedFormat(ListFormat):
    """A list that is a feed: it can tell of corrected and withdrawn editions too. Give it those alone, the latest first."""

    corrections: Writer[IssueQuerySet]


CHUNK = 500
"""Items, or issues without their items, that are read at a time."""

_Format = TypeVar("_Format", bound=Named)


def registry(formats: Sequence[_Format]) -> dict[str, _Format]:
    """The formats by their names. Raises ValueError for two of one name."""
    by_name = {each.name: each for each in formats}
    if len(by_name) != len(formats):
        raise ValueError(f"Two export formats of one name in {[each.name for each in formats]}.")
    return by_name


def find(formats: Mapping[str, _Format], name: str) -> _Format:
    """The format of that name. Raises UnknownFormat."""
    try:
        return formats[name]
    except KeyError:
        raise UnknownFormat(
            f"There is no format “{name}”; choose one of {', '.join(sorted(formats))}."
        ) from None
