"""Takes in what a former version published: its entries kept less than those of today."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from issues.ledger.recording import lock_chain, record_cover
from issues.models import Issue, StatusChange
from issues.models.ledger import COVER, FORMER_SCHEME
from issues.querysets import IssueQuerySet
from issues.workflow import SEALED, Move

_AT_ONCE = 100


def uncovered() -> IssueQuerySet:
    """Published editions whose publication keeps only what a former version kept, and that nothing covers yet."""
    entries = StatusChange.objects.chained().filter(issue=OuterRef("pk"))
    return Issue.objects.filter(
        Exists(entries.filter(event=Move.PUBLISH, scheme=FORMER_SCHEME)),
        ~Exists(entries.filter(event=COVER)),
        ~Exists(entries.filter(event=Move.PUBLISH).exclude(scheme=FORMER_SCHEME)),
        status__in=SEALED,
    )


def cover() -> int:
    """Append an entry for each of them, with what stands in the tables now; how many. Transactions of a hundred."""
    wanted = list(uncovered().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(wanted), _AT_ONCE):
        with transaction.atomic():
            lock_chain()
            # Asked again: another process may have been first.
            for issue in uncovered().filter(pk__in=wanted[start : start + _AT_ONCE]).order_by("pk"):
                record_cover(issue)
    return len(wanted)
