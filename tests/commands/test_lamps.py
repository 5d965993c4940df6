"""The commands of `photophore lamps`, as somebody with a lamp would type them."""

import json
import socket

import pytest

LAMPS = """[[lamp]]
name = "wall"
driver = "ddp"
host = "127.0.0.1"
port = {port}
audience = "public"

[[lamp.smiles]]
count = 16
"""


@pytest.fixture
def run(typed):
    return lambda *words: typed("lamps", *words)


@pytest.fixture
def there():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
        there.bind(("127.0.0.1", 0))
        yield there


@pytest.fixture
def file(tmp_path, there):
    path = tmp_path / "lamps.toml"
    path.write_text(LAMPS.format(port=there.getsockname()[1]))
    return path


def test_a_map_says_which_smiles_shine_where(run, file):
    status, out, _ = run("map", file)
    assert status == 0
    assert "wall: ddp to 127.0.0.1" in out
    assert "512 pixels, 2 packets 40 times a second, for public" in out
    assert "pixels 0 to 511: 16 of the crowd, all teeth" in out
    [told] = json.loads(run("map", file, "--json")[1])
    assert told["pixels"] == 512
    assert told["audience"] == "public"


def test_a_file_that_is_wrong_is_told_in_one_line(run, file):
    file.write_text(file.read_text() + "[[lamp.smiles]]\npixel = 511\n")
    status, _, err = run("map", file)
    assert (status, err.count("\n")) == (2, 1)
    assert "pixel 511 would show two smiles" in err and "line 10" in err
    assert run("map", file.with_name("none.toml"))[0] == 2
    file.write_bytes(b"\xff\xfe")
    assert "not text" in run("map", file)[2]


def test_a_lamp_is_tried(run, file, there):
    status, out, _ = run("test", file, "--seconds", 1.3)
    assert status == 0
    assert "wall (127.0.0.1" in out
    assert len(there.recv(2000)) == 1450
    assert "there is no lamp door" in run("test", file, "--lamp", "door")[2]


def test_a_crowd_is_sent(run, tmp_path, there):
    there.settimeout(2)
    design = tmp_path / "glow.glyph"
    design.write_text("glyph glow\ncolour pearl\nbrightness 0.6\n")
    words = ["--host", "127.0.0.1", "--port", there.getsockname()[1], "--smiles", 3, "--seconds", 1.5]
    words += ["--glyph", design, "--data", tmp_path, "--json"]
    for driver, head in (("ddp", b"\x41"), ("sacn", b"\x00\x10"), ("artnet", b"Art-Net\0")):
        status, out, err = run("send", "--driver", driver, *words)
        assert status == 0, err
        assert json.loads(out)["smiles"] == 3
        assert there.recv(2000).startswith(head)
        there.setblocking(False)
        try:
            while there.recv(2000):
                pass
        except BlockingIOError:
            there.settimeout(2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", "no host!"], "is no host"),
        (["--host", "127.0.0.1", "--smiles", 0], "1 to"),
        (["--host", "127.0.0.1", "--port", 0, "--rate", 1000], "beats"),
        (["--host", "127.0.0.1", "--seconds", -1], "seconds"),
        (["--host", "127.0.0.1", "--first", 70000], "display"),
        (["--host", "127.0.0.1", "--audience", "self"], "own screen"),
        (["--host", "127.0.0.1", "--glyph", "nothing.glyph"], "cannot be read"),
    ],
)
def test_what_cannot_be_sent_is_told_in_one_line(run, tmp_path, words, told):
    status, _, err = run("send", "--driver", "ddp", "--data", tmp_path, *words)
    assert (status, err.count("\n")) == (2, 1), err
    assert told in err


def test_a_list_without_lamps_says_what_to_do(run, monkeypatch):
    from photophore.devices import discover

    async def nobody(*_):
        return discover.Search([], ["one thing was missed"])

    monkeypatch.setattr(discover, "search", nobody)
    status, out, _ = run("list", "--seconds", 0.5)
    assert status == 0
    assert "No lamp answered" in out
    assert "missed" in out
    status, out, err = run("list", "--seconds", 0.5, "--json")
    assert (status, json.loads(out)) == (0, [])
    assert "one thing was missed" in err
