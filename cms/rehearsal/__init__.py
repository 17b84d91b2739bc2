"""A drafted form tried on tickets that were taken already, before it is published."""
