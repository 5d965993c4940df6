"""In a real browser, without WebCrypto: logs are checked as Python checks them, and whatever was changed is found."""

import base64
import json

import pytest

from photophore.tlog import entry, grow, note, proof
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.note import Kind, Signer
from photophore.tlog.tiles import Spot
from tests.pages.modules import load

SIZES = (1, 2, 3, 7, 255, 256, 257, 300, 512, 700)
SIGNERS = [Signer("hub.example/log", kind, bytes([kind]) * 32) for kind in Kind]
FACTS = [{"n": i, "text": "caf\u00e9", "share": i / 7, "whole": -i, "on": i % 2 == 0, "of": [i, None]}
         for i in range(700)]  # fmt: skip
ENTRIES = [entry.public("policy", facts) if facts["n"] % 3 else entry.commitment("grant", b"%032d" % facts["n"])
           for facts in FACTS]  # fmt: skip
NEEDS = """(files) => (path) => {
  const found = files[path];
  return found === undefined ? null : Uint8Array.from(atob(found), (c) => c.charCodeAt(0));
}"""
AUDIT = """async ({ files, said, keys }) => {
  const { told } = window;
  const bring = (NEEDS)(files);
  const opened = told.open(Uint8Array.from(atob(said), (c) => c.charCodeAt(0)), keys.map(told.readKey));
  try {
    return await told.audit(new told.Tiles(bring, opened.size), opened);
  } catch (error) {
    return error.why ?? String(error);
  }
}""".replace("NEEDS", NEEDS)


def log_of(count):
    edge, files = grow.grow(grow.NOTHING, ENTRIES[:count])
    text = Checkpoint("hub.example/log", count, edge.root).text
    signed = note.join(text, [signer.sign(text, 1_700_000_000 + count) for signer in SIGNERS])
    return signed, {spot.path: data for spot, data in files.items()}


def asked(signed, files, keys=None):
    return {"files": {path: b64(data) for path, data in files.items()}, "said": b64(signed),
            "keys": [str(signer.key) for signer in SIGNERS] if keys is None else keys}  # fmt: skip


def b64(data):
    return base64.b64encode(data).decode()


@pytest.fixture(scope="module")
def told(browser):
    context = browser.new_context()
    page = load(context.new_page(), "tlog.js")
    assert page.evaluate("globalThis.isSecureContext") is False
    assert page.evaluate("crypto.subtle === undefined")
    yield page
    context.close()


def test_whole_logs_hold(told):
    for count in SIZES:
        assert told.evaluate(AUDIT, asked(*log_of(count))) is True, count


def test_all_kinds_of_signature_verify_with_their_times(told):
    signed, _ = log_of(3)
    found = told.evaluate("""({ said, keys }) => {
      const { told } = window;
      const opened = told.open(Uint8Array.from(atob(said), (c) => c.charCodeAt(0)), keys.map(told.readKey));
      const verified = opened.verified.map(({ key, seconds }) => [key.kind, seconds]);
      return [opened.origin, opened.size, opened.unknown, verified];
    }""", asked(signed, {}))  # fmt: skip
    assert found == ["hub.example/log", 3, 0, [[1, None], [4, 1_700_000_003], [6, 1_700_000_003]]]


@pytest.mark.parametrize("spoil", [
    lambda files, path: files | {path: files[path][:-1] + bytes([files[path][-1] ^ 1])},
    lambda files, path: files | {path: files[path][:-1]},
    lambda files, path: {name: data for name, data in files.items() if name != path},
])  # fmt: skip
def test_any_file_that_was_changed_or_is_gone_is_found(told, spoil):
    signed, files = log_of(600)
    for path in files:
        assert told.evaluate(AUDIT, asked(signed, spoil(files, path))) in ("log-bad-tile", "log-bad-gone"), path


def test_entries_that_were_rewritten_with_all_their_tiles_are_found(told):
    signed, _ = log_of(300)
    _, files = grow.grow(grow.NOTHING, [b"rewritten", *ENTRIES[1:300]])
    assert told.evaluate(AUDIT, asked(signed, {spot.path: data for spot, data in files.items()})) == "log-bad-root"


