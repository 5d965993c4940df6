"""Who asks, and by which way; `test_people.py` shows it on routes."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.hub import known
from photophore.hub.known import Way
from photophore.words import NotAllowed


def asked(scheme="http", client="127.0.0.1", method="POST", **headers):
    scope = {"scheme": scheme, "client": client and (client, 1), "type": "http", "method": method, "path": "/x"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(scope=scope, headers={"host": "localhost:8800"} | named)


@pytest.mark.parametrize(
    ("request_", "way"),
    [
        (asked(), Way.OWN),
        (asked(client="::1"), Way.OWN),
        (asked(client="127.8.8.8"), Way.OWN),
        (asked(client="10.0.0.1"), Way.PLAIN),
        (asked(client=None), Way.PLAIN),
        (asked(client="nobody"), Way.PLAIN),
        (asked(host="hub.test"), Way.PLAIN),
        (asked(host=""), Way.PLAIN),
        (asked(via="1.1 proxy"), Way.PLAIN),
        (asked(x_real_ip="10.0.0.1"), Way.PLAIN),
        (asked("https", "10.0.0.1", host="hub.test"), Way.SECURE),
        (asked("https", x_forwarded_for="10.0.0.1"), Way.SECURE),  # by a proxy that we were told to trust
    ],
)
def test_by_which_way_a_page_came(request_, way):
    assert known.way(request_) is way


OURS = ["http://localhost:8800", "https://localhost:8800"]


@given(origin=st.one_of(st.none(), st.text(max_size=30), st.sampled_from(OURS)),
       site=st.sampled_from([None, "same-origin", "same-site", "cross-site", "none", "x"]),
       header=st.sampled_from([None, "1", "0", "1 "]))  # fmt: skip
def test_only_our_own_pages_change_something(origin, site, header):
    given_ = {"origin": origin, "sec-fetch-site": site, "x-photophore": header}
    request = asked(**{name.replace("-", "_"): value for name, value in given_.items() if value is not None})
    mine = origin in (None, *OURS)
    if mine and site in (None, "same-origin") and header == "1":
        known.ours(request)
    else:
        with pytest.raises(NotAllowed):
            known.ours(request)
    request.scope["method"] = "GET"
    known.ours(request)


def test_an_answer_that_ends_a_session_has_the_last_word():
    scope = {"scheme": "https", "state": {known.RENEWED: "new"}}
    plain = {"type": "http.response.start", "headers": [(b"set-cookie", b"other=1")]}
    asyncio.run(known.carry(plain, scope))
    assert plain["headers"][1][1].startswith(b"photophore=new;") and b"Secure" in plain["headers"][1][1]
    ending = {"type": "http.response.start", "headers": [known.cookie(scope, None).to_encoded_header()]}
    asyncio.run(known.carry(ending, scope))
    assert len(ending["headers"]) == 1 and b"Max-Age=0" in ending["headers"][0][1]
