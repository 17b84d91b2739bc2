"""Keeps the exchange's secret out of the log: whatever line or traceback names the webhook's address, it is masked."""

import logging
import re

_ADDRESS = re.compile(r"(/api/telephony/)[^/\s?'\"]+")


class MaskingFormatter(logging.Formatter):
    """Formats as usual, without the last part of the webhook's address."""

    def format(self, record: logging.LogRecord) -> str:
        return _ADDRESS.sub(r"\1***", super().format(record))
