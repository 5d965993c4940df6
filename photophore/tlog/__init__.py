"""A log that nobody can rewrite, as pure formats: Merkle trees, signed notes, checkpoints, tiles, proofs, entries.

The formats are C2SP's (c2sp.org: signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof), so that
anybody's tools read our logs and ours read anybody's. No clock, no dice, no files: whoever calls hands in bytes, or a
`fetch(path) -> bytes`.
"""
