"""What every page says of the site itself."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site() -> dict[str, str]:
    """Title, description, publisher and address (without a slash at its end), from the settings."""
    return {
        "title": settings.MONITOR_TITLE,
        "description": settings.MONITOR_DESCRIPTION,
        "publisher": settings.MONITOR_PUBLISHER,
        "url": settings.SITE_URL,
    }
