"""From a document to a draft: reading, placing, writing."""

from issues.imports.drafting import ReadResult, import_issue, read_document
from issues.imports.reading import ImportRefused

__all__ = ["ImportRefused", "ReadResult", "import_issue", "read_document"]
