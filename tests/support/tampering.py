"""Somebody with the keys to the database, who goes around its guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from issues import guards
from issues.ledger import heads
from issues.ledger.evidence import outlet_facts
from issues.ledger.recording import content_hash, entry_hash
from issues.models import Import, Issue, Item, StatusChange
from issues.models.item import canonical_json
from sources import guards as outlet_guards
from sources.models import Outlet


@contextmanager
def unguarded() -> Iterator[None]:
    """No guard stands inside; all stand again afterwards, as if nothing had been."""
    guards.remove(connection)
    outlet_guards.remove(connection)
    yield
    guards.install(connection)
    outlet_guards.install(connection)


def make_anew(start: int = 1) -> None:
    """Compute the chain again from that entry on, as somebody would who knows the code; inside ``unguarded()``."""
    before = StatusChange.objects.filter(number__lt=start).order_by("-number").first()
    previous = before.entry_hash if before else ""
    for number, entry in enumerate(StatusChange.objects.filter(number__gte=start), start):
        entry.number, entry.previous_hash = number, previous
        entry.content_hash = content_hash(entry)
        issue = entry.issue
        previous = entry_hash(entry, [issue.slug, issue.edition] if issue else None)
        entry.entry_hash = previous
        entry.save()


def entry(**values):
    return StatusChange.objects.filter(**values)


def last(number=1):
    """The last entries of the ledger."""
    return [*StatusChange.objects.order_by("-pk").values_list("pk", flat=True)[:number]]


def exchange_names(site):
    ana, ed = User.objects.get(username="ana"), User.objects.get(username="ed")
    for user, name in ((ana, "other"), (ed, "ana"), (ana, "ed")):
        User.objects.filter(pk=user.pk).update(username=name)


def exchange_entries(site):
    (second, first), spare = last(2), 10_000_000
    for old, new in ((first, spare), (second, first), (spare, second)):
        entry(pk=old).update(id=new)


def delete_edition(site):
    """The withdrawn issue, all of it, as if it had never been."""
    issue = site["withdrawn"]
    entry(issue=issue).delete()
    Item.history.filter(issue_id=issue.pk).delete()
    Issue.objects.filter(pk=issue.pk).delete()


def delete_everything(site):
    StatusChange.objects.all().delete()
    Import.objects.all().delete()
    Issue.objects.all().delete()


def write_beside(site):
    StatusChange.objects.create(
        issue=site["draft"],
        event="approve",
        from_status="draft",
        to_status="approved",
        user=User.objects.get(username="ed"),
        at=datetime(2017, 11, 20, tzinfo=UTC),
    )


def append_forged(site, **values):
    """An entry of the chain, hash and all, as the code would write it."""
    newest = StatusChange.objects.latest("number")
    newest.pk, newest.number = None, newest.number + 1
    newest.previous_hash, newest.entry_hash = newest.entry_hash, "not yet"
    for name, value in values.items():
        setattr(newest, name, value)
    newest.save(force_insert=True)
    make_anew(newest.number)


def copy_of(row, **values):
    row = type(row)._base_manager.get(pk=row.pk)
    row.pk = None
    for name, value in values.items():
        setattr(row, name, value)
    row.save_base(raw=True, force_insert=True)


def forge_item(site):
    """Other words, in the item and its approval, and in what its publication keeps."""
    item, publication = site["issues_item"], site["issues_statuschange"]
    rows = Item.objects.filter(pk=item.pk)
    before = rows.get().approved_seal
    rows.update(body="Forged.")
    forged = rows.with_contents().get()
    rows.update(approved_seal=forged.seal(), approved_content=canonical_json(forged.content()))
    content = publication.content.replace("First, corrected.", "Forged.")
    content = content.replace(before, forged.seal())
    entry(pk=publication.pk).update(content=content)
    make_anew(publication.number)


def replace_document(site):
    document = b"Other."
    row = site["issues_import"]
    digest = "cc1d32df1a5a4d3d5d9e1f6c" + "0" * 40
    Import.objects.filter(pk=row.pk).update(document=document, sha256=digest)


def change_outlet_between(site):
    """A kind that no entry tells of, then a publication that takes it for granted."""
    Outlet.objects.filter(slug="reuters").update(kind="state_media")
    facts = outlet_facts([site["sources_outlet"].pk])
    append_forged(site, event="publish", content=canonical_json({"outlets": facts}))


def rewrite_heads():
    """The file of the machine, as if the chain had always been what it is now."""
    settings.LEDGER_HEADS.unlink(missing_ok=True)
    for each in StatusChange.objects.order_by("number"):
        heads.append(each.number, each.entry_hash)
