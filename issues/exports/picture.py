"""The picture of an issue that other sites show beside a link to it (Open Graph: 1,200 by 630 pixels)."""

from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from issues.contents import Contents

SIZE = (1200, 630)
CONTENT_TYPE = "image/png"

_PAPER, _INK, _QUIET, _ACCENT = "#fcfbf8", "#1d1b18", "#5e584f", "#8c2f1b"
_MARGIN = 80


def render(contents: Contents) -> bytes:
    """Title, period and the number of items of each section, as a PNG. No query."""
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 16), fill=_ACCENT)
    _line(draw, 96, settings.MONITOR_TITLE, 44, _QUIET)
    _line(draw, 156, contents.issue.period, 84, _INK)
    draw.rectangle((_MARGIN, 290, SIZE[0] - _MARGIN, 293), fill=_INK)
    for number, part in enumerate(contents.sections):
        top = 318 + 48 * number
        _line(draw, top, part.section.short_label, 32, _INK)
        draw.text((SIZE[0] - _MARGIN, top), str(part.item_count), _QUIET, _font(32), anchor="ra")
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _line(draw: ImageDraw.ImageDraw, top: int, text: str, size: int, color: str) -> None:
    """One line, in smaller letters if it is too long."""
    room = SIZE[0] - 2 * _MARGIN
    while size > 16 and draw.textlength(text, _font(size)) > room:
        size -= 2
    draw.text((_MARGIN, top), text, color, _font(size))


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
