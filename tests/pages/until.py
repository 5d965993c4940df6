"""Waiting for a page under its own content-security policy: Playwright's wait would evaluate text inside the page."""

import time

# what a browser says of a hub that was killed: of new requests, of those on their way, and of the socket
KILLED = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "CLOSING or CLOSED")


def until(page, expression, argument=None, seconds=60.0):
    """The expression's value once it is true; AssertionError says what was waited for."""
    end = time.monotonic() + seconds
    while True:
        value = page.evaluate(expression, argument)
        if value:
            return value
        assert time.monotonic() < end, f"waited {seconds} s for {expression}"
        page.wait_for_timeout(60)
