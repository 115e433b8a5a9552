"""Counts what a function does, so that a test can say how work grows without a clock."""

import sys
from collections.abc import Callable


def steps(function: Callable[..., object], *arguments: object) -> int:
    """The calls, of Python’s and of built-in functions, that a call makes; a refusal counts as far as it came."""
    count = 0

    def tick(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        function(*arguments)
    except Exception:
        pass  # a refusal
    finally:
        sys.setprofile(before)
    return count
