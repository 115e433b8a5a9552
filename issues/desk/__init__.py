"""The editors’ pages, inside the admin site."""
