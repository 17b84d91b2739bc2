"""The doors of deeds on many tickets: asked for from a list, watched, stopped and taken back."""
