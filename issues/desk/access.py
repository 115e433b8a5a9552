"""Lets members of the newsroom into a page of the desk, and turns a refused step into a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.constants import NONCE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from issues.desk.board import editions_for_board
from issues.desk.pages import issue_page, refused_page
from issues.desk.signing_in import admitted
from issues.moves import MoveError

View = Callable[..., HttpResponse]
# The import map of the editor's scripts is the one script that stands in a page: it bears a nonce.
_WITH_IMPORT_MAP = csp_update({"script-src": [NONCE]})


def desk_page(
    permission: str = "issues.view_issue", *, posts_only: bool = False
) -> Callable[[View], View]:
    """Wraps a view of the desk: signed-in staff with ``issues.view_issue`` and ``permission``, else 403.

    A view below ``issues/<slug>/<edition>/`` is called with the edition in place of the two; one that does not exist
    is 404. A MoveError becomes the edition's page with its sentence on top. With ``posts_only`` an address that is
    opened by GET, such as one typed again after signing in, leads to the edition's page.
    """

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
            if not request.user.has_perms(["issues.view_issue", permission]):
                return refused_page(request)
            if "slug" not in arguments:
                return view(request, **arguments)
            issue = get_object_or_404(
                editions_for_board(),
                slug=arguments.pop("slug"),
                edition=arguments.pop("edition"),
            )
            if posts_only and request.method != "POST":
                return redirect("desk:issue", issue.slug, issue.edition)
            try:
                return view(request, issue, **arguments)
            except MoveError as error:
                return issue_page(request, issue, error=error)

        return admitted(cast(View, _WITH_IMPORT_MAP(guarded)))

    return decorate
