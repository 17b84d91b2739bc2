"""Telephone calls as the exchange tells them."""
