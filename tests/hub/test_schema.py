"""Every route of the API is asked what its schema allows, and what it does not, by nobody, a wearer and an operator:
an answer or an error in words, and never a failure of ours.
"""

import contextlib

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from photophore.commons.consent import Grants
from photophore.commons.hall import Hall
from photophore.glyph.gallery import gallery
from photophore.hub import app as hub_app
from photophore.hub.civic import Commons
from photophore.hub.standing import nowhere
from photophore.pages import messages
from photophore.words import BLOCK, Role
from tests.hub import small
from tests.hub.test_civic import OURS

EXAMPLES = 6  # for each route and person; more on a desk: hypothesis tries others each time
# the first two end the session that asks, and are asked below; the last begins a process, and is asked in test_films
NOT_ASKED = ("/api/me/erase", "/api/leave", "/api/light/check")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """(port, hall) of one hub for all."""
    loop, place = small.FakeLoop(), small.small_place()
    assert isinstance(loop.grants, Grants)
    hall = Hall.open(tmp_path_factory.mktemp("commons"), loop.grants)
    handed = hub_app.Handed(
        place, nowhere(place, BLOCK), dict, gallery(), {}, commons=Commons(hall, messages.say, messages.LANGUAGES)
    )
    with contextlib.closing(hall), small.serving(hub_app.make(loop, handed)) as port:
        yield port, hall


@pytest.fixture(scope="module")
def people(hub):
    """Cookies of nobody, a wearer and an operator who is of the council too."""
    port, hall = hub
    found = {"nobody": {}}
    for role in (Role.WEARER, Role.OPERATOR):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=OURS) as client:
            code = hall.people.invite(role, None) if role is Role.WEARER else hall.people.first_link()
            client.post("/api/join", json={"age": "adult", "code": code}).raise_for_status()
            found[role.value] = {"photophore": client.cookies["photophore"]}
    return found


@pytest.fixture(scope="module")
def schema(hub):
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{hub[0]}/schema/openapi.json")


@pytest.mark.parametrize("who", ["nobody", "wearer", "operator"])
def test_whatever_is_asked_is_answered_in_words(schema, people, who):
    routes = [route for route in (found.ok() for found in schema.get_all_operations()) if route.path not in NOT_ASKED]
    assert len(routes) > 25
    for route in routes:
        _ask(route, people[who])


def _ask(route, cookies) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(route.as_strategy())
    def asking(case):
        answer = case.call(cookies=cookies, headers=OURS)
        assert answer.status_code < 500, (route.label, answer.text)
        if answer.status_code >= 400:
            told = answer.json()
            assert set(told) >= {"what", "where", "try"} and told["what"], (route.label, told)

    asking()


LARGE = b'{"text": "' + b"a" * (1 << 21) + b'"}'


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":' * 5000, LARGE, b'{"sure": "yes"}'])
@pytest.mark.parametrize("path", ["/api/join", "/api/me/decide", "/api/me/erase", "/api/leave", "/api/policies",
                                  "/api/policies/check", "/api/readings", "/api/glyphs/check"])  # fmt: skip
def test_malformed_and_oversize_bodies_are_refused_in_words(hub, people, path, body):
    with httpx.Client(base_url=f"http://127.0.0.1:{hub[0]}", headers=OURS, cookies=people["wearer"]) as client:
        answer = client.post(path, content=body, headers={"content-type": "application/json"})
        assert 200 <= answer.status_code < 500 and answer.status_code != 404
        if path != "/api/leave":  # an empty body there means: on this device
            assert answer.status_code >= 400 and answer.json()["what"]


def test_every_route_that_changes_something_asks_whose_page_it_is(hub, people, schema):
    """Cross-site posts: without our header, with another site's Origin, or said by the browser to be cross-site."""
    foreign = ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {})
    with httpx.Client(base_url=f"http://127.0.0.1:{hub[0]}", cookies=people["operator"]) as client:
        for path, methods in client.get("/schema/openapi.json").json()["paths"].items():
            for method in set(methods) & {"post", "put", "patch", "delete"}:
                if path.endswith(("/check", "/wled", "/certificates")):
                    continue  # they change nothing, and say nothing of anybody
                for headers in foreign:
                    ours = {} if not headers else OURS
                    there = path.replace("{number}", "1")  # a number is asked for as one
                    answer = client.request(method.upper(), there, json={}, headers=headers | ours)
                    assert answer.status_code in (400, 401, 403, 404, 405, 413, 429), (method, path, answer.text)
                    assert answer.status_code == 403 or "only pages" in answer.text, (method, path, answer.text)
