"""The tables: one noun a file."""

from issues.models.assignment import Assignment
from issues.models.citation import Citation
from issues.models.comment import Comment
from issues.models.imported import Import
from issues.models.issue import Issue
from issues.models.item import Item
from issues.models.ledger import StatusChange
from issues.models.notice import Notice, NoticeChoice, NoticeKind
from issues.models.presence import Presence

__all__ = [
    "Assignment",
    "Citation",
    "Comment",
    "Import",
    "Issue",
    "Item",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "Presence",
    "StatusChange",
]
