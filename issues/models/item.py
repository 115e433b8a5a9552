"""An item: a short sourced summary, nested at most three levels deep."""

import hashlib
import json
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from issues import markup
from issues.models.constraints import SelfForeignKey
from issues.models.history import ItemHistory, WithCitations
from issues.models.issue import Issue
from issues.querysets import ItemQuerySet
from issues.sections import Section

MAX_DEPTH = 3
# No vowels (no words by accident), nothing that looks like something else.
_KEY_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_key() -> str:
    """A short opaque identifier, ten characters: about 47 bits, so chance never gives one twice."""
    return "".join(secrets.choice(_KEY_ALPHABET) for _ in range(10))


class Item(models.Model):
    """An item of one edition. ``key`` is the same in every edition, wherever the item moves.

    ``follows`` is the key of the item, of this or an earlier issue, that this one carries on (empty: none).
    ``depth`` is 1 for an item of the section itself, 2 and 3 below it. An approval is the four ``approved_…`` fields;
    it counts only while ``approved_seal`` equals ``seal()``.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=10, default=new_key, editable=False)
    section = models.CharField(max_length=20, choices=Section.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    depth = models.PositiveSmallIntegerField(default=1, editable=False)
    parent_depth = models.GeneratedField(
        expression=F("depth") - 1, output_field=models.SmallIntegerField(), db_persist=True
    )
    position = models.PositiveIntegerField(default=0, editable=False)
    body = models.TextField("text")
    follows = models.CharField(max_length=10, blank=True, db_index=True, editable=False)
    held = models.BooleanField("held back", default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_seal = models.CharField(max_length=64, blank=True, editable=False)
    approved_content = models.TextField(blank=True, editable=False)

    objects = ItemQuerySet.as_manager()
    history = ItemHistory(bases=[WithCitations], excluded_fields=["parent_depth"])

    class Meta:
        ordering = ["issue", "section", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section__in=Section.values), name="item_section_is_known"
            ),
            models.CheckConstraint(
                condition=Q(depth=1, parent__isnull=True)
                | Q(depth__gt=1, depth__lte=MAX_DEPTH, parent__isnull=False),
                name="item_depth_at_most_3",
                violation_error_message="Items nest at most three levels deep.",
            ),
            models.UniqueConstraint(fields=["issue", "key"], name="item_key_once_an_edition"),
            models.UniqueConstraint(
                fields=["id", "issue", "section", "depth"], name="item_place_is_referable"
            ),
            SelfForeignKey(
                columns=("parent", "issue", "section", "parent_depth"),
                targets=("id", "issue", "section", "depth"),
                name="item_parent_in_issue_and_section",
            ),
        ]
        indexes = [models.Index(fields=["key"], name="item_by_key")]
        permissions = [
            ("approve_item", "Can approve an item written by somebody else"),
            ("hold_item", "Can hold an item back from its issue"),
        ]

    def __str__(self) -> str:
        return self.excerpt

    def get_absolute_url(self) -> str:
        """The item's permanent address."""
        return reverse("archive:item", args=[self.key])

    @property
    def text(self) -> str:
        """The body without its markup."""
        return markup.to_text(self.body)

    @property
    def excerpt(self) -> str:
        """The first words of the text, at most 60 characters."""
        return markup.shortened(self.text, 60)

    def content(self) -> dict[str, Any]:
        """What an approval is sealed to: text, section, parent, citations and, if any, what it follows, as plain data.

        Reads ``parent`` and ``citations`` with their outlets: use ``with_contents()`` for more than one item.
        """
        content = {
            "body": self.body,
            "section": self.section,
            "parent": self.parent.key if self.parent else None,
            "citations": [citation.content() for citation in self.citations.all()],
        }
        # Only where there is one, so that the seals of all others stay what they are.
        return {**content, "follows": self.follows} if self.follows else content

    def citations_json(self) -> str:
        """The citations as the history keeps them; reads ``citations``."""
        return canonical_json([citation.content() for citation in self.citations.all()])

    def seal(self) -> str:
        """SHA-256, in hex, of the content as canonical JSON."""
        return seal_of(self.content())

    @property
    def is_approved(self) -> bool:
        """Approved, and not changed by any path since."""
        return self.approved_by_id is not None and self._is_as_approved

    @property
    def is_changed_since_approval(self) -> bool:
        """Approved once, in another form."""
        return bool(self.approved_seal) and not self._is_as_approved

    @property
    def _is_as_approved(self) -> bool:
        # Both, for the database holds the text of the approval to the history, and not its hash.
        content = canonical_json(self.content())
        return self.approved_content == content and self.approved_seal == _sha256(content)


def canonical_json(content: Any) -> str:
    """JSON with sorted keys and no blanks: equal data gives equal text (the idea of RFC 8785)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal_of(content: Any) -> str:
    """SHA-256, in hex, of the canonical JSON."""
    return _sha256(canonical_json(content))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
