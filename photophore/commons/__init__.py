"""People and what they decide."""
