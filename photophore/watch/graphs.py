"""Networks on which things spread: invented towns with some long links, and power grids from files."""

import re
from typing import NamedTuple

import numpy as np

from photophore import chance
from photophore.words import BadRequest

TRY = "a MATPOWER case has `mpc.bus = [...]` and `mpc.branch = [...]`"
LINKED = 5.0  # neighbours of a town's node, about
LONG = 0.05  # share of a town's links that lead far away
TOWN = 410  # uses of chance from here on
MOST = 20_000  # nodes of a file


class Graph(NamedTuple):
    """n nodes and m undirected links."""

    n: int
    link: np.ndarray  # (2, m) int64 nodes
    names: tuple[str, ...]  # of the nodes

    @property
    def near(self) -> np.ndarray:
        """(n, d) int64: each node's neighbours, filled up with n."""
        return self._table(np.concatenate([self.link[1], self.link[0]]), self.n)

    @property
    def by(self) -> np.ndarray:
        """(n, d) int64: the links to those neighbours, filled up with m."""
        count = self.link.shape[1]
        return self._table(np.tile(np.arange(count), 2), count)

    def _table(self, told: np.ndarray, missing: int) -> np.ndarray:
        of = np.concatenate([self.link[0], self.link[1]])
        order = np.argsort(of, kind="stable")
        count = np.bincount(of, minlength=self.n)
        place = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
        table = np.full((self.n, max(int(count.max(initial=1)), 1)), missing)
        table[of[order], place] = told[order]
        return table


def graph(n: int, link: np.ndarray, names: tuple[str, ...] = ()) -> Graph:
    """A graph of these (2, m) links, each once, none to itself."""
    link = np.sort(np.asarray(link, np.int64).reshape(2, -1), axis=0)
    link = np.unique(link[:, link[0] != link[1]], axis=1)
    return Graph(n, link, names or tuple(map(str, range(n))))


def town(n: int, seed: int) -> Graph:
    """Nodes on a square, linked to those nearby, and a few far away; in one piece."""
    who = np.arange(n)
    xy = np.stack([chance.draw(seed, who, 0, TOWN + axis) for axis in range(2)]).astype(np.float64)
    far = np.hypot(*(xy[:, :, None] - xy[:, None]))
    near = np.triu(far < np.sqrt(LINKED / (np.pi * n)), 1)
    link = np.stack(np.nonzero(near))
    many = round(LONG * link.shape[1])
    ends = [(chance.draw(seed, np.arange(many), 1, TOWN + end) * n).astype(np.int64) for end in range(2)]
    made = graph(n, np.concatenate([link, np.stack(ends)], axis=1))
    while (parts := pieces(made)).max(initial=0):  # the nearest two of different pieces are linked
        apart = np.where((parts == 0)[:, None] & (parts != 0), far, np.inf)
        bridge = np.array(np.unravel_index(np.argmin(apart), apart.shape))
        made = graph(n, np.concatenate([made.link, bridge[:, None]], axis=1))
    return made


def pieces(it: Graph) -> np.ndarray:
    """(n,) int64: which piece each node is in; 0 is that of the first node."""
    piece = np.arange(it.n)
    while True:
        low = np.minimum(piece[it.link[0]], piece[it.link[1]])
        new = piece.copy()
        np.minimum.at(new, it.link[0], low)
        np.minimum.at(new, it.link[1], low)
        new = new[new]
        if (new == piece).all():
            return np.unique(piece, return_inverse=True)[1]
        piece = new


def largest(it: Graph) -> Graph:
    """The largest piece alone."""
    piece = pieces(it)
    kept = np.flatnonzero(piece == np.argmax(np.bincount(piece)))
    place = np.full(it.n, -1)
    place[kept] = np.arange(len(kept))
    link = place[it.link]
    return graph(len(kept), link[:, (link >= 0).all(axis=0)], tuple(it.names[node] for node in kept))


def matpower(text: str, where: str = "") -> Graph:
    """The buses and branches of a MATPOWER case file, as PGLib publishes them; the largest piece of it.

    Raises
    ------
    BadRequest
        No bus table, no branch table, a branch to a bus that is not there, or more than MOST buses.
    """
    buses, branches = _table(text, "bus", where), _table(text, "branch", where)
    numbers = [row[0] for row in buses]
    place = {number: i for i, number in enumerate(numbers)}
    if len(place) != len(numbers) or not 2 <= len(numbers) <= MOST:
        raise BadRequest(
            "This is no network that can be read", f"{where}: {len(numbers)} buses, {len(place)} differ", TRY
        )
    lost = [row for row in branches if len(row) < 2 or row[0] not in place or row[1] not in place]
    if lost or not branches:
        raise BadRequest("This is no network that can be read", f"{where}: a branch to a bus that is not there", TRY)
    link = np.array([[place[row[0]], place[row[1]]] for row in branches]).T
    return largest(graph(len(numbers), link, tuple(f"{number:g}" for number in numbers)))


def _table(text: str, name: str, where: str) -> list[list[float]]:
    found = re.search(rf"mpc\.{name}\s*=\s*\[(.*?)\]", text, re.DOTALL)
    if not found:
        raise BadRequest("This is no network that can be read", f"{where}: there is no mpc.{name}", TRY)
    rows = [line.split("%")[0].strip().rstrip(";").strip() for line in re.split(r"[;\n]", found[1])]
    try:
        return [[float(word) for word in re.split(r"[\s,]+", row)[:2]] for row in rows if row]
    except ValueError:
        raise BadRequest("This is no network that can be read", f"{where}: mpc.{name} holds no numbers", TRY) from None
