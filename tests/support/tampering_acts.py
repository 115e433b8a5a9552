"""What somebody with the keys to the database can do, each with what is said of it; for ``test_tampering``.

Each is done to what ``tampered_site.build()`` has made.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F

from issues.models import Citation, Import, Issue, Item
from sources.models import Outlet, OutletAlias, OutletDomain
from tests.support.tampering import (
    append_forged,
    change_outlet_between,
    copy_of,
    delete_edition,
    delete_everything,
    entry,
    exchange_entries,
    exchange_names,
    forge_item,
    last,
    make_anew,
    replace_document,
    rewrite_heads,
    write_beside,
)

# What is done, to whom, how, and what is said of it.
ACTS = {
    # Editions
    "slug": (
        lambda s: Issue.objects.filter(pk=s["issues_issue"].pk).update(slug="2001-01-01"),
        "issue 2001-01-01 edition 2: field slug differs",
    ),
    "edition": (
        lambda s: Issue.objects.filter(pk=s["issues_issue"].pk).update(edition=6),
        "issue 2017-11-07 edition 6: field edition differs",
    ),
    "status of a published edition": (
        lambda s: Issue.objects.filter(pk=s["issues_issue"].pk).update(status="superseded"),
        "edition 2: status is superseded, the ledger says published",
    ),
    "status back to draft": (
        lambda s: Issue.objects.filter(pk=s["first"].pk).update(status="draft"),
        "edition 1: the ledger has its publication, but its status is draft",
    ),
    "status of a draft": (
        lambda s: Issue.objects.filter(pk=s["draft"].pk).update(status="approved"),
        "issue 2017-11-21 edition 1: status is approved, the ledger says draft",
    ),
    "a withdrawal undone": (
        lambda s: Issue.objects.filter(pk=s["withdrawn"].pk).update(
            status="published", withdrawn_at=None, withdrawn_by=None, withdrawal_reason=""
        ),
        "issue 2017-11-14 edition 1: status is published, the ledger says withdrawn",
    ),
    "an edition deleted with its entries": (delete_edition, "an entry before it is missing"),
    "a draft said to be published": (
        lambda s: Issue.objects.filter(pk=s["draft"].pk).update(status="withdrawn"),
        "issue 2017-11-21 edition 1: status is withdrawn, but the ledger has no publication",
    ),
    # Items and citations
    "an item deleted": (
        lambda s: Item.objects.filter(body="Below.").delete(),
        "is missing",
    ),
    "an item added": (
        lambda s: copy_of(s["issues_item"], key="2222222222"),
        "item 2222222222 was not published with it",
    ),
    "an item moved to another edition": (
        lambda s: Item.objects.filter(body="Alone.", issue=s["withdrawn"]).update(issue=s["draft"]),
        "issue 2017-11-14 edition 1: item",
    ),
    "the key of an item": (
        lambda s: Item.objects.filter(pk=s["issues_item"].pk).update(key="2222222222"),
        "item 2222222222 was not published with it",
    ),
    "an item put below another": (
        lambda s: Item.objects.filter(pk=s["issues_item"].pk).update(
            depth=2, parent=Item.objects.get(issue=s["issues_issue"], body="Second.")
        ),
        "field parent differs from what was published",
    ),
    "an item taken out from below another": (
        lambda s: Item.objects.filter(issue=s["first"], body="Below.").update(depth=1, parent=None),
        "field parent differs from what was published",
    ),
    "the order of items": (
        lambda s: Item.objects.filter(body="Second.").update(position=F("position") + 10),
        "field position differs from what was published",
    ),
    "the last day of a citation": (
        lambda s: Citation.objects.filter(pk=s["issues_citation"].pk).update(
            dated_to=F("dated_from") + timedelta(days=1)
        ),
        "field citations differs from what was published",
    ),
    "a citation deleted": (
        lambda s: Citation.objects.filter(pk=s["issues_citation"].pk).delete(),
        "field citations differs from what was published",
    ),
    "a citation added": (
        lambda s: copy_of(s["issues_citation"], position=9),
        "field citations differs from what was published",
    ),
    "a citation given to another item": (
        lambda s: Citation.objects.filter(pk=s["issues_citation"].pk).update(
            item=Item.objects.get(issue=s["issues_issue"], body="Second.")
        ),
        "field citations differs from what was published",
    ),
    # History
    "the key of a former version": (
        lambda s: Item.history.filter(pk=s["issues_historicalitem"].pk).update(key="2222222222"),
        "the history of item 2222222222 differs from the ledger",
    ),
    "a former version deleted": (
        lambda s: Item.history.filter(pk=s["issues_historicalitem"].pk).delete(),
        "issue 2017-11-07 edition 2: the history of item",
    ),
    "a former version added": (
        lambda s: copy_of(s["issues_historicalitem"], body="Never said."),
        "issue 2017-11-07 edition 2: the history of item",
    ),
    "a former notice": (
        lambda s: Issue.history.filter(pk=s["issues_historicalissue"].pk).update(slug="2017-11-08"),
        "the history of issue 2017-11-08 differs from the ledger",
    ),
    "the history of what an issue says deleted": (
        lambda s: Issue.history.filter(id=s["first"].pk).delete(),
        "issue 2017-11-07 edition 1: the history of issue 2017-11-07",
    ),
    "the history of an item that was deleted before the publication": (
        lambda s: Item.history.filter(body="Gone.").delete(),
        "issue 2017-11-07 edition 1: the history of item",
    ),
    "all history of an edition deleted": (
        lambda s: Item.history.filter(issue_id=s["first"].pk).delete(),
        "issue 2017-11-07 edition 1: the history of item",
    ),
    "two former versions exchanged": (
        lambda s: [
            Item.history.filter(pk=pk).update(body=body)
            for pk, body in zip(
                Item.history.filter(key=s["issues_item"].key).values_list("pk", flat=True),
                ["First.", "First, corrected."],
                strict=False,
            )
        ],
        "the history of item",
    ),
    # Source documents
    "a document": (
        lambda s: Import.objects.update(document=b"Other."),
        "(week.txt): its document is not that of its SHA-256",
    ),
    "the SHA-256 of a document": (
        lambda s: Import.objects.update(sha256="0" * 64),
        "(week.txt): its document is not that of its SHA-256",
    ),
    "a document with its SHA-256": (
        replace_document,
        "field sha256 differs from the ledger",
    ),
    "a source document deleted": (lambda s: Import.objects.all().delete(), "is missing"),
    "a source document taken from its edition": (
        lambda s: Import.objects.update(issue=None),
        "issue 2017-11-07 edition 1: import",
    ),
    "a source document given to another edition": (
        lambda s: Import.objects.update(issue=s["issues_issue"]),
        "issue 2017-11-07 edition 2: import",
    ),
    "a source document added": (
        lambda s: copy_of(s["issues_import"]),
        "was not there when it was published",
    ),
    # Outlets
    "the name of an outlet": (
        lambda s: Outlet.objects.filter(slug="reuters").update(name="Other"),
        "Outlet reuters: field name differs from entry",
    ),
    "the slug of an outlet": (
        lambda s: Outlet.objects.filter(slug="reuters").update(slug="other"),
        "Outlet reuters: it is missing",
    ),
    "whom a citation counts for": (
        lambda s: Outlet.objects.filter(slug="reuters").update(
            merged_into=Outlet.objects.get(slug="tass"), merged_at=datetime(2017, 1, 1, tzinfo=UTC)
        ),
        "Outlet reuters: field merged_into differs from entry",
    ),
    "a merge undone": (
        lambda s: Outlet.objects.filter(slug="afp").update(merged_into=None, merged_at=None),
        "Outlet afp: field merged_into differs from entry",
    ),
    "when an outlet was merged": (
        lambda s: Outlet.objects.filter(slug="afp").update(merged_at=F("created_at")),
        "Outlet afp: field merged_at differs from entry",
    ),
    "an outlet that nobody cites any more": (
        lambda s: Outlet.objects.filter(slug="the-weekly").delete(),
        "Outlet the-weekly: it is missing",
    ),
    "another name deleted": (
        lambda s: OutletAlias.objects.filter(pk=s["sources_outletalias"].pk).delete(),
        "Outlet reuters: field aliases differs",
    ),
    "another name given to another outlet": (
        lambda s: OutletAlias.objects.filter(pk=s["sources_outletalias"].pk).update(
            outlet=Outlet.objects.get(slug="tass")
        ),
        "Outlet reuters: field aliases differs",
    ),
    "a domain given to another outlet": (
        lambda s: OutletDomain.objects.filter(pk=s["sources_outletdomain"].pk).update(
            outlet=Outlet.objects.get(slug="tass")
        ),
        "Outlet reuters: field domains differs",
    ),
    "a domain added": (
        lambda s: OutletDomain.objects.create(outlet=s["sources_outlet"], domain="other.test"),
        "Outlet reuters: field domains differs",
    ),
    "an outlet changed before a publication that says nothing of it": (
        change_outlet_between,
        "Outlet reuters: kind changed between the ledger's entries",
    ),
    # Names
    "two names exchanged": (exchange_names, "its name (username) is “ana”"),
    "an account that wrote, renamed": (
        lambda s: User.objects.filter(username="ana").update(username="eve"),
        "its name (username) is “eve”",
    ),
    # Entries
    "the number of an entry": (
        lambda s: entry(number=4).update(number=99),
        "its number is 99 (number)",
    ),
    "the previous hash of an entry": (
        lambda s: entry(number=4).update(previous_hash="0" * 64),
        "an entry before it is missing or was changed (previous_hash)",
    ),
    "the content of an entry": (
        lambda s: entry(pk=s["issues_statuschange"].pk).update(content="{}"),
        "the content it keeps was changed (content_hash)",
    ),
    "the edition of an entry": (
        lambda s: entry(issue=s["draft"], event="return").update(issue=s["withdrawn"]),
        "(return of issue 2017-11-14 edition 1): it was changed",
    ),
    "an entry without its edition": (
        lambda s: entry(issue=s["draft"], event="return").update(issue=None),
        "it was changed (entry_hash)",
    ),
    **{
        f"{column} of the entry for {event}": (
            lambda s, event=event, column=column, value=value: entry(
                pk=entry(event=event).latest("pk").pk
            ).update(**{column: value}),
            f"({event} of issue",
        )
        for event in ("submit", "return", "approve", "correct", "schedule", "unschedule")
        for column, value in (
            ("user", None),
            ("at", datetime(2001, 1, 1, tzinfo=UTC)),
            ("reason", "Other."),
        )
    },
    **{
        f"the entry for {event} deleted": (
            lambda s, event=event: entry(pk=entry(event=event).earliest("pk").pk).delete(),
            "an entry before it is missing",
        )
        for event in ("submit", "return", "approve", "correct", "schedule", "unschedule", "outlet")
    },
    "who changed an outlet": (
        lambda s: entry(event="outlet").update(user=User.objects.get(username="kim")),
        "(outlet: AP, AFP): it was changed",
    ),
    "an entry taken out of the chain": (
        lambda s: entry(event="schedule").update(entry_hash="", previous_hash="x", scheme=1),
        "stands outside the chain",
    ),
    "an entry written beside the chain": (write_beside, "stands outside the chain"),
    "an entry in the manner of a former version": (
        lambda s: append_forged(s, scheme=1),
        "a former version wrote it, and it covers less",
    ),
    "a second publication": (
        lambda s: append_forged(
            s, **{name: getattr(s["issues_statuschange"], name) for name in ("event", "issue")}
        ),
        "the ledger has 2 publications of it; the first counts",
    ),
    "two entries exchanged": (exchange_entries, "an entry before it is missing"),
    # The chain and its head
    "the last entry deleted": (
        lambda s: entry(pk__in=last()).delete(),
        "the ledger was cut off after entry",
    ),
    "the last three entries deleted": (
        lambda s: entry(pk__in=last(3)).delete(),
        "the ledger was cut off after entry",
    ),
    "everything deleted": (delete_everything, "the ledger was cut off after entry 0"),
    "the chain computed anew from an entry on": (
        lambda s: [entry(number=12).update(reason="Other."), make_anew(12)],
        "the ledger was made anew from entry",
    ),
    "the whole chain computed anew": (
        lambda s: [entry(number=1).update(at=F("at") - timedelta(days=1)), make_anew()],
        "the ledger was made anew from entry 1",
    ),
    "an item forged, and the chain computed anew": (
        forge_item,
        "the ledger was made anew from entry",
    ),
}


# What leaves a ledger that agrees with itself, its tables and the file of the machine.
ONLY_OUTSIDE = {
    "the last entries deleted, and the file with the heads": lambda s: [
        entry(pk__in=last(2)).delete(),
        settings.LEDGER_HEADS.unlink(),
    ],
    "the last entries deleted, and their lines in the file": lambda s: [
        entry(pk__in=last(2)).delete(),
        rewrite_heads(),
    ],
    "the whole chain computed anew, and the file rewritten": lambda s: [
        entry(event="return").update(reason="Other."),
        make_anew(),
        rewrite_heads(),
    ],
    "an item forged in item, ledger and file": lambda s: [forge_item(s), rewrite_heads()],
    "everything deleted, and the file": lambda s: [
        delete_everything(s),
        settings.LEDGER_HEADS.unlink(),
    ],
}
