"""The read-only API: issues, items, citations and outlets as JSON."""
