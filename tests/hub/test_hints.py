"""What people copy is what the hub goes by."""

from photophore.hub import hints, tls
from photophore.hub.tls import Route, Secure


def test_a_proxy_is_told_everything_that_the_hub_believes():
    told = hints.proxy_settings(tls.proxy("hub.test:8443", ("10.0.0.3",)), 8801)
    assert told.count("127.0.0.1:8801") == 3 and "10.0.0.3" in told and told.endswith("https://hub.test:8443")
    for header in ("Host $http_host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr", "Upgrade"):
        assert header in told
    assert "server_name hub.test;" in told and "{" in told and "{{" not in told


def test_a_phone_is_told_what_to_compare(tmp_path):
    secure = Secure(Route.LAB, "hub.local", ("hub.local", "10.0.0.2"))
    told = hints.lab_settings(secure, tmp_path / "authority.crt", "AA:BB")
    assert "AA:BB" in told and "https://hub.local:8800" in told and str(tmp_path / "authority.crt") in told
