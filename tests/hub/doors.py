"""A hub with people and nothing else, spoken to as browsers do."""

import asyncio
from pathlib import Path

import httpx
from litestar import Litestar, get
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig

from photophore.commons.keys import Keys
from photophore.commons.passkey import Passkeys
from photophore.commons.people import People
from photophore.commons.store import Store
from photophore.hub import api
from photophore.hub import people as routes
from photophore.hub.shield import shield
from photophore.words import Role
from tests.commons.conftest import Clock, PlainLog

OURS = {"x-photophore": "1"}
HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("192.168.1.20", 50_000)


class Hub:
    """The parts behind the doors."""

    def __init__(self, folder: Path, address: str | None = None):
        self.clock, self.log = Clock(), PlainLog()
        self.store, self.keys = Store.open(folder / "hub.sqlite", self.clock), Keys.open(folder / "keys.sqlite")
        self.people = People(self.store, self.keys, self.log)
        self.passkeys = Passkeys(self.store, self.people)

        @get("/api/council-only", sync_to_thread=True)
        def council_only(request: routes.Request) -> str:
            return routes.with_role(Role.COUNCIL)(request).id

        app = Litestar(
            [*routes.routes(self.people, self.passkeys, address, ["http://192.168.1.2:8800"]), council_only],
            state=State({"people": self.people}), before_send=[routes.carry], exception_handlers={Exception: api.sorry},
            request_max_body_size=api.TEXT, logging_config=None, openapi_config=OpenAPIConfig("Doors", "1"),
        )  # fmt: skip
        self.plain, self.app = app, shield(app, ["hub.test", "192.168.1.2"])

    def browser(self, url: str = "http://127.0.0.1:8800", client: tuple = HERE, **headers) -> "Browser":
        return Browser(self.app, url, client, OURS | headers)

    def close(self):
        self.store.close()
        self.keys.close()


class Browser:
    """A device: its cookies are its own."""

    def __init__(self, app, url, client, headers):
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)
        self._url, self._headers, self.cookies = url, headers, httpx.Cookies()

    def get(self, path, **how) -> httpx.Response:
        return asyncio.run(self._ask("GET", path, how))

    def post(self, path, **how) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, how))

    def delete(self, path, **how) -> httpx.Response:
        return asyncio.run(self._ask("DELETE", path, how))

    async def _ask(self, method, path, how):
        headers = self._headers | how.pop("headers", {})
        async with httpx.AsyncClient(transport=self._transport, base_url=self._url, cookies=self.cookies) as client:
            answer = await client.request(method, path, headers=headers, **how)
            self.cookies = client.cookies
            return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
