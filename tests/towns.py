"""A small city as a folder of open data, to be bent by tests: four square districts, sixteen tracts, at 10 E, 50 N."""

import json
from pathlib import Path

TOML = """
name = "Quadratstadt"
zone = "Europe/Berlin"
money = "euros a year"

[districts]
file = "districts.geojson"
key = "id"
name = "name"

[tracts]
file = "tracts.csv"
key = "tract"
x = "lon"
y = "lat"
people = "people"
income = "income"
dentists = "dentists"

[[source]]
what = "all of it"
licence = "CC0-1.0"
year = 2026
"""
WIDE = 0.04  # degrees of a district


def square(x: float, y: float, wide: float = WIDE) -> list:
    """A closed ring from its low left corner."""
    return [[x, y], [x + wide, y], [x + wide, y + wide], [x, y + wide], [x, y]]


def feature(properties: dict, coordinates, kind: str = "Polygon") -> dict:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def districts() -> list[dict]:
    return [feature({"id": 1 + i, "name": f"Viertel {1 + i}"}, [square(10 + WIDE * (i % 2), 50 + WIDE * (i // 2))])
            for i in range(4)]


def tracts() -> list[dict]:
    """Four in each district, 1,000 people each, one dentist in every other."""
    step = WIDE / 2
    return [{"tract": 100 + t, "lon": round(10 + step * (t % 4 + 0.5), 6), "lat": round(50 + step * (t // 4 + 0.5), 6),
             "people": 1000, "income": 20000 + 1000 * t, "dentists": t % 2} for t in range(16)]


def csv(rows: list[dict], cut: str = ",", end: str = "\n") -> str:
    return end.join([cut.join(rows[0]), *(cut.join(str(cell) for cell in row.values()) for row in rows)]) + end


def collection(features: list[dict], **more) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def town(folder: Path, **files: str) -> Path:
    """The folder, with these files (toml, districts, tracts, or names with _ for .) in place of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    own = {"toml": TOML, "districts": collection(districts()), "tracts": csv(tracts())} | files
    names = {"toml": "city.toml", "districts": "districts.geojson", "tracts": "tracts.csv"}
    for key, text in own.items():
        name = names.get(key, key.replace("__", "."))
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
