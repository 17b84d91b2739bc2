"""Who our customers are and where they take power."""
