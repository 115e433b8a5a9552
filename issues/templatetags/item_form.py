"""What a page with an item's form needs in its head."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django_prose_editor.widgets import importmap
from js_asset import ImportMap

from issues.contents import ItemNode
from sources.models import Outlet

register = template.Library()

_OWN = ("asking", "citing", "editor", "forms", "outlets", "pasting")
_MODULES = importmap | ImportMap({f"desk/{name}": f"js/desk/{name}.js" for name in _OWN})


@register.simple_tag(takes_context=True)
def import_map(context: template.RequestContext) -> SafeString:
    """The import map of the form's scripts, with the request's nonce (Content Security Policy, level 3)."""
    request: Any = context["request"]
    return _MODULES.render(attrs={"nonce": str(request.csp_nonce)})


@register.filter
def as_json(value: Any) -> str:
    """A value for a data attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False)


@register.filter
def unconfirmed_outlets(node: ItemNode) -> list[Outlet]:
    """The outlets of an item that no editor has confirmed yet, each once; no query."""
    outlets = {each.outlet.pk: each.outlet for each in node.citations if each.outlet}
    return [outlet for outlet in outlets.values() if not outlet.confirmed]
