"""Who may do what on the desk: the people, a newsroom with an issue in every state, and a line for every address."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin

from django.apps import apps
from django.contrib.auth.models import Permission
from django.urls import Resolver404, URLPattern, resolve, reverse

from issues.desk import urls
from issues.editing import change_item
from issues.editions import start_correction
from issues.groups import ANALYSTS, EDITORS, PERMISSIONS
from issues.models import Assignment, Comment, Import, Issue, Notice, NoticeKind
from issues.moves import apply_move
from issues.wording import change_wording, fingerprint
from issues.workflow import TRANSITIONS, Move, Status
from sources.models import Outlet
from tests.support import factories as make

VIEW = "issues.view_issue"
WEEK = timedelta(days=7)
UNKNOWN = "Hidden Gazette"


@dataclass(frozen=True)
class Line:
    """What an address asks for: ``opens`` for GET (None: it has no page and leads back), ``sends`` for POST (None: no form).

    ``is_shown``: a page of the desk leads there, for those who may; otherwise scripts alone know it.
    """

    opens: str | None = VIEW
    sends: str | None = None
    is_shown: bool = True


# A new address of the desk needs a line here.
TABLE: dict[str, Line] = {
    "home": Line(),
    "review": Line("issues.approve_item"),
    "new_issue": Line("issues.add_issue", "issues.add_issue"),
    "next_issue": Line(None, "issues.add_issue"),
    "import": Line("issues.add_import", "issues.add_import"),
    "notices": Line(),
    "notices_read": Line(None, VIEW),
    "notice_choices": Line(VIEW, VIEW),
    "notice": Line(None, VIEW),
    "outlets": Line(),
    # One edition
    "issue": Line(),
    "edit_issue": Line("issues.change_issue", "issues.change_issue"),
    "vouch_issue": Line(None, "issues.change_issue"),
    "delete_issue": Line("issues.delete_issue", "issues.delete_issue"),
    "preview": Line(),
    "preview_mail": Line(),
    "preview_print": Line(),
    "preview_text": Line(),
    "preview_format": Line(),
    "approve_clean": Line(None, "issues.approve_item"),
    "move": Line(None, TRANSITIONS[Move.SUBMIT].permission),
    "schedule": Line(None, "issues.publish_issue"),
    "lift": Line(None, "issues.withdraw_issue"),
    # Shown in a newsroom with one editor alone.
    "ask_lift": Line(None, "issues.withdraw_issue", is_shown=False),
    "confirm_lifting": Line(None, "issues.change_issue", is_shown=False),
    "correct": Line(None, "issues.correct_issue"),
    "deleted_items": Line(),
    "imported": Line("issues.view_import"),
    "comment": Line(None, "issues.add_comment"),
    "assign": Line(None, "issues.add_assignment"),
    "pulse": Line(None, VIEW),
    "answer": Line("issues.add_comment"),
    "reply": Line(None, "issues.add_comment"),
    "resolve": Line(None, "issues.change_comment"),
    "new_item": Line("issues.add_item", "issues.add_item"),
    "similar": Line(None, VIEW),
    "parse": Line(),
    "row_reading": Line(),
    "paste": Line("issues.add_item", "issues.add_item"),
    "add_many": Line(None, "issues.add_item"),
    "outlet": Line(None, "sources.change_outlet"),
    # One item
    "item": Line("issues.change_item", "issues.change_item"),
    "place": Line(None, "issues.change_item"),
    "menu": Line(),
    "remark": Line("issues.add_comment"),
    "approve": Line(None, "issues.approve_item"),
    "vouch": Line(None, "issues.change_item"),
    "hold": Line(None, "issues.hold_item"),
    "return_item": Line(None, "issues.approve_item"),
    "review_item": Line(None, "issues.approve_item"),
    "delete": Line("issues.delete_item", "issues.delete_item"),
    "follow": Line(None, "issues.change_item", is_shown=False),  # in the answer of “similar”
    "split": Line("issues.change_item", "issues.change_item"),
    "merge": Line("issues.change_item", "issues.change_item"),
    "history": Line(),
    "item_comment": Line(None, "issues.add_comment"),
    "assign_item": Line(None, "issues.add_assignment"),
}

MOVES = {f"move:{move}": row.permission for move, row in TRANSITIONS.items() if row.permission}

# Signing in is for anybody; it has tests of its own.
FOR_ANYBODY = {"sign_in"}

# Asked for in the admin site alone, or by nothing yet: the desk writes these rows with those of their item.
NOT_OF_THE_DESK = {
    "issues.view_item",
    "issues.add_citation",
    "issues.change_citation",
    "issues.delete_citation",
    "issues.view_citation",
    "issues.view_comment",
    "issues.view_statuschange",
    "issues.change_assignment",
    "issues.delete_assignment",
    "issues.view_assignment",
    *(name for name in PERMISSIONS[EDITORS] if name.startswith("sources.")),
} - {"sources.change_outlet"}

PEOPLE = {
    "anonymous": lambda: None,
    "no staff": lambda: make.make_user("reader", is_staff=False),
    "staff without a group": lambda: make.make_user("guest"),
    "analyst": make.analyst,
    "editor": make.editor,
    "superuser": lambda: make.make_user("root", is_superuser=True),
}
GRANTED = {
    "analyst": set(PERMISSIONS[ANALYSTS]),
    "editor": set(PERMISSIONS[EDITORS]),
    "superuser": {*PERMISSIONS[EDITORS]},
}


def granted(who: str) -> set[str]:
    return GRANTED.get(who, set())


def sign_in(client, who):
    user = PEOPLE[who]()
    if user:
        client.force_login(user)
    return user


def is_refused(who: str, response) -> bool:
    """As somebody of this kind is refused: led to the sign-in or asked to sign in there, or told."""
    if who == "anonymous" and response.status_code == 401:
        return "convoy" not in response.content.decode()
    if who in ("anonymous", "no staff"):
        return response.headers.get("Location", "").startswith("/admin/login/")
    return response.status_code == 403


def without(user, permission: str):
    """An editor's permissions but for one, instead of those that ``user`` had."""
    user.groups.clear()
    codenames = {name.split(".")[1] for name in PERMISSIONS[EDITORS] if name != permission}
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))


