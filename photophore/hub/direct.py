"""uvicorn's WebSocket, with a short way: what arrives is heard at once, and what a quick reader is told leaves at once.

The long way of ASGI (a queue and a task's turn for each message, reading paused in between) is kept for the opening,
for the end, and for readers who are slow. Behind another server all goes the long way.
"""

from collections.abc import Callable
from typing import final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

NAME = "photophore.direct"  # in the scope's extensions


@final
class Direct(WebSocketsSansIOProtocol):
    """One socket. `hear` is given each binary message once it is set; nothing overtakes what waits in the queue."""

    hear: Callable[[bytes], None] | None = None

    def handle_connect(self, event) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][NAME] = self

    def send_receive_event_to_app(self) -> None:
        if self.hear is None or self.curr_msg_data_type != "bytes" or self.close_sent or not self.queue.empty():
            return super().send_receive_event_to_app()
        data, self.frames = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames), []
        self.hear(bytes(data))

    def tell(self, data: bytes) -> bool:
        """Send a binary message now. False: not now, since the reader is slow, or has left."""
        if not self.writable.is_set() or self.disconnected or self.close_sent or self.transport.is_closing():
            return False
        self.conn.send_binary(data)
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True


def of(scope) -> Direct | None:
    """The short way of a socket's scope; None where there is none."""
    return scope.get("extensions", {}).get(NAME)
