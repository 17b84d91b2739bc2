"""Crew, progress and restoration time of an outage."""
