"""The guard put together: the post beside the light, its routes, and what visitors are told of orders to rest."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog

from photophore.hub import guardroom, wire
from photophore.hub.guarding import Parts, Post
from photophore.hub.guardroom import Phones, Room
from photophore.hub.quiet import Quiet

log = structlog.get_logger()

TELLS = 0.5  # seconds between two looks at what visitors must be told


def room(loop, talks, handed) -> Room | None:
    """What the guard stands on; None where nobody decides anything. handed: hub.app.Handed; talks: hub.live.Live."""
    if handed.commons is None:
        return None
    hall, fleet = handed.commons.hall, handed.fleet
    quiet = Quiet(loop, handed.standing, hall.rests, hall.setting.now)
    quiet.worn = lambda: [session.visit.guest.row.index for session in list(talks.sessions) if session.visit]
    talks.wishes.append(quiet.yes)
    if fleet is not None:
        quiet.sound, fleet.holds = fleet.sound, quiet.rests
    parts = Parts(fleet, hall.incidents, hall.rests, quiet, handed.place.name, hall.setting.now)

    def phones() -> Phones:
        return Phones(int(talks.counts["silent"]), int(loop.stats.failed))

    bucket = wire.Bucket(guardroom.ACTS, guardroom.ACTS_AT_ONCE)
    return Room(hall, handed.place, Post(parts) if fleet is not None else None, quiet, phones, bucket,
                hall.setting.now)  # fmt: skip


def routes(place: Room | None) -> list:
    """The handlers; none where nobody decides anything."""
    return guardroom.routes(place) if place else []


@contextlib.asynccontextmanager
async def watching(place: Room | None, talks) -> AsyncIterator[None]:
    """The post watches, and visitors are told, from start-up to shut-down."""
    if place is None:
        yield
        return
    if place.post:
        await asyncio.to_thread(place.post.start)
    telling = asyncio.create_task(_tell(place, talks))
    try:
        yield
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling
        if place.post:
            await asyncio.to_thread(place.post.end)


async def _tell(place: Room, talks) -> None:
    while True:
        await asyncio.sleep(TELLS)
        try:
            if place.post is None:
                await asyncio.to_thread(place.quiet.turn)
            place.quiet.tell(list(talks.sessions))
        except Exception:
            log.exception("visitors could not be told of an order")  # the next round may
