"""What is said when a request gets no answer: a sentence for each status, and the JSON object around it."""

from collections.abc import Mapping, Sequence
from typing import Any

_SENTENCES = {
    400: "This address cannot be read.",
    403: "You may not see this page.",
    404: "There is no page at this address.",
    405: "This address can be read, and nothing else: use GET or HEAD.",
    410: "This was withdrawn.",
    429: "Too many requests came from your address: wait a moment.",
    500: "Something went wrong on our side.",
}


def refusal(status: int, **details: Any) -> dict[str, Any]:
    """``{"error": {"status", "message", …details}}``; the details may bring a message of their own."""
    return {"error": {"status": status, "message": _SENTENCES[status], **details}}


def unreadable(errors: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same for parameters that cannot be read: ``fields`` has the sentences of each, ``message`` all of them."""
    sentences = [f"{name}: {text}" for name, found in errors.items() for text in found]
    return refusal(400, message=" ".join(sentences), fields=errors)


def sentences(data: Mapping[str, Any]) -> str:
    """The words of such an object alone, each parameter that cannot be read and each reason on a line of its own."""
    error = data["error"]
    fields = error.get("fields", {}).items()
    lines = [f"{name}: {text}" for name, found in fields for text in found] or [error["message"]]
    return "\n".join([*lines, *filter(None, [error.get("reason"), error.get("lifted")])])
