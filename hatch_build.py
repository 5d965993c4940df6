"""Refuses to build a wheel or an archive whose pages would have no JavaScript libraries."""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))
import vendor


class PagesHook(BuildHookInterface):
    """Checks what is packed against its manifest of hashes."""

    def initialize(self, version: str, build_data: dict) -> None:
        if version == "editable":
            return  # the pages are read from the working tree, where `make up` puts their libraries
        faults = vendor.faults(Path(self.root) / "photophore" / "pages" / "static" / "vendor")
        if faults:
            raise RuntimeError(f"Cannot pack the pages: {'; '.join(faults[:5])}. Try: make set-up, then make wheel.")
