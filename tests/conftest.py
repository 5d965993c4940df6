"""What all tests share: open data, pictures to compare with, and checked records."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image

from tests import kept as _  # noqa: F401  before the light path
from tests import shapes

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "tests" / "pictures"

# no deadline: a busy machine is no error; the same 40 examples in every CI run, 100 new ones on every desk
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, max_examples=40)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

shapes.install()  # before any test module takes a function by its name


def pytest_addoption(parser):
    parser.addoption("--update-pictures", action="store_true", help="take the snapshot pictures anew")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of open data that stands beside the repository; without it the test is skipped."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the open data is not here (a folder shared/data beside the repository)")
    return folder


@pytest.fixture
def picture(request):
    """`picture(name, pixels, most=2)`: these (h, w, 3) uint8 pixels are those of tests/pictures/NAME.png.

    most: by how many codes a pixel may differ. Another picture fails, and is laid into out/pictures/;
    `make pictures` takes it as the new one.
    """
    return lambda name, pixels, most=2: _compare(name, np.asarray(pixels, np.uint8), most, request.config)


def _compare(name: str, pixels: np.ndarray, most: int, config) -> None:
    kept = PICTURES / f"{name}.png"
    if config.getoption("--update-pictures"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(kept)
        return
    if not kept.is_file():
        pytest.fail(f"there is no picture {name} yet; take it with: make pictures, and look at it")
    with Image.open(kept) as image:
        old = np.asarray(image.convert("RGB"))
    if old.shape == pixels.shape and np.abs(old.astype(int) - pixels).max() <= most:
        return
    new = ROOT / "out" / "pictures" / f"{name}.png"
    new.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(new)
    pytest.fail(f"the picture {name} changed; compare tests/pictures/{name}.png with out/pictures/{name}.png")
