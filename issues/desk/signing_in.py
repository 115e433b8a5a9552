"""Signing in where somebody stands: for script in a dialog, without script on a page that keeps the words that were sent."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from issues.desk.pages import is_htmx

View = Callable[..., HttpResponse]

NAME, PASSWORD = "sign-in-name", "sign-in-password"
_TOKEN = "csrfmiddlewaretoken"
MOST_KEPT = 500_000
"""Characters. More than this (a whole document, say) is not carried through a page; the browser's form still has it."""

# Nobody but a script reads this header: its value names no scheme that a browser would ask a password for.
_CHALLENGE = 'Session realm="desk"'


def admitted(view: View) -> View:
    """Lets signed-in staff into a view of the desk, as the admin site does, but loses no words on the way.

    Whoever is signed out gets 401: for htmx, an empty answer with the header ``HX-Sign-In``; for a form, a page that
    asks for name and password and holds what was sent. That page posts to the same address, where it is let in and the
    view runs as if nothing had been. Anything else is sent to the sign-in page.
    """
    inner: View = admin.site.admin_view(view)

    @sensitive_post_parameters(PASSWORD)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
        if request.user.is_authenticated or not (request.method == "POST" or is_htmx(request)):
            return inner(request, *args, **arguments)
        if is_htmx(request):
            headers = {"HX-Sign-In": "1", "WWW-Authenticate": _CHALLENGE}
            return HttpResponse(status=401, headers=headers)
        return _with_words(request, inner, *args, **arguments)

    return guarded


@never_cache
@csrf_protect
def _with_words(request: HttpRequest, inner: View, *args: Any, **arguments: Any) -> HttpResponse:
    """A form that came from somebody signed out: sign in with it, or ask for that."""
    given = NAME in request.POST
    form = AdminAuthenticationForm(
        request,
        {"username": request.POST.get(NAME, ""), "password": request.POST.get(PASSWORD, "")}
        if given
        else None,
    )
    if given and form.is_valid():
        login(request, form.get_user())
        words = request.POST.copy()
        for name in (NAME, PASSWORD):
            words.pop(name, None)
        request.POST = words  # type: ignore[assignment]  # what was sent before, no password
        return inner(request, *args, **arguments)
    fields = list(_fields(request))
    is_kept = sum(len(name) + len(text) for name, text in fields) <= MOST_KEPT
    context = {
        "title": "Sign in again",
        "form": form,
        "fields": fields if is_kept else [],
        "words": [text for _, text in fields if " " in text.strip()] if is_kept else [],
        "is_kept": is_kept,
        "files": list(request.FILES),
        "names": (NAME, PASSWORD),
    }
    frame = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False}
    answer = render(request, "issues/desk/sign_in.html", {**frame, **context}, status=401)
    answer.headers["WWW-Authenticate"] = _CHALLENGE
    return answer


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in (_TOKEN, NAME, PASSWORD):
            yield from ((name, str(value)) for value in values)


@never_cache
@sensitive_post_parameters("password")
@csrf_protect
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """For the dialog: ``username`` and ``password`` to ``{"token", "user"}``, or 400 with ``{"error"}``.

    Throttled as the sign-in page is: 429 after five wrong tries. ``token`` goes into every form that is open.
    """
    form = AdminAuthenticationForm(request, request.POST)
    if not form.is_valid():
        error = next(str(each) for errors in form.errors.values() for each in errors)
        return JsonResponse({"error": error}, status=400)
    user = form.get_user()
    login(request, user)
    return JsonResponse({"token": get_token(request), "user": user.pk})
