"""What was read from a document, in short."""

from issues.imports import ReadResult


def outline(result: ReadResult) -> list[tuple[int, str]]:
    """Level and body of every item."""

    def below(items, level):
        for item in items:
            yield level, item.body
            yield from below(item.children, level + 1)

    return [each for items in result.plan.sections.values() for each in below(items, 1)]


def codes(result: ReadResult) -> set[str]:
    return {each.code for each in result.remarks}


def cited(result: ReadResult) -> list[tuple[str | None, str]]:
    return [(each.name, each.url) for item in result.plan.walk() for each in item.citations]
