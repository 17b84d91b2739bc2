"""The register on screen: customers with their Main Card, tickets with their stories, and the glyph."""
