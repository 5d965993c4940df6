import socket
from xml.etree import ElementTree

from photophore.hub import lan


def test_addresses_are_what_others_could_reach():
    for address in lan.addresses():
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        socket.inet_pton(family, address)
        assert not address.startswith("127.") and address not in ("0.0.0.0", "::1")


def test_a_machine_without_a_network_has_none(monkeypatch):
    def nowhere(*_):
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", nowhere)
    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert lan.addresses() == []
    assert "no network address" in lan.sentence(True, 8800, [])


def test_the_sentence_says_who_can_reach_the_hub():
    assert lan.sentence(False, 8800, []) == "Only this machine can reach the hub, at http://127.0.0.1:8800"
    told = lan.sentence(True, 8801, ["192.168.1.5", "2a02::1"])
    assert "Every device on the same network" in told and "http://192.168.1.5:8801" in told
    assert "not encrypted" in told and "2a02" not in told


def test_a_machine_s_own_names_are_known():
    names = lan.names(["192.168.1.5"])
    assert names[0] == "192.168.1.5" and names[-1].endswith(".local") and socket.gethostname().lower() in names


def test_the_code_is_a_picture_and_a_text():
    picture = ElementTree.fromstring(lan.qr_svg("http://192.168.1.5:8800/smile"))
    assert picture.tag.endswith("svg")
    assert b"style=" not in lan.qr_svg("http://h/")  # the content-security policy refuses inline style
    assert lan.qr_text("http://192.168.1.5:8800").count("\n") > 10
