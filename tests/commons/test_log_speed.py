"""The measurement runs and says what it measured; how fast is for the machine to say."""

from photophore.commons import log_speed


def test_every_figure_is_there(tmp_path):
    steps = []
    figures = log_speed.measure(log_speed.BATCH, lambda done, of: steps.append((done, of)), tmp_path)
    assert steps == [(10_000, 10_000)]
    assert figures["entries"] == log_speed.BATCH + log_speed.ONES
    assert figures["proof_hashes"] == 20
    for name in ("appends_per_s", "proof_us", "prove_us", "signatures_us", "append_one_ms", "verified_per_s"):
        assert figures[name] > 0
    assert not list(tmp_path.iterdir())
