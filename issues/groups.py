"""The two groups of a newsroom, and what each may do."""

from typing import Any

from django.apps import apps as current_apps

ANALYSTS = "Analysts"
EDITORS = "Editors"

_WRITE = (
    "issues.add_issue issues.change_issue issues.view_issue issues.submit_issue "
    "issues.add_item issues.change_item issues.delete_item issues.view_item "
    "issues.add_citation issues.change_citation issues.delete_citation issues.view_citation "
    "issues.add_comment issues.change_comment issues.view_comment "
    "issues.add_import issues.view_import issues.view_statuschange "
    "issues.add_assignment issues.change_assignment issues.delete_assignment issues.view_assignment "
    "sources.view_outlet sources.add_outlet"
).split()
_EDIT = (
    "issues.delete_issue issues.return_issue issues.approve_issue issues.publish_issue issues.correct_issue "
    "issues.withdraw_issue issues.approve_item issues.hold_item "
    "sources.change_outlet sources.merge_outlet sources.add_outletalias sources.change_outletalias "
    "sources.delete_outletalias sources.view_outletalias sources.add_outletdomain sources.change_outletdomain "
    "sources.delete_outletdomain sources.view_outletdomain"
).split()

PERMISSIONS = {ANALYSTS: tuple(_WRITE), EDITORS: (*_WRITE, *_EDIT)}
"""Group name to ``app.codename``."""


def create_groups(apps: Any = current_apps) -> None:
    """Make both groups with exactly these permissions; repeatable. ``apps`` is a migration's registry, or the current.

    The permissions themselves must exist: Django makes them after a migration run, so a migration calls
    ``create_permissions`` first.
    """
    groups = apps.get_model("auth", "Group").objects
    permissions = apps.get_model("auth", "Permission").objects
    for name, wanted in PERMISSIONS.items():
        group, _ = groups.get_or_create(name=name)
        found = []
        for each in wanted:
            app, codename = each.split(".")
            found.append(permissions.get(content_type__app_label=app, codename=codename))
        group.permissions.set(found)
