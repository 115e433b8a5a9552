"""The document: issues of a monitor, their sections, items and citations."""
