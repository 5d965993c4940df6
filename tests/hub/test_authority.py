"""A lab's authority vouches for its hub and for nothing else."""

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from photophore.hub import authority

NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)


def test_what_it_made_holds_for_the_hubs_names_only(tmp_path):
    secure = authority.make(tmp_path, ["hub.test", "192.168.1.5", "hub.test"], NOW)
    leaf, ca = x509.load_pem_x509_certificates((tmp_path / "server.pem").read_bytes())
    assert secure.names == ("hub.test", "192.168.1.5")
    leaf.verify_directly_issued_by(ca)
    said = ca.extensions.get_extension_for_class(x509.NameConstraints)
    only = [str(each.value) for each in said.value.permitted_subtrees]
    assert said.critical and only == ["hub.test", "192.168.1.5/32"]
    limits = ca.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert limits.ca and limits.path_length == 0
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc < datetime.timedelta(days=398)
    key = load_pem_private_key((tmp_path / "server.key").read_bytes(), None)
    assert key.public_key() == leaf.public_key() != ca.public_key()
    checker = PolicyBuilder().store(Store([ca])).time(NOW).build_server_verifier(x509.DNSName("hub.test"))
    assert checker.verify(leaf, [])
    with pytest.raises(VerificationError):
        PolicyBuilder().store(Store([ca])).time(NOW).build_server_verifier(x509.DNSName("bank.test")).verify(leaf, [])


def test_a_new_one_replaces_the_old(tmp_path):
    authority.make(tmp_path, ["hub.test"], NOW)
    before = authority.fingerprint(tmp_path)
    authority.make(tmp_path, ["hub.test"], NOW)
    after = authority.fingerprint(tmp_path)
    assert before != after and len(after.split(":")) == 32
