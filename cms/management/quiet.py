"""Keeps libraries from logging every one of the thousands of steps that a command takes."""

import logging


def quieten_libraries() -> None:
    """Let Wagtail and the task queue log only what is wrong, until the process ends."""
    for chatty in ("wagtail", "django_tasks"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
