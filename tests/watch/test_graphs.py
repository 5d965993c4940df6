"""Networks: invented towns, and grids from files."""

import numpy as np
import pytest

from photophore.watch import graphs
from photophore.words import BadRequest

CASE = """function mpc = case4
%% bus data
mpc.bus = [
\t1 3 0 0;
\t2 1 50 20; % a comment
\t10 1 0 0;
\t11 1 0 0; 12 1 0 0;
];
mpc.branch = [
\t1\t2\t0.01 0.1;
\t2,10,0.01;
\t10 2 0.01;
\t11 12 0.1;
];
"""


def test_a_case_file_is_read_and_its_largest_piece_kept():
    grid = graphs.matpower(CASE)
    assert grid.names == ("1", "2", "10")
    assert grid.link.tolist() == [[0, 1], [1, 2]]
    assert grid.near.tolist() == [[1, 3], [2, 0], [1, 3]]  # 3: nobody
    assert grid.by.tolist() == [[0, 2], [1, 0], [1, 2]]


@pytest.mark.parametrize(
    "text",
    ["", "mpc.bus = [1 2;];", "mpc.bus=[1;2];\nmpc.branch=[1 7;];", "mpc.bus=[a b;];\nmpc.branch=[];",
     "mpc.bus=[1;1];\nmpc.branch=[1 1];", "mpc.bus=[1;2];\nmpc.branch=[1];", "mpc.bus=[1;2];\nmpc.branch=[];"],
)  # fmt: skip
def test_what_is_no_case_is_told(text):
    with pytest.raises(BadRequest):
        graphs.matpower(text, "grid.m")


@pytest.mark.parametrize("seed", range(4))
def test_a_town_is_in_one_piece_and_comes_again(seed):
    town = graphs.town(80, seed)
    assert not graphs.pieces(town).any()
    assert (town.link[0] < town.link[1]).all()
    np.testing.assert_array_equal(town.link, graphs.town(80, seed).link)


def test_pieces_are_told_apart():
    two = graphs.graph(5, np.array([[0, 1, 3, 4], [1, 2, 4, 4]]))
    assert graphs.pieces(two).tolist() == [0, 0, 0, 1, 1]
    assert graphs.largest(two).n == 3
