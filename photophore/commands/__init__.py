"""Commands, a module a group. Thin: `cli.py` hangs them up, and what they need is imported when they run."""
