"""Logs that nobody can rewrite: Merkle trees, signed notes, tiles, proofs. By the C2SP formats."""
