"""Users and roles as administrators keep them, on Wagtail's own pages."""
