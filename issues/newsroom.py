"""Who belongs to the newsroom, and who of it may do what."""

from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

# Sign-in goes through other backends too; permissions come from this one alone.
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def members() -> QuerySet[Any]:
    """The accounts that can open the desk: active, staff, with ``issues.view_issue``."""
    return _allowed("issues.view_issue")


def editors() -> QuerySet[Any]:
    """Those who approve what others wrote."""
    return who_may("issues.approve_item")


def approvers() -> QuerySet[Any]:
    """The accounts that hold the right to approve; not all of them need be members."""
    return _allowed("issues.approve_item")


def who_may(permission: str) -> QuerySet[Any]:
    """The members who have that permission."""
    return members().filter(pk__in=_allowed(permission).values("pk"))


def names() -> list[str]:
    """The user names of all members, in order: one query."""
    return list(members().order_by("username").values_list("username", flat=True))


def _allowed(permission: str) -> QuerySet[Any]:
    return _query(permission).all()


@cache
def _query(permission: str) -> QuerySet[Any]:
    """Built once, for that takes longer than asking it; never asked itself, for it would keep the answer."""
    users = get_user_model().objects.with_perm(permission, backend=_BACKEND)
    return users.filter(is_active=True, is_staff=True)
