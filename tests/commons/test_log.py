"""The log of a hub: what it promises while all goes well."""

import threading

import pytest

from photophore.commons.log import AT_ONCE, Log
from photophore.tlog import checkpoint, entry, note, proof
from photophore.words import BadLog, NotFound
from tests.commons.logs import Clock, check_log, keys_of, opened, some

pytestmark = pytest.mark.usefixtures("unsynced")

DAY = 86_400_000


@pytest.fixture
def log(tmp_path):
    made = opened(tmp_path)
    yield made
    made.close()


def test_a_new_log_is_empty_signed_and_public(log, tmp_path):
    assert log.size == 0
    check_log(tmp_path / "public", tmp_path / "private", {})
    assert log.vkeys == [str(key) for key in keys_of(tmp_path / "public")]
    assert (tmp_path / "private" / "keys").stat().st_mode & 0o077 == 0
    assert (tmp_path / "private" / "head").stat().st_mode & 0o077 == 0


def test_entries_come_back_with_proofs(log, tmp_path):
    entries = some(700)
    places = log.append(entries[:300]) + log.append(entries[300:])
    assert places == list(range(700))
    assert [log.read(i) for i in (0, 255, 256, 699)] == [entries[i] for i in (0, 255, 256, 699)]
    keys = [note.read_key(vkey) for vkey in log.vkeys]
    for index in (0, 299, 511, 512, 699):
        proven = proof.check(proof.read(log.proof(index)), entries[index], keys)
        assert proven.checkpoint.size == 700
        with pytest.raises(BadLog):
            proof.check(proof.read(log.proof(index)), b"another", keys)
    check_log(tmp_path / "public", tmp_path / "private", dict(enumerate(entries)))


def test_what_is_not_there_is_told(log):
    log.append(some(3))
    for ask in (lambda: log.read(3), lambda: log.read(-1)):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(BadLog):
        log.proof(3)


def test_it_goes_on_after_it_was_closed(tmp_path):
    for turn in range(4):
        log = opened(tmp_path)
        assert log.size == turn * 130
        log.append(some(130, turn))
        log.close()
        log.close()
        check_log(tmp_path / "public", tmp_path / "private", {})
    with pytest.raises(BadLog, match="closed"):
        log.append([b"a"])


def test_partial_files_go_when_full_ones_are_there(log, tmp_path):
    for turn in range(6):
        log.append(some(100, turn))
    left = {path.relative_to(tmp_path / "public" / "tile").as_posix() for path in (tmp_path / "public").rglob("*.p")}
    assert left == {"0/002.p", "1/000.p", "entries/002.p"}


@pytest.mark.parametrize("bad", [b"", b"x" * 65_536, "text", None])
def test_what_is_no_entry_is_refused_and_nothing_is_listed(log, bad):
    with pytest.raises(BadLog):
        log.append([b"good", bad])
    assert log.size == 0


def test_too_much_at_once_is_refused_in_words(log):
    with pytest.raises(BadLog, match="at once"):
        log.append([b"a"] * (AT_ONCE + 1))
    assert log.append([]) == []


def test_the_longest_entry_fits(log):
    longest = b"x" * 65_535
    assert log.read(log.append([longest])[0]) == longest


def test_an_entry_that_looks_like_a_log_stays_an_entry(log, tmp_path):
    """Log injection: no text breaks out of its entry."""
    forged = b"\n\n\xe2\x80\x94 hub.example/log AAAAAAAA\n\x1b[2J\x00\xff\xff"
    facts = entry.public("policy", {"name": "a\nhub.example/log\n9\nAAAA\n", "text": "\u2014 x AAAA\r\n"})
    log.append([forged, facts, (5).to_bytes(2) + b"abcde"])
    check_log(tmp_path / "public", tmp_path / "private", {0: forged, 1: facts})


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "x" * 256, "a\x7f"])
def test_names_that_no_log_can_have(tmp_path, origin):
    with pytest.raises(BadLog):
        Log.open(tmp_path / "public", tmp_path / "private", origin)


def test_a_clock_that_jumps_back_stands_still(tmp_path):
    clock = Clock()
    log = opened(tmp_path, now=clock)
    log.append([b"a"])
    first = seconds(log)
    clock.ms -= 40 * DAY
    log.append([b"b"])
    assert seconds(log) == first
    log.close()
    log = opened(tmp_path, now=clock)
    log.append([b"c"])
    assert seconds(log) == first
    log.close()


def seconds(log):
    return log._state.seconds


def test_each_day_leaves_a_ring(tmp_path):
    clock = Clock()
    log = opened(tmp_path, now=clock)
    for _ in range(3):
        log.append(some(5))
        log.append(some(2))
        clock.ms += DAY
    log.close()
    rings = sorted((tmp_path / "public" / "day").iterdir())
    keys = keys_of(tmp_path / "public")
    sizes = [checkpoint.read(note.open_(ring.read_bytes(), keys).text).size for ring in rings]
    assert [ring.name for ring in rings] == ["2023-11-14", "2023-11-15", "2023-11-16"]
    assert sizes == [7, 14, 21]


def test_many_threads_share_commits_and_all_are_answered(log, tmp_path):
    found, told = {}, threading.Lock()

    def work(salt):
        for turn in range(5):
            mine = some(3, salt * 10 + turn)
            places = log.append(mine)
            with told:
                found.update(zip(places, mine, strict=True))

    threads = [threading.Thread(target=work, args=(salt,)) for salt in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(16 * 5 * 3))
    check_log(tmp_path / "public", tmp_path / "private", found)


def test_two_writers_at_once_lose_nothing(tmp_path):
    first, second = opened(tmp_path), opened(tmp_path)
    found = {}
    for turn in range(6):
        for salt, log in ((1, first), (2, second)):
            mine = some(50, salt * 100 + turn)
            found.update(zip(log.append(mine), mine, strict=True))
    first.close()
    second.close()
    assert sorted(found) == list(range(600))
    check_log(tmp_path / "public", tmp_path / "private", found)


def test_two_writers_in_a_race_lose_nothing(tmp_path):
    logs, found, told = [opened(tmp_path), opened(tmp_path)], {}, threading.Lock()

    def work(log, salt):
        for turn in range(25):
            mine = some(20, salt + turn)
            places = log.append(mine)
            with told:
                found.update(zip(places, mine, strict=True))

    threads = [threading.Thread(target=work, args=(log, 1000 * i)) for i, log in enumerate(logs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for log in logs:
        log.close()
    assert sorted(found) == list(range(1000))
    check_log(tmp_path / "public", tmp_path / "private", found)


def test_an_entry_is_found_where_it_stands(log):
    log.append(some(300))
    assert log.find(b"\x050-299") == 299
    assert log.find(b"\x050-300") is None
    log.append([b"\x050-300", b"\x050-7"])
    assert log.find(b"\x050-300") == 300
    assert log.find(b"\x050-7") == 7  # the first time