def test_proofs_are_those_of_python_and_the_file_too(told):
    make = """async ({ files, said, index }) => {
      const { told } = window;
      const bytes = Uint8Array.from(atob(said), (c) => c.charCodeAt(0));
      const { text, size, root } = told.open(bytes, []);
      const tiles = new told.Tiles((NEEDS)(files), size);
      const steps = await told.inclusion(index, size, tiles.at);
      const entry = (await tiles.bundle(Math.floor(index / 256)))[index % 256];
      const way = told.climb(told.leaf(entry), steps);
      return [told.base64(told.proofFile(index, steps, bytes)), told.same(way.at(-1), root), told.hex(entry)];
    }""".replace("NEEDS", NEEDS)
    keys = [signer.key for signer in SIGNERS]
    for count in SIZES:
        signed, files = log_of(count)
        for index in {0, count // 2, count - 1}:
            file, same, one = told.evaluate(make, asked(signed, files) | {"index": index})
            assert same
            assert bytes.fromhex(one) == ENTRIES[index]
            assert proof.check(proof.read(base64.b64decode(file)), ENTRIES[index], keys).checkpoint.size == count


def test_what_was_seen_before_must_be_the_beginning(told):
    ask = """async ({ files, old, oldRoot, said }) => {
      const { told } = window;
      const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const { size, root } = told.open(bytes(said), []);
      try {
        await told.mustBegin(old, bytes(oldRoot), size, root, new told.Tiles((NEEDS)(files), size).at);
        return 'holds';
      } catch (error) {
        return error.why ?? String(error);
      }
    }""".replace("NEEDS", NEEDS)
    for count in SIZES:
        signed, files = log_of(count)
        for old in {1, count // 2 or 1, count}:
            root = grow.grow(grow.NOTHING, ENTRIES[:old])[0].root
            what = asked(signed, files) | {"old": old, "oldRoot": b64(root)}
            assert told.evaluate(ask, what) == "holds", (old, count)
            assert told.evaluate(ask, what | {"oldRoot": b64(bytes(32))}) == "log-bad-rewritten"
            assert told.evaluate(ask, what | {"old": count + 1}) == "log-bad-smaller"


def test_tiles_are_named_alike(told):
    for n, width in ((0, 256), (5, 1), (255, 255), (1_234_067, 256), (999, 256), (1000, 7), (1_000_000, 3)):
        assert told.evaluate(f"window.told.tilePath(2, {n}, {width})") == Spot(2, n, width).path


def test_entries_are_read_alike(told):
    read = "(all) => all.map((each) => window.told.readEntry(Uint8Array.from(atob(each), (c) => c.charCodeAt(0))))"
    for one in ENTRIES[:40]:
        found = told.evaluate(read, [b64(one)])[0]
        mine = entry.read(one)
        assert found["kind"] == mine.kind
        if mine.facts:
            assert found["facts"] == mine.facts
        else:
            assert found["digest"] == list(mine.digest)
    one = ENTRIES[1]
    for bad in (b"", b"\x01", b"\x02\xa1", one + b"\0", b"\x05" + one[1:], one[:-1], b"\x02\x9b" + b"\xff" * 8):
        assert told.evaluate(read, [b64(bad)]) == [None]


@pytest.mark.parametrize("name", ["signed_note_c2sp", "signed_note_go"])
def test_notes_of_others(told, shared, name):
    case = json.loads((shared / "tlog" / "vectors.json").read_text())["cases"][name]
    vkeys = [case["vkey"]] if "vkey" in case else list(case["vkeys"].values())
    ask = """({ notes, keys }) => {
      const { told } = window;
      const known = keys.map(told.readKey);
      return notes.map((note) => {
        try {
          const { text, signatures } = told.split_(new TextEncoder().encode(note));
          return signatures.length;
        } catch (error) {
          return error.why;
        }
      });
    }"""
    cases = case.get("cases", [{"note": case.get("note")}])
    found = told.evaluate(ask, {"notes": [each["note"] for each in cases], "keys": vkeys})
    for each, count in zip(cases, found, strict=True):
        bad = each.get("error") == "malformed"
        assert (count == "log-bad-form") == bad, each.get("name")


def test_one_known_signature_that_fails_refuses_all(told):
    signed, files = log_of(3)
    text = note.split(signed)[0]
    for at in range(3):
        wrong = [*SIGNERS]
        wrong[at] = Signer("hub.example/log", SIGNERS[at].key.kind, b"x" * 32)
        forged = [other.sign(text, 5)._replace(id=signer.key.id) for other, signer in zip(wrong, SIGNERS, strict=True)]
        why = told.evaluate("""({ said, keys }) => {
          try {
            window.told.open(Uint8Array.from(atob(said), (c) => c.charCodeAt(0)), keys.map(window.told.readKey));
            return 'holds';
          } catch (error) { return error.why ?? String(error); }
        }""", asked(note.join(text, forged), files))  # fmt: skip
        assert why == "log-bad-signature"
