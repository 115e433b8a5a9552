"""One issue as a PDF for reading and printing: tagged (PDF/UA-1), with outline, links and metadata."""

import io
import logging
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from issues.contents import Contents
from issues.exports.formats import ExportFormat, FormatUnavailable
from issues.exports.page import page_context

if TYPE_CHECKING:
    from types import ModuleType

_STYLES = Path(__file__).with_name("print.css")
_MISSING = (
    "PDF needs the Pango library, which is not installed here; on Debian or Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def render(contents: Contents, site_url: str) -> bytes:
    """The file, the same bytes each time on one machine. Raises FormatUnavailable without the system's Pango."""
    weasyprint = _weasyprint()
    page = printed_page(contents, site_url)
    fetcher = _refusing_fetcher()
    document = weasyprint.HTML(string=page, base_url=f"{site_url}/", url_fetcher=fetcher)
    styles = weasyprint.CSS(string=_STYLES.read_text("utf-8"), url_fetcher=fetcher)
    written: bytes = document.write_pdf(stylesheets=[styles], pdf_variant="pdf/ua-1")
    return written


def check_available() -> None:
    """Whether this machine can make the file: no answer if so. Raises FormatUnavailable."""
    _weasyprint()


def printed_page(contents: Contents, site_url: str) -> str:
    """The HTML that the file is made from, without its style sheet."""
    return render_to_string("issues/exports/print.html", page_context(contents, site_url))


def _weasyprint() -> "ModuleType":
    """The library, imported when it is first needed: it loads Pango then, and prints where it fails to."""
    # It would report every page that it lays out.
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    try:
        with redirect_stdout(io.StringIO()):
            import weasyprint
    except OSError as error:
        raise FormatUnavailable(_MISSING) from error
    return weasyprint


@cache
def _refusing_fetcher() -> Any:
    """Fetches nothing, neither from the network nor from files nor from data addresses."""
    from weasyprint.urls import URLFetcher

    class Refusing(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"{url} was asked for: an issue needs nothing but itself")

    return Refusing()


FORMAT = ExportFormat("pdf", "application/pdf", render)
