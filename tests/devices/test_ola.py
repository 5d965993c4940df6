"""A receiver that others wrote: OLA's daemon, where it is installed (Debian: ola). It is run, and no more.

It receives sACN, Art-Net and Open Pixel Control on loopback; what it holds is read back over HTTP and compared, byte
for byte and with our own models of receivers.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from photophore.devices import artnet, opc, receiver, sacn

pwd = pytest.importorskip("pwd", reason="there is no OLA for this system")
OFF = (
    "dummy espnet ftdidmx gpio karate kinet milinst nanoleaf opendmx osc pathport renard sandnet shownet spi spidmx "
    "stageprofi uartdmx usbdmx usbpro usbserial"
)
HERE = "127.0.0.1"
ME, YOU = sacn.Source(bytes(range(16))), sacn.Source(b"another one here", priority=150)
LIGHT = bytes((7 * place + 3) % 256 for place in range(512))


class Ola:
    """A running daemon with universe 1 of sACN, 2 of Art-Net and 3 of Open Pixel Control."""

    def __init__(self, folder: Path):
        self.http, self.opc = free(), free()
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        settings = dict.fromkeys(OFF.split(), "enabled = false")
        settings["e131"] = f"enabled = true\nip = {HERE}\ninput_ports = 1\noutput_ports = 0"
        settings["artnet"] = f"enabled = true\nip = {HERE}\nuse_loopback = true"
        settings["openpixelcontrol"] = (
            f"enabled = true\nlisten = {HERE}:{self.opc}\nlisten_{HERE}:{self.opc}_channel = 1"
        )
        settings["port"] = f"11-1-I-0 = 1\n2-1-I-0 = 2\n21-{HERE}:{self.opc}-I-1 = 3"
        for name, text in settings.items():
            (folder / f"ola-{name}.conf").write_text(text + "\n", encoding="ascii")

    def sends(self, *packets: bytes, port: int = sacn.PORT) -> None:
        for packet in packets:
            self.wire.sendto(packet, (HERE, port))

    def holds(self, universe: int) -> bytes:
        with urllib.request.urlopen(f"http://{HERE}:{self.http}/get_dmx?u={universe}", timeout=5) as answer:
            return bytes(json.load(answer)["dmx"])

    def shows(self, universe: int, light: bytes, seconds: float = 5.0) -> bool:
        """Whether it comes to hold this light; what lies behind it is not looked at."""
        end = time.monotonic() + seconds
        while (held := self.holds(universe))[: len(light)] != light and time.monotonic() < end:
            time.sleep(0.05)
        return held[: len(light)] == light


def free() -> int:
    with socket.socket() as it:
        it.bind((HERE, 0))
        return it.getsockname()[1]


def taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as it:
        try:
            it.bind(("", port))
        except OSError:
            return True
    return False


def servant() -> str | None:
    """Whom it runs as: it refuses root."""
    if os.geteuid():
        return None
    names = {it.pw_name for it in pwd.getpwall()}
    return next((name for name in ("olad", "nobody") if name in names), None)


@pytest.fixture(scope="module")
def ola():
    if not shutil.which("olad"):
        pytest.skip("OLA is not installed (Debian: apt-get install ola)")
    if taken(sacn.PORT) or taken(artnet.PORT):
        pytest.skip("somebody else listens at the ports of sACN or Art-Net")
    folder = Path(tempfile.mkdtemp(prefix="photophore-ola-"))
    daemon, user = Ola(folder), servant()
    for path in [folder, *folder.iterdir()] if user else []:
        shutil.chown(path, user)
    told = [
        "olad",
        "-c",
        str(folder),
        "-p",
        str(daemon.http),
        "-r",
        str(free()),
        "--no-register-with-dns-sd",
        "-l",
        "1",
    ]
    running = subprocess.Popen(told, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(daemon, running)
        yield daemon
    finally:
        running.terminate()
        running.wait(10)
        daemon.wire.close()
        shutil.rmtree(folder)


def _wait(daemon: Ola, running: subprocess.Popen) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and running.poll() is None:
        try:
            daemon.holds(1)
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.skip("OLA cannot be started here")


def test_sacn_arrives_byte_for_byte(ola):
    ola.sends(*sacn.packets(LIGHT, 0, ME, 1, 512))
    assert ola.shows(1, LIGHT)


def test_artnet_arrives_byte_for_byte(ola):
    ola.sends(artnet.dmx(2, 1, LIGHT), port=artnet.PORT)
    assert ola.shows(2, LIGHT)


def test_open_pixel_control_arrives_byte_for_byte(ola):
    with socket.create_connection((HERE, ola.opc), timeout=5) as stream:
        message = opc.message(1, LIGHT[:510])
        for start in range(0, len(message), 100):
            stream.sendall(message[start : start + 100])
        assert ola.shows(3, LIGHT[:510])


def test_it_and_our_model_make_the_same_of_lateness_priority_and_endings(ola):
    model, now = receiver.Universes(4, habits=receiver.WLED_UNIVERSES), 0.0
    end = sacn.ENDED
    story = [
        (ME, 10, b"\1\2\3\4"),
        (ME, 9, b"\x09\x09\x09\x09"),  # late
        (YOU, 40, b"\5\0\5\0"),  # of a higher priority
        (ME, 11, b"\7\7\7\7"),
        (YOU._replace(options=end), 41, b"\0\0\0\0"),  # ends
        (ME, 12, b"\x08\7\6\5"),
        (YOU._replace(priority=100), 50, b"\1\x0a\1\x0a"),  # as high: the brightest of both
    ]
    time.sleep(2.6)  # until it forgets what the other tests sent
    for source, sequence, light in story:
        packet = sacn.data(sacn.Data(source, 1, sequence, light))
        ola.sends(packet)
        model.take(packet, now)
        now += 0.1
        if not source.options & end:  # OLA then shows the other source from its next packet on, the model at once
            assert ola.shows(1, bytes(model.light(now)), 2.0), (source, sequence, ola.holds(1)[:4], model.light(now))


def test_noise_does_it_no_harm(ola):
    whole = sacn.data(sacn.Data(ME, 1, 200, LIGHT))
    ola.sends(*(whole[:size] for size in range(0, 638, 7)))
    ola.sends(sacn.data(sacn.Data(ME, 1, 220, LIGHT[::-1])))
    assert ola.shows(1, LIGHT[::-1])
