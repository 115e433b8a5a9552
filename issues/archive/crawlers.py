"""What crawlers ask for: the sitemap and robots.txt."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from issues.archive.caching import Page, public_page
from issues.filter_form import public_outlets
from issues.models import Issue

_FIXED = ("home", "issues", "items", "outlets", "corrections")


@public_page
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Every page but single items, which stand on the pages of their issues (sitemaps.org, 50,000 addresses at most)."""

    def context() -> dict[str, Any]:
        return {
            "site_url": settings.SITE_URL,
            "fixed": [reverse(f"archive:{name}") for name in _FIXED],
            "issues": Issue.objects.published().only("slug", "status", "edition", "published_at"),
            "outlets": public_outlets(),
        }

    return Page(request, "issues/archive/sitemap.xml", context, content_type="application/xml")


@public_page
def robots(request: HttpRequest) -> HttpResponseBase:
    """All are welcome, except to the desk and to endless combinations of filters."""
    context = {"site_url": settings.SITE_URL}
    return Page(
        request,
        "issues/archive/robots.txt",
        lambda: context,
        content_type="text/plain; charset=utf-8",
    )
