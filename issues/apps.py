"""Tells Django about the app."""

from typing import Any

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """The issues of the monitor."""

    name = "issues"
    verbose_name = "Monitor"

    def ready(self) -> None:
        """Register the system checks, what ``migrate`` installs, and the record of outlets."""
        from issues import checks, lifecycle  # noqa: F401
        from sources.changes import outlet_changed

        lifecycle.connect(self)
        outlet_changed.connect(_record_outlets)


def _record_outlets(outlets: list[int], user: Any, **kwargs: Any) -> None:
    from issues import ledger

    ledger.record_outlets(outlets, user)
