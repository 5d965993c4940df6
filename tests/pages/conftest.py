"""What tests of the city's pages share: a whole hub with a living city, and pages that are watched for errors."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

NOWHERE = "/nowhere"  # where tests send a page that shall lose its hub
HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def city_hub():
    """The address of a hub with 2,000 smiles in Nova Sanctuary."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    command = [sys.executable, str(HERE / "hub.py"), str(port), "1900"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        _until_it_beats(process, f"http://127.0.0.1:{port}/api/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _until_it_beats(process: subprocess.Popen, address: str) -> None:
    """The first start on a machine compiles the light path: up to a minute or two where others work, too."""
    end = time.monotonic() + 150
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if json.load(answer)["tick"] > 30:
                    return
        except OSError:
            pass  # not yet
        time.sleep(0.2)
    process.kill()
    raise AssertionError(f"the hub did not start: {process.stderr.read()[-2000:]}")


@pytest.fixture
def visit(browser, city_hub):
    """`visit("/city", 390, 844)`: a page of the hub. Any error, refusal or request to another site fails the test."""
    contexts, wrong = [], []

    def told(message):
        if message.type == "error" and NOWHERE not in message.text:
            wrong.append(message.text)

    def asked(request):
        if not request.url.startswith((city_hub, "data:", "blob:", city_hub.replace("http", "ws"))):
            wrong.append(f"asked for {request.url}")

    def go(path, width=1000, height=700, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", told)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", asked)
        page.goto(f"{city_hub}{path}")
        return page

    yield go
    for context in contexts:
        context.close()
    assert not wrong
