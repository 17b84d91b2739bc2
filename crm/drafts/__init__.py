"""Reports that are being written down: kept from the first keystroke until they are registered or dropped."""
