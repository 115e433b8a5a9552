"""The tables of the document in the admin site: for looking things up; whatever changes them is on the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header

from issues.models import Citation, Comment, Import, Issue, Item, StatusChange


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows and changes none, whoever asks."""

    list_per_page = 50
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _desk_link(issue: Issue, text: str, key: str = "") -> str:
    address = reverse("desk:issue", args=[issue.slug, issue.edition])
    return format_html('<a href="{}">{}</a>', f"{address}#item-{key}" if key else address, text)


@admin.register(Issue)
class IssueAdmin(ReadOnlyAdmin):
    list_display = ["period", "edition", "status", "on_desk"]
    list_filter = ["status"]
    search_fields = ["slug", "notice", "correction_note"]
    date_hierarchy = "period_end"
    fields = (
        "on_desk",
        "slug",
        "edition",
        "status",
        "period_start",
        "period_end",
        "notice",
        "correction_note",
        "withdrawal_reason",
        "created_by",
        "created_at",
        "submitted_by",
        "submitted_at",
        "approved_by",
        "approved_at",
        "publish_at",
        "scheduled_by",
        "published_by",
        "published_at",
        "superseded_at",
        "withdrawn_by",
        "withdrawn_at",
    )

    @admin.display(description="desk")
    def on_desk(self, issue: Issue) -> str:
        return _desk_link(issue, "Open on the desk")


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ["excerpt", "issue", "section", "held", "on_desk"]
    list_filter = ["section", "held", "issue__status"]
    list_select_related = ["issue"]
    search_fields = ["body", "key"]
    fields = (
        "on_desk",
        "key",
        "issue",
        "section",
        "parent",
        "depth",
        "position",
        "body",
        "held",
        "version",
        "author",
        "last_editor",
        "created_at",
        "changed_at",
        "approved_by",
        "approved_at",
    )

    @admin.display(description="desk")
    def on_desk(self, item: Item) -> str:
        return _desk_link(item.issue, "Open on the desk", item.key)


@admin.register(Citation)
class CitationAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "dated_from", "dated_to", "url", "on_desk"]
    list_filter = ["item__issue__status"]
    list_select_related = ["outlet", "item__issue"]
    search_fields = ["outlet__key", "printed_as", "url", "title"]
    date_hierarchy = "dated_from"
    fields = (
        "on_desk",
        "item",
        "position",
        "outlet",
        "printed_as",
        "dated_from",
        "dated_to",
        "printed_date",
        "url",
        "title",
        "note",
    )

    @admin.display(description="desk")
    def on_desk(self, citation: Citation) -> str:
        return _desk_link(citation.item.issue, citation.item.excerpt, citation.item.key)


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["body", "author", "created_at", "resolved_at", "on_desk"]
    list_filter = ["resolved_at"]
    list_select_related = ["issue", "author"]
    search_fields = ["body"]
    fields = (
        "on_desk",
        "issue",
        "item_key",
        "thread",
        "author",
        "body",
        "created_at",
        "resolved_at",
        "resolved_by",
    )

    @admin.display(description="desk")
    def on_desk(self, comment: Comment) -> str:
        return _desk_link(comment.issue, str(comment.issue), comment.item_key)


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    list_display = [
        "number",
        "at",
        "event",
        "issue",
        "from_status",
        "to_status",
        "person",
        "reason",
    ]
    list_filter = ["event"]
    list_select_related = ["issue", "user"]
    ordering = ["-pk"]
    fields = (
        *("number", "at", "event", "issue", "from_status", "to_status", "user", "user_name"),
        *("reason", "content_hash", "previous_hash", "entry_hash"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusChange]:
        return super().get_queryset(request).defer("content")


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """The source documents; each can be downloaded as it came."""

    list_display = ["filename", "issue", "imported_by", "imported_at"]
    list_select_related = ["issue", "imported_by"]
    search_fields = ["filename", "sha256", "issue__slug"]
    fields = (
        *("filename", "issue", "on_desk", "imported_by", "imported_at"),
        *("sha256", "download", "remarks", "source"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return super().get_queryset(request).defer("document", "text")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.document)
        return [
            path("<int:pk>/document/", view, name="issues_import_document"),
            *super().get_urls(),
        ]

    def document(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The document, byte for byte, for saving: never for showing in the browser."""
        source = Import.objects.filter(pk=pk).first() if self.has_view_permission(request) else None
        if source is None:
            raise Http404
        response = HttpResponse(bytes(source.document), content_type="application/octet-stream")
        response.headers["Content-Disposition"] = content_disposition_header(True, source.filename)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @admin.display(description="desk")
    def on_desk(self, source: Import) -> str:
        if source.issue is None:
            return "The draft that was made of it is deleted."
        address = reverse(
            "desk:imported", args=[source.issue.slug, source.issue.edition, source.pk]
        )
        return format_html('<a href="{}">Read it line by line on the desk</a>', address)

    @admin.display(description="document")
    def download(self, source: Import) -> str:
        address = reverse("admin:issues_import_document", args=[source.pk])
        return format_html('<a href="{}">Download</a>', address)

    @admin.display(description="findings")
    def remarks(self, source: Import) -> Any:
        rows = ((finding["severity"], finding["message"]) for finding in source.findings)
        return format_html_join("\n", "<p><strong>{}</strong> {}</p>", rows) or "none"

    @admin.display(description="text")
    def source(self, source: Import) -> str:
        return format_html('<pre class="import-text">{}</pre>', source.text)
