"""The scores that play in one loop: one of each key at a time, and each row in one of them."""

from typing import final

import numpy as np

from photophore.light.score import Player, Score
from photophore.words import NoRoom, Tick, Worn


@final
class Players:
    """Who plays what for whom."""

    def __init__(self, seed: int):
        self.seed = seed
        self._of: dict[int | str, Player] = {}

    def play(self, key: int | str, score: Score, rows: np.ndarray, deck: tuple[Worn, list[int]], when: tuple) -> None:
        """Play a score for these rows, who leave what they were in.

        deck: what is worn, and where the calls' designs stand in its deck; when: now (Tick), and the tick of its start.
        """
        (tick, begun), (worn, places) = when, deck
        self.stop(key, worn, tick)
        self.part(worn, rows, tick)
        self._of[key] = Player(score, places, (worn, rows), begun, self.seed)

    def enlist(self, key: int | str, worn: Worn, rows: np.ndarray, tick: Tick) -> None:
        """These rows too are called from the next call on; nothing where nothing plays."""
        player = self._of.get(key)
        if player:
            self.part(worn, rows[player.at[rows] < 0], tick)
            player.enlist(worn, rows)

    def stop(self, key: int | str, worn: Worn, tick: Tick) -> None:
        """End a score: everyone passes back into their own design, from where they are."""
        player = self._of.pop(key, None)
        if player:
            player.release(worn, player.rows, tick)

    def part(self, worn: Worn, rows: np.ndarray, tick: Tick) -> None:
        """These rows are called no more: they pass back into their own design."""
        for player in self._of.values():
            player.release(worn, rows, tick)
            player.forget(rows)

    def leave(self, worn: Worn, rows: np.ndarray, tick: Tick) -> None:
        """These rows leave their calls for something else that they choose; later calls mean them again."""
        for player in self._of.values():
            player.part(worn, rows, tick)

    def forget(self, rows: np.ndarray) -> None:
        """These rows are somebody else's from now on."""
        for player in self._of.values():
            player.forget(rows)

    def step(self, worn: Worn, tick: Tick) -> None:
        """Everyone's glyph and fade for this tick."""
        for player in self._of.values():
            player.step(worn, tick)
        self._of = {key: player for key, player in self._of.items() if not player.over}

    @property
    def kept(self) -> list[np.ndarray]:
        """Places in the deck that are still needed."""
        return [player.kept for player in self._of.values()]

    def __len__(self) -> int:
        return len(self._of)

    @property
    def playing(self) -> dict[int | str, tuple[Score, int]]:
        """What plays: the score of each key, and for how many rows."""
        return {key: (player.score, int(player.rows.size)) for key, player in self._of.items()}


def distinct(score: Score, places: list[int], most: int) -> list[int]:
    """The places, where each design has one of its own. NoRoom where they took each other's."""
    if len(set(places)) < len({call.glyph.hash for call in score.calls}):
        raise NoRoom("no more designs can be worn at once", f"{most} are worn", "play fewer of them")
    return places
