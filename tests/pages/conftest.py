"""What tests of pages share: a whole hub with a living city, and pages that are watched for errors."""

import json
import os
import sys

import chromium
import pytest

from tests.pages.started import free_port, started

LOST = ("/nowhere", "CLOSING or CLOSED")  # where tests send a page that shall lose its hub, and what it says then


@pytest.fixture(scope="package")
def browser():
    """A headless Chromium, by Playwright; while it runs, asyncio.run cannot be used beside it."""
    if chromium.why_not():
        pytest.skip(chromium.why_not())
    from playwright.sync_api import sync_playwright

    flags = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    flags += ["--disable-sync", "--use-angle=swiftshader-webgl", "--enable-unsafe-swiftshader"]
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses root otherwise; it opens our own pages only
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.find(), args=flags)
        yield running
        running.close()


@pytest.fixture
def page(browser):
    """An empty page in a fresh context."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="package")
def city_hub():
    """The address of a hub with 2,000 smiles in Nova Sanctuary."""
    port = free_port()
    # the first start on a machine compiles the light path: up to a minute or two where others work, too
    with started("hub", port, 1900, well=lambda told: json.loads(told)["tick"] > 30, seconds=150):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def opened(browser):
    """`opened(address)`: a new page, not yet gone anywhere.

    What it complains of, unless it holds one of the `quiet` words, and any request to another site, fails the test.
    """
    contexts, wrong = [], []

    def go(address, quiet=(), context=None, **options):
        own = (address, "data:", "blob:", address.replace("http", "ws", 1))

        def told(text):
            if not any(word in text for word in quiet):
                wrong.append(text)

        context = context or browser.new_context(**({"viewport": {"width": 1000, "height": 800}} | options))
        if context not in contexts:
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and told(said.text))
        page.on("pageerror", lambda error: told(str(error)))
        page.on("request", lambda asked: asked.url.startswith(own) or wrong.append(f"asked for {asked.url}"))
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def visit(opened, city_hub):
    """`visit("/city", 390, 844)`: a page of the hub."""

    def go(path, width=1000, height=700, **options):
        page = opened(city_hub, quiet=LOST, viewport={"width": width, "height": height}, **options)
        page.goto(f"{city_hub}{path}")
        return page

    return go
