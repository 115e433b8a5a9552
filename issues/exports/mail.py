"""One issue as HTML for mail: a whole page that asks the network for nothing."""

from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from django.template.loader import render_to_string

from issues.contents import Contents
from issues.exports.formats import ExportFormat
from issues.exports.page import page_context

_CHARSET = '<meta charset="utf-8">'
_STYLES = Path(__file__).with_name("mail.css")


def render(contents: Contents, site_url: str) -> str:
    """The page, its styles in the elements; only the rules for narrow and dark screens stay in its head."""
    context = page_context(contents, site_url)
    words = " ".join(item.text for item in contents.walk())
    page = render_to_string("issues/exports/mail.html", {**context, "preview": words})
    lines = (line.strip() for line in page.splitlines())
    inlined = _inliner().inline("\n".join(line for line in lines if line))
    # The rules come to stand first, but a browser looks for the encoding in the first 1,024 bytes (HTML, 4.2.5.4).
    return inlined.replace(_CHARSET, "", 1).replace("<head>", f"<head>{_CHARSET}", 1)


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(
        extra_css=_STYLES.read_text("utf-8"),
        inline_style_tags=True,
        keep_at_rules=True,
        minify_css=True,
        load_remote_stylesheets=False,
    )


FORMAT = ExportFormat("html", "text/html; charset=utf-8", render)