# The addresses


def names() -> list[str]:
    """Every name of an address of the desk."""

    def walk(patterns):
        for each in patterns:
            if isinstance(each, URLPattern):
                yield each.name
            else:
                yield from walk(each.url_patterns)

    return list(walk(urls.urlpatterns))


def parameters(name: str) -> list[str]:
    """What the address of that name takes."""

    def walk(patterns, taken):
        for each in patterns:
            own = [*taken, *each.pattern.converters]
            if isinstance(each, URLPattern):
                if each.name == name:
                    yield own
            else:
                yield from walk(each.url_patterns, own)

    return next(walk(urls.urlpatterns, []))


# A newsroom


def in_status(status: Status, end=make.END, *bodies: str) -> Issue:
    """An issue in that state; its items are carl's, and where they are approved, eve approved them."""
    carl, eve = make.analyst("carl"), make.editor("eve")
    issue = make.make_issue(end, by=carl)
    for body in bodies or ("Two convoys reached the town. One of them left.",):
        make.make_item(issue, f"{body} {end}", by=carl)
    if status == Status.DRAFT:
        return issue
    issue = make.submit(issue, by=carl)
    make.approve_items(issue, eve)
    steps = {
        Status.APPROVED: [Move.APPROVE],
        Status.PUBLISHED: [Move.APPROVE, Move.PUBLISH],
        Status.SUPERSEDED: [Move.APPROVE, Move.PUBLISH],
        Status.WITHDRAWN: [Move.APPROVE, Move.PUBLISH, Move.WITHDRAW],
    }
    for move in steps.get(status, []):
        issue = apply_move(issue, move, user=eve, reason="It was wrong.")
    if status == Status.SUPERSEDED:
        again = start_correction(issue, user=eve, note="A number.")
        for move in (Move.SUBMIT, Move.APPROVE, Move.PUBLISH):
            if move == Move.APPROVE:
                make.read_by_another(again, eve)
            again = apply_move(again, move, user=eve)
    return Issue.objects.get(pk=issue.pk)


@dataclass
class Newsroom:
    """An issue in every state, and one in review with all that can be asked of it."""

    issues: dict[Status, Issue]
    busy: Issue

    def arguments(self, name: str, user=None) -> dict:
        """What the address of that name asks for, of the busy issue; a notice is the user's own."""
        item = self.busy.items.order_by("pk").first()
        pk = {
            "imported": lambda: self.busy.imports.get().pk,
            "notice": lambda: (
                Notice.objects.filter(recipient=user).values_list("pk", flat=True).first() or 1
            ),
        }.get(name, lambda: self.busy.comments.filter(thread=None).first().pk)
        given = {
            "slug": self.busy.slug,
            "edition": self.busy.edition,
            "key": item.key,
            "move": "submit",
            "format": "txt",
            "pk": pk(),
        }
        return {each: given[each] for each in parameters(name)}

    def address(self, name: str, user=None) -> str:
        return reverse(f"desk:{name}", kwargs=self.arguments(name, user))


