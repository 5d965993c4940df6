"""What the tests of the city share."""

import pytest

from photophore.place import nova


@pytest.fixture(scope="session")
def city():
    """Nova Sanctuary; drawn once, nobody changes it."""
    return nova.nova()


@pytest.fixture(scope="session")
def troubled(city):
    """(loop, settled, mesh) of a small crowd; nobody changes them."""
    from tests.city import towns_of_trouble as towns

    loop, crowd = towns.settled(city)
    yield loop, crowd, towns.laid(loop, crowd)
    loop.close()
