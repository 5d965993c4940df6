"""What the hub writes down about itself: to stderr, a line an event, and nothing about anybody.

Tracebacks come without the values of variables: those may hold what a person said.
"""

import sys

import structlog


def begin(stream=None, json: bool | None = None) -> None:
    """Write to `stream` (stderr), as JSON where no terminal reads it."""
    stream = stream or sys.stderr
    json = not stream.isatty() if json is None else json
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback, colors=not json)
    last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()] if json else [plain]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *last,
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
