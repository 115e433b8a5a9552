"""Tells Django about the app."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """The issues of the monitor."""

    name = "issues"
    verbose_name = "Monitor"

    def ready(self) -> None:
        """Register the system checks."""
        from issues import checks  # noqa: F401
