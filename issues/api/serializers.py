"""What the API answers, field by field. The data is that of the JSON exports; here it is described."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from issues.cited import CitedOutlet
from issues.contents import Contents, citation_node, item_node
from issues.exports.issue_json import issue_document
from issues.exports.lists_json import citation_object, issue_object, item_object
from issues.models import Citation, Issue, Item
from issues.sections import Section
from sources.models import Outlet

Text = serializers.CharField
Count = serializers.IntegerField
Json = dict[str, Any]


class Description(serializers.Serializer):
    """Fields in the order in which they are written; ``from_`` is described as ``from``, a word of Python."""

    def get_fields(self) -> dict[str, Any]:
        return {name.rstrip("_"): field for name, field in super().get_fields().items()}


class OutletName(Description):
    """An outlet by its name."""

    slug = Text()
    name = Text()


class CitationSerializer(Description):
    """A source of an item."""

    outlet = OutletName(allow_null=True, help_text="The outlet as it is called today.")
    printed_as = Text(help_text="The name as printed, where it differs.")
    from_ = serializers.DateField(allow_null=True, help_text="The first day of the date.")
    to = serializers.DateField(
        allow_null=True, help_text="The last day: the same, unless the date is a month or longer."
    )
    url = Text(help_text="The address of the article, where it is known.")
    title = Text()
    note = Text(help_text="Such as “in Russian”.")


class ItemSerializer(Description):
    """A published item."""

    key = Text(help_text="The same in every edition, for ever.")
    issue = Text(help_text="The slug of the issue.")
    section = serializers.ChoiceField(Section.choices)
    text = Text()
    html = Text(help_text="The text with its emphasis and links.")
    citations = CitationSerializer(many=True)
    url = serializers.URLField(help_text="The item’s page.")
    follows = Text(
        required=False, help_text="The key of the item that this one carries on, if there is one."
    )

    def to_representation(self, instance: Item) -> Json:
        return item_object(item_node(instance), settings.SITE_URL)


class ListedCitationSerializer(CitationSerializer):
    """A citation with the item that it stands in."""

    id = Text(help_text="The item’s key, and the citation’s number in it, from 1.")
    item = Text(help_text="The key of the item.")
    issue = Text(help_text="The slug of the issue.")
    section = serializers.ChoiceField(Section.choices)
    item_url = serializers.URLField(help_text="The item’s page.")

    def to_representation(self, instance: Citation) -> Json:
        item = instance.item
        return {
            **citation_object(citation_node(instance)),
            "id": f"{item.key}-{getattr(instance, 'number')}",  # noqa: B009
            "item": item.key,
            "issue": item.issue.slug,
            "section": item.section,
            "item_url": settings.SITE_URL + item.get_absolute_url(),
        }


class IssueSerializer(Description):
    """A published issue, without its items."""

    slug = Text(help_text="The last day of the period.")
    edition = Count()
    title = Text()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    notice = Text(help_text="A word to the readers, a paragraph a line.")
    correction_note = Text(help_text="What this edition corrects; empty in the first.")
    published_at = serializers.DateTimeField()
    item_count = Count()
    url = serializers.URLField(help_text="The issue’s page.")

    def to_representation(self, instance: Issue) -> Json:
        count: int = getattr(instance, "printed_item_count")  # noqa: B009
        return issue_object(instance, count, settings.SITE_URL)


class PrintedCitation(Description):
    """A source as the issue prints it. What is not there is left out."""

    outlet = Text(allow_null=True, help_text="The name as printed.")
    date = Text(allow_null=True, help_text="2017-11-04, or 2017-11 or 2017 where no day is known.")
    date_end = Text(required=False, help_text="The last month of a range.")
    credits = serializers.ListField(child=Text(), required=False)
    note = Text(required=False)
    printed_date = Text(required=False, help_text="What is printed in place of a date.")
    url = Text(required=False)
    title = Text(required=False)
    outlet_slug = Text(required=False)
    outlet_name = Text(required=False, help_text="The outlet as it is called today.")
    outlet_url = serializers.URLField(required=False)


class PrintedItem(Description):
    """An item in its place, with those below it."""

    text = Text()
    citations = PrintedCitation(many=True)
    warnings = serializers.ListField(child=Text())
    key = Text()
    html = Text()
    url = serializers.URLField()
    follows = Text(required=False, help_text="The key of the item that this one carries on.")

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "children": PrintedItem(many=True)}


class PrintedSection(Description):
    """One of the five sections; without items it is a placeholder."""

    heading = Text()
    known = serializers.BooleanField()
    placeholder = serializers.BooleanField()
    item_count = Count()
    warnings = serializers.ListField(child=Text())
    items = PrintedItem(many=True)
    code = serializers.ChoiceField(Section.choices)


class IssueDocument(Description):
    """A whole issue, as the digest format reads it back, with keys, codes and addresses."""

    title = Text()
    series = Text()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    title_warnings = serializers.ListField(child=Text())
    notices = serializers.ListField(child=Text())
    sections = PrintedSection(many=True)
    missing_sections = serializers.ListField(child=Text())
    footnotes = serializers.ListField(child=Text())
    footer = serializers.ListField(child=Text())
    item_count = Count()
    max_depth = Count()
    citation_count = Count()
    warnings = serializers.ListField(child=Text())
    slug = Text()
    edition = Count()
    status = Text(help_text="Always “published”.")
    correction_note = Text()
    published_at = serializers.DateTimeField()
    url = serializers.URLField()

    def to_representation(self, instance: Contents) -> Json:
        return issue_document(instance, settings.SITE_URL)


class OutletSerializer(Description):
    """An outlet that published items cite, with all that was merged into it."""

    slug = Text()
    name = Text()
    kind = serializers.ChoiceField(Outlet.Kind.choices)
    country = Text(help_text="Two letters (ISO 3166), or empty.")
    citation_count = Count()
    item_count = Count()
    first_on = serializers.DateField(allow_null=True, help_text="The earliest date cited.")
    last_on = serializers.DateField(allow_null=True, help_text="The latest date cited.")
    url = serializers.URLField(help_text="The outlet’s page.")

    def to_representation(self, instance: CitedOutlet) -> Json:
        outlet = instance.outlet
        first, last = instance.first_on, instance.last_on
        return {
            "slug": outlet.slug,
            "name": outlet.name,
            "kind": outlet.kind,
            "country": outlet.country,
            "citation_count": instance.citation_count,
            "item_count": instance.item_count,
            "first_on": first.isoformat() if first else None,
            "last_on": last.isoformat() if last else None,
            "url": settings.SITE_URL + reverse("archive:outlet", args=[outlet.slug]),
        }


class SectionCount(Description):
    """How often a section cites it."""

    code = serializers.ChoiceField(Section.choices)
    citation_count = Count()


class OutletDetailSerializer(OutletSerializer):
    """The same with its other names and its share of each section."""

    aliases = serializers.ListField(child=Text())
    sections = SectionCount(many=True)

    def to_representation(self, instance: CitedOutlet) -> Json:
        return {
            **super().to_representation(instance),
            "aliases": [alias.name for alias in instance.outlet.aliases.all()],
            "sections": [
                {"code": section.value, "citation_count": count}
                for section, count in instance.sections.items()
            ],
        }


class Refusal(Description):
    """What is wrong."""

    status = Count()
    message = Text(help_text="What is wrong, and how to mend it.")
    fields_ = serializers.DictField(
        child=serializers.ListField(child=Text()),
        required=False,
        help_text="For each parameter that cannot be read, what is wrong with it.",
    )
    reason = Text(required=False, help_text="Why it was withdrawn or removed.")
    lifted = Text(
        required=False, help_text="When and why the withdrawal was lifted, if it was; a sentence."
    )


class ErrorSerializer(Description):
    """Why there is no answer."""

    error = Refusal()
