"""Pictures of a trouble: the city before, during and after, one smile's light, how it spread, and the odds as areas."""

import numpy as np
from PIL import Image

from photophore.city import picture


def drawn(scene, told: dict) -> dict[str, Image.Image]:
    """Every picture of a run, by the name of its file."""
    place, xy, album = scene.settled.place, scene.settled.crowd.xy, scene.album
    made = {f"city-{moment}.png": picture.city(place, xy, light) for moment, light in album.cities.items()}
    if album.strip:
        made["strip.png"] = picture.strip(np.stack(album.strip))
    return made
