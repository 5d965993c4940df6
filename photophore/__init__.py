"""Photophore runs a city of glowing smiles."""

__version__ = "0.1.0"
