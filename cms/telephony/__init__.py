"""The door of the telephone exchange."""
