"""What people see. The hub is handed these routes by whoever composes it: `hub.app(..., routes=pages.routes())`."""

from pathlib import Path

from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.router import Router
from litestar.static_files import create_static_files_router

from photophore.pages import messages, render
from photophore.pages.render import inline_hashes

__all__ = ["inline_hashes", "routes"]

STATIC = Path(__file__).parent / "static"


def routes() -> list[HTTPRouteHandler | Router]:
    """Handlers for every page, the message catalogue, and the files that pages are made of."""
    return [*map(_handler, render.PAGES), catalogue, favicon, create_static_files_router(
        path="/static", directories=[STATIC], include_in_schema=False)]


def _handler(page: render.Page) -> HTTPRouteHandler:
    @get(page.path, media_type=MediaType.HTML, sync_to_thread=False, include_in_schema=False, name=f"page-{page.name}")
    def show(request: Request, lang: FromQuery[str | None] = None) -> Response[str]:
        language = messages.choose(lang, request.headers.get("accept-language"))
        html = render.page(page.name, language, lang, str(request.base_url).rstrip("/"))
        return Response(html, media_type=MediaType.HTML, headers={
            "content-language": language, "vary": "accept-language", "cache-control": "no-cache"})

    return show


@get("/messages/{name:str}", media_type=MediaType.TEXT, sync_to_thread=False, include_in_schema=False)
def catalogue(name: FromPath[str]) -> Response[str]:
    """The sentences of one language, as Fluent text."""
    language = name.removesuffix(".ftl")
    if language not in messages.SPOKEN:
        raise NotFoundException(f"no language {language!r}: try {', '.join(messages.LANGUAGES)}")
    return Response(messages.text(language), media_type=MediaType.TEXT, headers={"cache-control": "no-cache"})


@get("/favicon.ico", sync_to_thread=False, include_in_schema=False)
def favicon() -> Response[bytes]:
    """Browsers ask for this name unbidden; it is the same mark."""
    return Response((STATIC / "favicon.svg").read_bytes(), media_type="image/svg+xml")
