"""The supply tree: which device feeds which service point."""
