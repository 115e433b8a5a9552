"""Tells Django about the app."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """The issues of the monitor."""

    name = "issues"
    verbose_name = "Monitor"

    def ready(self) -> None:
        """Register the system checks, and what ``migrate`` installs."""
        from issues import checks, lifecycle  # noqa: F401

        lifecycle.connect(self)
