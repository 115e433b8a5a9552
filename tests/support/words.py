"""Whether every word of a document came somewhere: into the issue, or into a finding that shows its line."""

import re
from collections import Counter

from issues.digest.lines import read_blocks
from issues.imports import ReadResult

_WORD = re.compile(r"w\d+q")


def words_of(text: str) -> Counter[str]:
    """The words of a test's text: ``w1q``, ``w2q`` …"""
    return Counter(_WORD.findall(text))


def taken(read: ReadResult) -> Counter[str]:
    """The words in items and their citations, in headings, title and notices."""
    source = read.source
    texts = [source.title, *source.notices, *(section.heading for section in source.sections)]
    for item in read.plan.walk():
        texts.append(re.sub(r"<[^>]*>", "", item.body))
        texts += [f"{each.name} {each.note} {each.printed_date}" for each in item.citations]
    return words_of(" ".join(texts))


def reported(read: ReadResult) -> Counter[str]:
    """The words of the paragraphs of the source that a finding about left-out text points at."""
    paragraphs = {block.number: block.text for block in read_blocks(read.source.text)}
    numbers = {each.line for each in read.remarks if each.code == "text_left_out" and each.line}
    return words_of(" ".join(paragraphs.get(number, "") for number in numbers))


def lost(document: str, read: ReadResult) -> Counter[str]:
    """The words of ``document`` that are neither in the issue nor reported."""
    return words_of(document) - taken(read) - reported(read)
