"""From belief to photons: begin with `path.py`."""
