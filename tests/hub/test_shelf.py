"""Data sets to fetch: the listing holds, files are checked, and whatever fails says what, where and what to try."""

import hashlib
import http.server
import json
import threading

import pytest

from photophore.hub import shelf
from photophore.place import folder
from photophore.words import NoRoom
from tests import towns


@pytest.fixture
def source(tmp_path):
    """A small web server on this machine, and the folder that it serves."""
    served = tmp_path / "served"
    served.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *told):
            super().__init__(*told, directory=str(served))

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield served, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def a_set(url: str, served, names, checked=True) -> shelf.Set:
    return shelf.Set("a town", "here", "CC0", "use it", tuple(
        shelf.File(name, url + name, sha256=hashlib.sha256((served / name).read_bytes()).hexdigest() if checked else "")
        for name in names))


def test_what_is_listed_is_whole():
    known = shelf.sets()
    assert {"chicago", "stress-predict", "iris"} <= set(known)
    for one in known.values():
        assert one.what and one.source and one.licence and one.use
        for file in one.file:
            owner, repository, commit = file.url.removeprefix("https://raw.githubusercontent.com/").split("/")[:3]
            assert owner and repository and len(commit) == 40 and int(commit, 16), "a fixed commit"
            assert not file.sha256 or len(bytes.fromhex(file.sha256)) == 32 and file.size > 0


def test_checksums_are_those_of_the_open_data_beside_the_repository(shared):
    """Files of ours that were not changed are the sources' own: same bytes, same sum."""
    known, seen = shelf.sets(), 0
    for name, one in known.items():
        for file in one.file:
            path = shared / name / file.name
            if file.sha256 and path.is_file():
                assert hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256, file.name
                seen += 1
    assert seen > 10


def test_names_that_lead_out_are_refused():
    for name in ("../x", "/x", "a/../../b", "", ".hidden"):
        text = f'[s]\nwhat="a"\nsource="b"\nlicence="c"\nuse="d"\n[[s.file]]\nname="{name}"\nurl="https://x/y"\n'
        with pytest.raises(shelf.BadData, match="plain name"):
            shelf.sets(text)


def test_a_set_is_fetched_checked_and_a_city(tmp_path, source):
    served, url = source
    towns.town(served)
    one = a_set(url, served, ("city.toml", "districts.geojson", "tracts.csv"))
    assert shelf.fetch(one, tmp_path / "sets" / "town") == []
    city = folder.place(folder.find("town", tmp_path / "sets"))
    assert city.people == 16_000
    for file in served.iterdir():
        file.unlink()
    shelf.fetch(one, tmp_path / "sets" / "town")  # what is there is not fetched again


def test_a_changed_file_is_refused_and_not_kept(tmp_path, source):
    served, url = source
    (served / "a.csv").write_text("a,b\n1,2\n")
    one = a_set(url, served, ("a.csv",))
    (served / "a.csv").write_text("a,b\n1,666\n")
    with pytest.raises(shelf.BadData, match="checksum differs") as caught:
        shelf.fetch(one, tmp_path / "kept")
    assert caught.value.where == url + "a.csv"
    assert not (tmp_path / "kept" / "a.csv").exists()


def test_a_checksum_is_learned_once_and_kept(tmp_path, source):
    served, url = source
    (served / "a.csv").write_text("first")
    one = a_set(url, served, ("a.csv",), checked=False)
    assert shelf.fetch(one, tmp_path / "kept") == ["a.csv"]
    learned = json.loads((tmp_path / "kept" / shelf.LEARNED).read_text())
    assert learned == {"a.csv": hashlib.sha256(b"first").hexdigest()}
    assert shelf.fetch(one, tmp_path / "kept") == []
    (tmp_path / "kept" / "a.csv").unlink()
    (served / "a.csv").write_text("second")
    with pytest.raises(shelf.BadData, match="checksum differs"):
        shelf.fetch(one, tmp_path / "kept")


def test_a_file_that_is_not_there_and_a_source_that_is_away(tmp_path, source):
    served, url = source
    gone = shelf.Set("a", "b", "c", "d", (shelf.File("x.csv", url + "x.csv"),))
    with pytest.raises(shelf.BadData, match="the server answers 404"):
        shelf.fetch(gone, tmp_path / "kept")
    away = shelf.Set("a", "b", "c", "d", (shelf.File("x.csv", "http://127.0.0.1:9/x.csv"),))
    with pytest.raises(shelf.BadData, match="cannot be reached") as caught:
        shelf.fetch(away, tmp_path / "kept")
    assert str(tmp_path / "kept" / "x.csv") in caught.value.try_
    assert [file.name for file in (tmp_path / "kept").iterdir()] == []


def test_a_folder_that_cannot_be_written(tmp_path, source):
    served, url = source
    (served / "a.csv").write_text("first")
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(NoRoom, match="cannot be written"):
        shelf.fetch(a_set(url, served, ("a.csv",)), tmp_path / "kept")


def test_a_file_that_is_too_large_is_not_kept(tmp_path, source, monkeypatch):
    served, url = source
    (served / "a.csv").write_text("x" * 100)
    monkeypatch.setattr(shelf, "MOST_BYTES", 99)
    with pytest.raises(shelf.BadData, match="larger"):
        shelf.fetch(a_set(url, served, ("a.csv",)), tmp_path / "kept")
    assert not (tmp_path / "kept" / "a.csv").exists()


def test_the_listing_says_what_is_here_and_what_is_unsure(tmp_path):
    record, _, text = shelf.told(tmp_path, False)
    assert not any(one["here"] for one in record)
    assert "learn theirs at the first download" in text and "licence" in text
    json.dumps(record)
    for part in shelf.sets()["iris"].file:
        (tmp_path / "iris").mkdir(exist_ok=True)
        (tmp_path / "iris" / part.name).touch()
    assert [one["here"] for one in shelf.told(tmp_path, True)[0] if one["name"] == "iris"] == [True]


def test_an_unknown_set(tmp_path):
    with pytest.raises(shelf.BadData, match="no data set 'atlantis'") as caught:
        shelf.get("atlantis", tmp_path)
    assert "chicago" in caught.value.try_
