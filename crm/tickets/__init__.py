"""The register of everything a contact produced."""
