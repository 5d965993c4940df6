"""Artists for tests: people with a key, and what they sign."""

import hashlib

from photophore.commons import artists, imprint
from photophore.commons.imprint import Imprint
from photophore.commons.people import Joining
from photophore.glyph import read
from photophore.tlog import note
from photophore.tlog.note import Kind
from photophore.words import Role, WearerClass

TEXT = "glyph      {name}\nsays       a slow light\ncolour     blend(amber, rose, {share})\nbrightness 0.3\n"


def text(name="dusk", share=0.25) -> str:
    return TEXT.format(name=name, share=share)


class Artist:
    """A person of a hub with the role of an artist, and their key."""

    def __init__(self, people, seed: int = 1, role: Role = Role.ARTIST):
        self.person, self.token = people.join(people.invite(role, None), Joining(WearerClass.ADULT))
        self.seed = hashlib.sha256(b"%d" % seed).digest()
        self.signer = note.Signer(artists.signer(people, self.person.id), Kind.ED25519, self.seed)

    def imprint(self, said: str, licence="CC-BY-4.0", parents=(), **other) -> Imprint:
        glyph = read.read(said)
        made = Imprint(glyph.name, glyph.hash, licence, tuple(parents), str(self.signer.key), said)
        return made._replace(**other)

    def sign(self, said: str, licence="CC-BY-4.0", parents=(), **other) -> bytes:
        return imprint.sign(self.imprint(said, licence, parents, **other), self.signer)
