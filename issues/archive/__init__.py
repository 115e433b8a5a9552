"""The readers’ pages: the archive of published issues."""
