"""Run as a program: takes out somebody with some million samples, and tells how much memory that took at most."""

import json
import sys
import time
import zipfile
from pathlib import Path

from photophore.commons.keeping import DAY, Grain
from photophore.commons.segments import Cell
from photophore.words import Signal
from tests.commons.past import NOON
from tests.commons.taken_out import Hub


def main(folder: str, millions: int) -> None:
    hub = Hub(Path(folder))
    person, _ = hub.join("Ann")
    found, who = hub.history.segments, hub.history.pseudonym(person.id).hex()
    for part in range(millions):  # a million samples in a day's file: eleven a second
        day = NOON - (part % 7) * DAY
        words = f"""select '{who}'::uuid as who, {day} - range * 40 as ms, (random() * 2 - 1)::float as x,
            random()::float as y, 1::usmallint as n from range(1000000) order by ms"""
        cell = Cell(Signal.FEELING, Grain.SAMPLE, hub.history.days.name(day), 3)
        found.publish([found.make(cell, words)])
    begin = time.monotonic()
    path = hub.takeout.export(person.id)
    seconds = time.monotonic() - begin
    with zipfile.ZipFile(path) as zipped:
        zipped.extract("history/feeling-sample.parquet", folder)
    file = str(Path(folder) / "history/feeling-sample.parquet")
    ((rows,),) = found.ask("select count(*) from read_parquet($at)", at=file)
    print(json.dumps([rows, path.stat().st_size, peak(), seconds]))
    hub.close()


def peak() -> int:
    """MB at most of this program alone; getrusage would count what its parent held, too."""
    (line,) = (each for each in Path("/proc/self/status").read_text("utf-8").splitlines() if each.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
