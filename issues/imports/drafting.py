"""From a document to a draft, in one transaction; or only to what would become of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from issues.imports.directions import settle_directions
from issues.imports.findings import Remark, remark
from issues.imports.formats import find_reader
from issues.imports.placing import Plan, place
from issues.imports.reading import ImportRefused
from issues.imports.rows import is_usable, write_items
from issues.imports.source import Source, SourceItem
from issues.models import Import, Issue
from issues.periods import ap_date
from issues.workflow import Status
from sources.names import fold
from sources.resolving import known_names, resolve_many

SERVICE_ACCOUNT = "import"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document that was read and placed, and every finding about it. Nothing of it stands in the database."""

    source: Source
    period: tuple[date, date]
    plan: Plan
    remarks: tuple[Remark, ...]

    @property
    def slug(self) -> str:
        """The slug that the issue gets: the last day of its period."""
        return self.period[1].isoformat()

    def to_dict(self) -> dict[str, Any]:
        """The document in the shape of the text format's description, with totals and ``findings`` added."""
        items = list(self.plan.walk())
        names = [citation.name for item in items for citation in item.citations]
        top = sum(len(section) for section in self.plan.sections.values())
        return {
            **self.source.tree,
            "item_count": len(items),
            "nested_count": len(items) - top,
            "citation_count": len(names),
            "outlet_count": len({fold(name) for name in names if name}),
            "placeholder_count": self.source.placeholder_count,
            "findings": [
                {name: value for name, value in each.to_dict().items() if name != "key"}
                for each in self.remarks
            ],
        }


def read_document(
    document: bytes,
    filename: str,
    *,
    format: str = "txt",
    sections: Mapping[str, str] | None = None,
) -> ReadResult:
    """What ``import_issue`` would make a draft of: about five queries, and nothing is written.

    ``sections`` maps headings of the document to section codes. A slug that is taken is a finding here
    (``issue_exists``). Raises ImportRefused.
    """
    filename = stored_name(filename)
    source = find_reader(format)(document, filename, known_names())
    period = _period(source, filename)
    plan = place(source, sections or {})
    for item in plan.walk():
        settle_directions(item)
    remarks = [*source.remarks, *plan.remarks]
    remarks += [each for item in plan.walk() for each in item.remarks]
    remarks += _outlet_remarks(plan)
    if taken := _taken(period[1].isoformat()):
        remarks.append(remark("issue_exists", taken))
    return ReadResult(source, period, plan, tuple(sorted(remarks, key=lambda each: each.line)))


def import_issue(
    document: bytes,
    filename: str,
    *,
    user: Any = None,
    format: str = "txt",
    sections: Mapping[str, str] | None = None,
) -> Import:
    """Make a draft of a document and keep the document with it, in one transaction.

    ``user`` becomes author of the issue and its items; None stands for the service account. Whether that user may do so
    is the caller's question. ``sections`` maps headings of the document to section codes. Unknown outlets are
    registered, unconfirmed. Some 20 queries, six for each unknown outlet, and one for every 20 items or so.

    Raises ImportRefused; then nothing was written.
    """
    read = read_document(document, filename, format=format, sections=sections)
    try:
        with transaction.atomic():
            _refuse_taken(read.slug)
            name = stored_name(filename)
            return _write(read, document, name, format, user or service_account())
    except IntegrityError:
        # Another import of the same slug was faster.
        _refuse_taken(read.slug)
        raise


def service_account() -> Any:
    """The account that stands for imports without an author: nobody can sign in with it."""
    user, created = get_user_model().objects.get_or_create(
        username=SERVICE_ACCOUNT, defaults={"is_active": False}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def stored_name(filename: str) -> str:
    """The file's name without its folders, on one line and as any database can keep it."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "?", name)[-255:]


def _period(source: Source, filename: str) -> tuple[date, date]:
    start, end = source.period_start, source.period_end
    example = f"“{settings.MONITOR_TITLE}, Oct. 31-Nov. 7, 2017”"
    if start is None or end is None:
        title = source.title[:80]
        codes = {each.code for each in source.remarks}
        amiss = f"has no period in its title “{title}”" if title else "has no title with a period"
        if "missing_year" in codes:
            amiss = f"has a period without a year, “{title}”"
        elif "invalid_date" in codes:
            amiss = f"has a period with a day that no calendar has, “{title}”"
        raise ImportRefused(f"{filename} {amiss}: begin it with a line such as {example}.")
    if start > end:
        raise ImportRefused(
            f"{filename} has a period that ends before it begins ({ap_date(start)} to {ap_date(end)}): "
            "correct the dates in its title."
        )
    return start, end


def _taken(slug: str) -> str:
    """Why no issue of this slug can be imported; empty if one can."""
    latest = Issue.objects.filter(slug=slug).order_by("-edition").first()
    if latest is None:
        return ""
    advice = {
        Status.PUBLISHED: "start a correction of it instead",
        Status.WITHDRAWN: "start a correction of it to publish it again",
    }.get(Status(latest.status), "go on with it, or delete it and import again")
    state = latest.get_status_display().lower()
    return f"Issue {slug} is there already, as edition {latest.edition} ({state}): {advice}."


def _refuse_taken(slug: str) -> None:
    if taken := _taken(slug):
        raise ImportRefused(taken)


def _outlet_remarks(plan: Plan) -> list[Remark]:
    """A remark for each name that no outlet has, at the item that prints it first. Two queries."""
    first: dict[str, tuple[str, SourceItem]] = {}
    for item in plan.walk():
        for citation in item.citations:
            if citation.name:
                first.setdefault(fold(citation.name), (citation.name, item))
    known = resolve_many(name for name, _ in first.values())
    return [
        remark(
            "unknown_outlet" if is_usable(name) else "unusable_outlet",
            name,
            line=item.line,
            key=item.key,
        )
        for name, item in first.values()
        if name not in known
    ]


def _write(read: ReadResult, document: bytes, filename: str, format: str, user: Any) -> Import:
    source = read.source
    issue = Issue.objects.create(
        slug=read.slug,
        period_start=read.period[0],
        period_end=read.period[1],
        notice="\n".join(source.notices),
        created_by=user,
    )
    write_items(issue, read.plan, user, f"Imported from {filename}"[:100])
    return Import.objects.create(
        issue=issue,
        filename=filename,
        format=format,
        document=document,
        sha256=hashlib.sha256(document).hexdigest(),
        text=source.text,
        findings=[each.to_dict() for each in read.remarks],
        imported_by=user,
    )
