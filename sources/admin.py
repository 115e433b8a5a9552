"""Outlets in the admin site: confirming, describing, merging and renaming them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from sources.changes import confirm, take_turns, tell
from sources.forms import (
    AliasForm,
    AliasFormSet,
    DomainForm,
    MergeForm,
    OutletForm,
    RenameForm,
    row_number,
)
from sources.merging import MergeError, merge, rename
from sources.models import Outlet, OutletAlias, OutletDomain
from sources.names import fold

MOST_AT_ONCE = 50
_LIST = "admin:sources_outlet_changelist"


class CountryFilter(admin.AllValuesFieldListFilter):
    """Countries of outlets; those that belong to none have a name too, so that it can be pressed."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "none"}


class AliasInline(admin.TabularInline):
    model = OutletAlias
    template = "admin/sources/outlet/names.html"
    form = AliasForm
    formset = AliasFormSet
    extra = 1


class DomainInline(admin.TabularInline):
    model = OutletDomain
    template = "admin/sources/outlet/names.html"
    form = DomainForm
    extra = 1


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin):
    """Shows unmerged outlets alone: a merged one's page leads to what it became."""

    form = OutletForm
    list_display = ["name", "kind", "country", "confirmed", "other_names"]
    list_filter = ["confirmed", "kind", ("country", CountryFilter)]
    list_per_page = 50
    search_fields = ["key", "aliases__key", "domains__domain"]
    search_help_text = "Names, other names and domains"
    inlines = [AliasInline, DomainInline]
    actions = ["confirm", "merge_selected", "rename_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        return super().get_queryset(request).filter(merged_into=None).prefetch_related("aliases")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Outlet], search_term: str
    ) -> tuple[QuerySet[Outlet], bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def get_fields(self, request: HttpRequest, obj: Outlet | None = None) -> list[Any]:
        described = ["kind", "country"]
        if self.has_change_permission(request):
            # Whoever may only add outlets leaves it to an editor to confirm them.
            described.append("confirmed")
        return ["name", "slug", *described, "created_at"] if obj else ["name", *described]

    def get_readonly_fields(self, request: HttpRequest, obj: Outlet | None = None) -> list[str]:
        return ["name", "slug", "created_at"] if obj else []

    @admin.display(description="other names")
    def other_names(self, outlet: Outlet) -> str:
        return "; ".join(alias.name for alias in outlet.aliases.all())

    # Rows may be cited for ever: a wrong outlet is merged, never deleted.
    def has_delete_permission(self, request: HttpRequest, obj: Outlet | None = None) -> bool:
        return False

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sources.merge_outlet")

    def save_model(
        self, request: HttpRequest, obj: Outlet, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            take_turns()
            # Not the whole row: it may have been merged since this page was opened.
            obj.save(update_fields=form.changed_data)
            return
        obj.slug = Outlet.objects.unused_slug(obj.name)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if change and any(each.has_changed() for each in (form, *formsets)):
            tell([form.instance.pk], user=request.user)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        former = Outlet.objects.with_canonical().filter(pk=row_number(object_id)).first()
        if former and former.merged_into:
            messages.info(request, f"“{former}” was merged into “{former.canonical}”, shown here.")
            return redirect(_page(former.canonical))
        context = {"may_merge": self.has_merge_permission(request), **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except IntegrityError:
            # The form had found the names free: another editor was faster by a moment.
            messages.error(request, "Somebody took one of these names just now: look again.")
            return redirect(request.get_full_path())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge_view), name="sources_outlet_merge"),
            path("<int:pk>/rename/", view(self.rename_view), name="sources_outlet_rename"),
            *super().get_urls(),
        ]

    @admin.action(description="Confirm selected outlets", permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Outlet]) -> None:
        outlets = confirm(queryset.values_list("pk", flat=True), user=request.user)
        for outlet in outlets:
            self.log_change(request, outlet, "Confirmed.")
        messages.success(request, f"Outlets confirmed: {len(outlets)}.")

    @admin.action(description="Merge…", permissions=["merge"])
    def merge_selected(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> HttpResponse | None:
        keys = [str(pk) for pk in queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1]]
        if len(keys) > MOST_AT_ONCE:
            messages.error(request, f"Select {MOST_AT_ONCE} outlets at most to merge at once.")
            return None
        return redirect(
            f"{reverse('admin:sources_outlet_merge')}?{urlencode({'ids': ','.join(keys)})}"
        )

    @admin.action(description="Rename…", permissions=["merge"])
    def rename_selected(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> HttpResponse | None:
        keys = list(queryset.values_list("pk", flat=True)[:2])
        if len(keys) != 1:
            messages.error(request, "Select one outlet to rename.")
            return None
        return redirect("admin:sources_outlet_rename", keys[0])

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Asks what the outlets of `?ids=1,2` become, and makes them so: all or none."""
        self._require_merge_permission(request)
        chosen = self._chosen(request)
        if not chosen:
            messages.error(request, "Select the outlets to merge first.")
            return redirect(_LIST)
        form = MergeForm(request.POST or None, chosen, self.admin_site)
        if form.is_valid() and self._merge(request, form, chosen):
            return redirect(_page(form.cleaned_data["target"]))
        return self._ask(request, "merge", "Merge outlets", form, chosen)

    def rename_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for the new name of an outlet, and gives it."""
        self._require_merge_permission(request)
        outlet = self.get_object(request, str(pk))
        if outlet is None:
            messages.error(request, "There is no such outlet, or it was merged into another.")
            return redirect(_LIST)
        form = RenameForm(request.POST or None, initial={"name": outlet.name})
        if form.is_valid():
            try:
                new = rename(outlet, form.cleaned_data["name"], user=request.user)
            except MergeError as error:
                form.add_error("name", str(error))
            else:
                self.log_change(request, outlet, f"Renamed to “{new}”.")
                self.log_addition(request, new, f"Renamed from “{outlet}”.")
                messages.success(request, f"“{outlet}” is called “{new}” from now on.")
                return redirect(_page(new))
        return self._ask(request, "rename", f"Rename {outlet}", form, [outlet])

    def _require_merge_permission(self, request: HttpRequest) -> None:
        if not self.has_merge_permission(request):
            raise PermissionDenied

    def _chosen(self, request: HttpRequest) -> list[Outlet]:
        keys = [row_number(text) for text in request.GET.get("ids", "").split(",")]
        return list(self.get_queryset(request).filter(pk__in=keys[:MOST_AT_ONCE]))

    def _merge(self, request: HttpRequest, form: MergeForm, chosen: list[Outlet]) -> bool:
        target = form.cleaned_data["target"]
        merged = [outlet for outlet in chosen if outlet != target]
        try:
            with transaction.atomic():
                for outlet in merged:
                    merge(outlet, target, user=request.user)
                    self.log_change(request, outlet, f"Merged into “{target}”.")
        except MergeError as error:
            form.add_error("target", str(error))
            return False
        names = ", ".join(f"“{outlet}”" for outlet in merged)
        self.log_change(request, target, f"Took in {names}.")
        messages.success(request, f"Merged into “{target}”: {names}.")
        return True

    def _ask(
        self,
        request: HttpRequest,
        page: str,
        title: str,
        form: forms.Form,
        outlets: list[Outlet],
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "media": self.media + form.media,
            "outlets": outlets,
        }
        return TemplateResponse(request, f"admin/sources/outlet/{page}.html", context)


def _page(outlet: Outlet) -> str:
    return reverse("admin:sources_outlet_change", args=[outlet.pk])
