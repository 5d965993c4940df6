"""What the tests of the city share."""

import pytest

from photophore.place import nova


@pytest.fixture(scope="session")
def city():
    """Nova Sanctuary; drawn once, nobody changes it."""
    return nova.nova()
