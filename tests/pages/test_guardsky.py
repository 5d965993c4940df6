"""Names on the guard's sky: inside it, on the side where they cover the fewest other points."""

import pytest

from tests.pages.modules import load

SIZE, WIDE, LETTERS = (390, 300), 120, 16


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context()
    yield load(context.new_page(), "guardsky.js")
    context.close()


def beside(page, at, *others):
    return page.evaluate("([at, wide, points, size]) => told.beside(at, wide, points, size)",
                         [at, WIDE, [at, *others], SIZE])  # fmt: skip


def test_a_name_stands_at_the_right_where_there_is_room(page):
    assert beside(page, [100, 150]) == [140, 150]
    assert beside(page, [350, 150]) == [190, 150], "else at the left"


def test_a_name_covers_no_other_point_where_that_can_be(page):
    left, middle = beside(page, [100, 150], [180, 152])
    assert middle == 190 and left == 40, "below: there is no room at the left, and a point at the right"
    assert beside(page, [200, 150], [260, 150]) == [40, 150]
    assert beside(page, [100, 290], [180, 290]) == [40, 250], "above, where nothing is below"


@pytest.mark.parametrize("x", [5, 100, 200, 385])
@pytest.mark.parametrize("y", [5, 150, 295])
def test_a_name_is_whole(page, x, y):
    left, middle = beside(page, [x, y], [x + 60, y], [x - 60, y])
    assert 0 <= left <= SIZE[0] - WIDE and 0 <= middle <= SIZE[1]
