"""photophore tls, as it is typed."""

import pytest

from photophore.cli import app
from photophore.hub import tls
from photophore.words import BadRequest


def type_(capsys, *words) -> str:
    app(list(map(str, words)), exit_on_error=False, result_action="return_value")
    return capsys.readouterr().out


def test_three_routes_and_the_way_back(tmp_path, capsys):
    data = ("--data", tmp_path)
    assert "own | proxy | lab" in type_(capsys, "tls", *data)
    told = type_(capsys, "tls", "lab", "--name", "hub.test", *data)
    assert "https://hub.test:8800" in told and "fingerprint" in told
    told = type_(capsys, "tls", *data)
    assert told.startswith("lab: hub.test") and "holds until" in told
    made = tls.load(tmp_path)
    told = type_(capsys, "tls", "own", "--cert", made.cert, "--key", made.key, "--name", "hub.test", *data)
    assert "but: nobody knows" in told or "but: hub.test leads" in told
    told = type_(capsys, "tls", "proxy", "--name", "hub.example.org", "--trust", "10.0.0.2", *data)
    assert "10.0.0.2" in told and tls.load(tmp_path).trust == ("10.0.0.2",)
    assert "10.0.0.2" in type_(capsys, "tls", *data)
    assert "plain HTTP" in type_(capsys, "tls", "off", *data) and tls.load(tmp_path) is None
    with pytest.raises(BadRequest):
        type_(capsys, "tls", "own", "--cert", tmp_path / "none", "--key", tmp_path / "none", *data)
