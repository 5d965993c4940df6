"""Phones without people, on a hub without a light path: they come, say, see, and tell what they saw."""

import asyncio
import socket
import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from photophore.city import phones
from photophore.glyph.gallery import gallery, texts
from photophore.hub import app
from photophore.hub.standing import nowhere
from tests.hub import small


class Feeling(small.FakeLoop):
    """Each smile's cue carries what was felt last."""

    def cue(self, row):
        made = super().cue(row)
        mine = [felt.value[0, 0] for felt in self.fed if felt.row[0] == row.index]
        made.feeling = [0.9 if mine and mine[-1] > 0 else 0.1] * 6
        return made


def test_each_phone_sees_what_it_said_soon_after():
    loop, place = Feeling(), small.small_place()
    handed = app.Handed(place, nowhere(place, 2048), lambda: {"districts": []}, gallery(), texts())
    with small.serving(app.make(loop, handed)) as port:
        told = asyncio.run(phones.live(phones.Crowd(port, 6, 2.0, settling=1.0)))
    assert told["open"] == 6 and told["refused"] == 0
    assert len(told["delays"]) >= 12 and 0 < np.median(told["delays"]) < phones.FULL
    assert max(abs(np.array(told["offsets"]) - np.median(told["offsets"]))) < 200
    assert len(told["doubts"]) == 6 and told["ages"]


def test_phones_that_nobody_lets_in_are_counted():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]

        def shut():
            for _ in range(2):
                door.accept()[0].close()

        threading.Thread(target=shut, daemon=True).start()
        told = asyncio.run(phones.live(phones.Crowd(port, 2, 0.1, settling=0.2)))
    assert told["open"] == 0 and told["refused"] == 2 and told["delays"] == []


@given(st.lists(st.tuples(st.sampled_from([2, 9]), st.binary(max_size=300)), max_size=6), st.data())
def test_messages_are_read_however_they_are_cut(said, data):
    whole = b"".join(Frame(Opcode(kind), told).serialize(mask=False) for kind, told in said)
    cut = data.draw(st.integers(0, len(whole)))
    rest = bytearray(whole[:cut])
    got = phones.unframed(rest)
    rest += whole[cut:]
    assert got + phones.unframed(rest) == said and not rest


@given(st.binary(max_size=4000))
def test_what_is_framed_is_a_masked_message(told):
    made = phones.framed(told)
    assert made[0] == 0x82 and made[1] & 0x80 and made.endswith(told)
    size = made[1] & 0x7F
    assert (size if size < 126 else int.from_bytes(made[2:4])) == len(told)
