"""The terminal's log: JSON lines about events, never about persons."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import structlog


def configure(file: Path | None = None) -> None:
    """Log to ``file``, appending, or to stderr."""
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    stream = file.open("a", encoding="utf-8", buffering=1) if file is not None else sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
