"""What speaks for a cause (watch.explain.Ground), in words."""

from collections.abc import Iterable

from photophore.pages.messages import say
from photophore.watch.explain import Ground


def sentences(evidence: Iterable[Ground], language: str = "en") -> list[str]:
    """A sentence for each."""
    return [say(language, f"guardroom-ground-{each.kind}", **each.facts).strip() for each in evidence]