def newsroom() -> Newsroom:
    """Everybody is in it, and everybody but carl and eve has something to do."""
    issues = {
        status: in_status(status, make.END + number * WEEK) for number, status in enumerate(Status)
    }
    busy = in_status(Status.DRAFT, make.END + 9 * WEEK, "Waiting. It waits.", "Another one.")
    carl = make.analyst("carl")
    first, second = busy.items.order_by("pk")
    make.make_item(
        busy,
        "It cites a new one.",
        by=carl,
        citations=[make.cite(make.make_outlet(UNKNOWN, confirmed=False))],
    )
    Comment.objects.create(issue=busy, item_key=first.key, author=carl, body="Is it so?")
    Import.objects.create(
        issue=busy,
        filename="digest.txt",
        format="txt",
        document=b"text",
        sha256="0" * 64,
        text="text",
        imported_by=carl,
    )
    eve = make.editor("eve")
    change_item(first, user=eve, version=1, body="It waits.", citations=list(first.citations.all()))
    change_wording(busy, user=eve, seen=fingerprint(busy), values={"notice": "It is short."})
    make.submit(busy, by=carl)
    for who in ("analyst", "editor", "superuser", "staff without a group"):
        user = PEOPLE[who]()
        Notice.objects.create(
            recipient=user, kind=NoticeKind.MENTIONED, issue=busy, actor=carl, text="Look."
        )
    Assignment.objects.create(
        issue=busy, item_key=second.key, user=make.analyst(), assigned_by=carl
    )
    return Newsroom(issues, busy)


def complete_form(issue: Issue, name: str = "") -> dict:
    """Fields that each form of the desk would take; ``name`` is that of its address."""
    item = issue.items.order_by("pk").first()
    special = {
        "outlet": {"outlet": Outlet.objects.get(name=UNKNOWN).pk, "do": "confirm"},
        "vouch_issue": {"seen": fingerprint(issue)},
    }
    return {
        "body": "Other words.",
        "place": "response",
        "version": str(item.version),
        "read": f"{item.key}:{item.version}",
        "do": "approve",
        "reason": "Because.",
        "note": "A number is corrected.",
        "to": "section",
        "section": "response",
        "period_start": "2019-11-07",
        "period_end": "2019-11-14",
        "publish_at": "2099-01-01T10:00",
        "text": "Russia in Syria Monitor, Nov. 14-21, 2017",
        "person": "carl",
        "citation-TOTAL_FORMS": "0",
        "citation-INITIAL_FORMS": "0",
    } | special.get(name, {})


def everything() -> list:
    """Every row of the project's own tables."""
    models = [
        *apps.get_app_config("issues").get_models(),
        *apps.get_app_config("sources").get_models(),
    ]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


# What the pages lead to

_ADDRESS = re.compile(r'(?:href|action|src|hx-[a-z]+|data-[a-z-]+)="([^"#?]*)')


def leads(page: str, at: str) -> set[tuple[str, str]]:
    """The addresses of the desk that the page ``at`` names in links, forms, buttons and for its scripts, each after its name.

    A move is named with what it does, as in ``move:submit``.
    """
    found = set()
    for each in _ADDRESS.findall(page):
        address = urljoin(at, each)
        if address.startswith("/admin/desk/") and each:
            with suppress(Resolver404):
                match = resolve(address)
                if match.app_name != "desk":  # the admin site takes whatever nobody else does
                    continue
                move = match.kwargs.get("move")
                found.add((f"move:{move}" if move else match.url_name, address))
    return found


def visit(client) -> Iterator[tuple[str, str]]:
    """The pages that somebody comes to who begins at the first and follows what leads on: address and text.

    Of the pages of one kind about one edition, one is opened.
    """
    waiting, opened = [reverse("desk:home")], set()
    while waiting:
        address = waiting.pop()
        match = resolve(address)
        kind = (match.url_name, match.kwargs.get("slug"), match.kwargs.get("edition"))
        if kind in opened or match.url_name == "preview_format":
            continue
        opened.add(kind)
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        page = response.content.decode()
        yield address, page
        waiting += [
            there
            for name, there in sorted(leads(page, address))
            if name in TABLE and TABLE[name].opens
        ]


def walk(client) -> dict[str, set[str]]:
    """Which pages lead where, for somebody who begins at the first: by name, the addresses of the pages."""
    found: dict[str, set[str]] = {}
    for address, page in visit(client):
        for name, _ in leads(page, address):
            found.setdefault(name, set()).add(address)
    return found
