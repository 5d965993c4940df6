"""What was taken back is told to whoever holds an older frame, and forgotten once no such frame can be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons.taken import Taken


@given(st.lists(st.tuples(st.lists(st.integers(0, 4), unique=True, min_size=1), st.integers(1, 255))))
def test_every_older_frame_learns_of_it(takes):
    taken, log = Taken(5), []
    for epoch, (rows, whom) in enumerate(takes, 1):
        taken.take(np.array(rows), np.full(len(rows), whom, np.uint8), epoch, carried=0)
        log.append((rows, whom))
        for of in range(epoch + 1):
            late = taken.since(of)
            wanted = np.zeros(5, np.uint8)
            for then, (which, bits) in enumerate(log, 1):
                if then > of:
                    wanted[which] |= bits
            got = np.zeros(5, np.uint8) if late is None else late
            assert (got & wanted == wanted).all()  # nobody is left out
            assert not got[wanted == 0].any()  # and no other row


def test_what_every_frame_has_carried_is_noted_no_more():
    taken, row = Taken(3), np.array([1])
    taken.take(row, np.array([0b1], np.uint8), 5, carried=0)
    taken.take(row, np.array([0b10], np.uint8), 9, carried=5)
    assert taken.since(8, row).tolist() == [0b10]
    assert taken.since(9) is None
