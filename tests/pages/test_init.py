"""The routes that the hub is handed."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from photophore import pages
from photophore.pages import render


@pytest.fixture(scope="module")
def client():
    with TestClient(Litestar(pages.routes())) as client:
        yield client


@pytest.mark.parametrize("page", render.PAGES, ids=lambda page: page.name)
def test_each_page_answers_in_the_reader_s_language(client, page):
    answer = client.get(page.path, headers={"accept-language": "es-AR"})
    assert answer.status_code == 200 and answer.headers["content-language"] == "es"
    assert answer.headers["content-type"].startswith("text/html")
    assert client.get(f"{page.path}?lang=en", headers={"accept-language": "es"}).headers["content-language"] == "en"


def test_the_catalogue_is_told_by_language_and_nothing_else_is(client):
    assert "first-question" in client.get("/messages/es.ftl").text
    assert "Hów dó" in client.get("/messages/en-XA.ftl").text
    assert client.get("/messages/..%2f__init__.py").status_code == 404
    assert client.get("/messages/xx.ftl").status_code == 404


def test_static_files_are_given_and_nothing_above_them(client):
    assert client.get("/static/style.css").status_code == 200
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert client.get("/static/../render.py").status_code == 404
    assert client.get("/static/%2e%2e/render.py").status_code == 404
