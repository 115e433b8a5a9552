"""The ledger: what was done and published, in a chain of hashes that a later change would break.

`recording` writes its entries, `verifying` compares it with what stands in the tables, `heads` keeps its end outside the
database, `covering` takes in what a former version published.
"""

from issues.ledger.covering import cover
from issues.ledger.recording import record, record_outlets
from issues.ledger.snapshots import snapshot
from issues.ledger.verifying import Report, examine, verify

__all__ = ["Report", "cover", "examine", "record", "record_outlets", "snapshot", "verify"]
