"""Cases that workflow systems work on."""
