"""The admin pages of outlets: their addresses, who may use them, and pressing an action."""

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from sources.models import Outlet

LIST = "admin:sources_outlet_changelist"
ADD = "admin:sources_outlet_add"
MERGE = "admin:sources_outlet_merge"
CHANGE = "admin:sources_outlet_change"
RENAME = "admin:sources_outlet_rename"
EVERYTHING = (
    "view_outlet add_outlet change_outlet delete_outlet merge_outlet "
    "view_outletalias add_outletalias change_outletalias delete_outletalias "
    "view_outletdomain add_outletdomain change_outletdomain delete_outletdomain"
)


def signed_in(permissions: str) -> Client:
    user = User.objects.create_user("ada", is_staff=True)
    wanted = permissions.split()
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    assert user.user_permissions.count() == len(wanted)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(response) -> str:
    return response.content.decode()


def act(client: Client, action: str, *outlets: Outlet):
    keys = [outlet.pk for outlet in outlets]
    data = {"action": action, "_selected_action": keys}
    return client.post(reverse(LIST), data, follow=True)
