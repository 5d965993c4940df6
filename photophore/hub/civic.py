"""All routes about people and what they decide, from one hall."""

from collections.abc import Callable
from typing import NamedTuple

from photophore.commons.hall import Hall
from photophore.commons.sentence import Voice
from photophore.hub import designs, gatherings, known, log, me, orders, people, policies, readings, remembered
from photophore.hub.guests import Joined
from photophore.hub.mine import Mine
from photophore.hub.rooms import Extras, Rooms
from photophore.light import score
from photophore.words import BadRequest


class Commons(NamedTuple):
    """A hall, and the words in which it is spoken of; the message catalogue lies a floor above."""

    hall: Hall
    say: Callable[..., str]  # say(language, message, **values)
    languages: tuple[str, ...]
    address: str | None = None  # where the hub is reached securely

    def voice(self, language: str) -> Voice:
        """In whose words a decision is written down."""
        spoken = language.partition("-")[0]
        return Voice(self.say, spoken if spoken in self.languages else self.languages[0], self.hall.setting.zone)

    def joined(self) -> Joined:
        """What the sockets need of those who joined."""
        hall = self.hall
        return Joined(hall.terms, self.voice, hall.people.session, hall.history.remember, hall.looked.lit, hall.designs)


def routes(commons: Commons, urls: list[str]) -> list:
    """The handlers. urls: where the hub is reached on the network, if it is."""
    hall, zone = commons.hall, commons.hall.setting.zone
    mine = Mine(hall.terms, hall.people, hall.looked, hall.policies, hall.takeout, hall.erasing, commons.say,
                commons.languages, zone)  # fmt: skip
    doors = readings.Doors(hall.people, hall.terms, hall.policies, hall.history, hall.looked, zone, known.person)
    index = readings.Index(doors)
    hall.erasing.caches.append(index.forget)
    return [
        *people.routes(hall.people, hall.passkeys, commons.address, urls),
        *me.routes(mine),
        *readings.routes(doors, index),
        *remembered.routes(remembered.Desk(hall.history, known.person)),
        *policies.routes(hall.policies, commons.say, commons.languages),
        *log.routes(hall.log),
        *designs.routes(hall.designs, hall.people),
        *orders.routes(hall.rests),
    ]


def meeting(commons: Commons, talks, urls: list[str], invite: Callable | None = None) -> list:
    """Gatherings: their rooms, and the handlers. talks: hub.live.Live; invite: as in hub.rooms.Extras."""
    hall = commons.hall

    def named() -> dict:
        return {each.name: hall.designs.worn(each.hash) for each in hall.designs.all()} | talks.gallery

    def read(text: str) -> score.Score:
        return score.read(text, named())

    def checks(plan) -> None:
        if plan.district is not None and not 0 <= plan.district < len(talks.standing.place.districts):
            raise BadRequest(f"there is no district {plan.district}", "district", "see /api/city")
        if plan.wears is not None and plan.wears not in talks.gallery:
            hall.designs.worn(plan.wears)
        if plan.score is not None:
            read(plan.score)

    rooms = Rooms(talks, hall.gatherings, Extras(hall.setting.now, read, hall.seal.sign, invite))
    talks.guests.rooms = rooms
    return gatherings.routes(gatherings.Desk(hall.gatherings, rooms, urls, checks, lambda: str(hall.seal.key)))
