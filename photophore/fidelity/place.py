"""Is the city on the map the city that was published? Chicago, against the census, the city and EPSG's own examples."""

import csv
from pathlib import Path

import numpy as np

from photophore.city import missing
from photophore.place import census, earth, folder, layer, polygon, recipe
from photophore.place.place import Place
from photophore.words import Check

KEYS = ("place-tracts", "place-areas", "place-people", "place-kept", "place-dentists", "place-land", "place-Douglas",
        "place-Oakland", "place-points", "place-crowd", "place-laea", "place-mercator")  # fmt: skip
PYSAL = "pysal/access @ 19d3fc4, access/datasets/chi_med"
TRACTS, AREAS = 1930, 77
PEOPLE = 2_695_598  # in the city of Chicago; US Census 2010
LAND = 227.63 * 2.589988  # square kilometres of land; US Census QuickFacts 2010: 227.63 square miles
FOOT = 0.3048006096  # metres in a US survey foot
FEET = {"Douglas": 46_004_621.1581, "Oakland": 16_913_961.0408}  # square feet, as the city publishes them
EXAMPLES = {  # EPSG Guidance Note 7-2: x, y, and the longitude and latitude that they are
    "laea": ("EPSG:3035", (3962799.45, 2999718.85), (5.0, 50.0)),
    "mercator": ("EPSG:3857", (-11169055.58, 2800000.00), (-(100 + 20 / 60), 24 + 22 / 60 + 54.433 / 3600)),
}
CHI_999 = 1.69  # 99.9 % point of chi square over its 76 degrees of freedom
DRAWN = 10_000


def measure(chicago: Path, seed: int = 7) -> list[Check]:
    """All claims about places, in order; `chicago` is the folder of that data."""
    city = folder.place(chicago)
    return [*counts(chicago, city), *areas(chicago), points(chicago), crowd(city, seed),
            *[example(name) for name in EXAMPLES]]  # fmt: skip


def _column(path: Path, name: str) -> list[int]:
    """A column as plain Python reads it, apart from our own reader."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [int(row[name]) for row in csv.DictReader(file)]


def counts(chicago: Path, city: Place) -> list[Check]:
    """Tracts, areas, people and dentists: as many as were published, none lost on the way."""
    people = _column(chicago / "chicago_metro_pop.csv", "pop")
    dentists = _column(chicago / "chicago_metro_docs_dentists.csv", "dentist")
    around = round(float(city.around[:, 2].sum()))
    off = city.people / PEOPLE - 1
    found = len(people)
    return [
        Check("place-tracts", "Census tracts in and around Chicago", PYSAL, f"{TRACTS:,}", f"{found:,}",
              found == TRACTS),
        Check("place-areas", "Community areas of Chicago", "City of Chicago", str(AREAS), str(len(city.districts)),
              len(city.districts) == AREAS),
        Check("place-people", "People in the 77 areas, added up from tracts", "US Census 2010, city of Chicago",
              f"{PEOPLE:,} within 1 %", f"{city.people:,} ({off:+.2%})", abs(off) <= 0.01),
        Check("place-kept", "People of all tracts are on the map or around it", PYSAL, f"{sum(people):,}",
              f"{city.people + around:,}: {city.people:,} in the areas, {around:,} around",
              city.people + around == sum(people)),
        Check("place-dentists", "Dentists of all tracts are on the map or around it", PYSAL, f"{sum(dentists):,}",
              f"{len(city.dentists):,}, of them {sum(d.dentists for d in city.districts):,} in the areas",
              len(city.dentists) == sum(dentists)),
    ]  # fmt: skip


def _areas(chicago: Path) -> dict[str, polygon.Shape]:
    """Each area's shape on the sheet, in kilometres, by name."""
    said = recipe.of(chicago).districts
    read = layer.read(chicago / said.file, said.crs or None)
    sheet = earth.sheet(np.concatenate([ring for shape in read.shapes for ring in shape.outer]))
    shapes = [census.on_sheet(shape, sheet) for shape in read.shapes]
    return dict(zip(read.rows.columns[said.name], shapes, strict=True))


def areas(chicago: Path) -> list[Check]:
    """Square kilometres of the city and of two of its areas; the outlines in the folder are simplified."""
    shapes = _areas(chicago)
    whole = sum(polygon.area(shape) for shape in shapes.values())
    checks = [Check("place-land", "Land of all areas together", "US Census QuickFacts 2010: 227.63 square miles",
                    f"{LAND:.1f} km2 within 3 %", f"{whole:.1f} km2 ({whole / LAND - 1:+.2%})",
                    abs(whole / LAND - 1) <= 0.03)]  # fmt: skip
    for name, feet in FEET.items():
        wanted, found = feet * FOOT**2 / 1e6, polygon.area(shapes[name])
        checks.append(Check(f"place-{name}", f"Area of {name}", "City of Chicago, community areas, shape_area",
                            f"{wanted:.3f} km2 within 2 %", f"{found:.3f} km2 ({found / wanted - 1:+.2%})",
                            abs(found / wanted - 1) <= 0.02))  # fmt: skip
    return checks


def points(chicago: Path) -> Check:
    """Tract points, in metres of EPSG:2790, fall on the areas, in degrees, that the published table gives them."""
    said = recipe.of(chicago).tracts
    with (chicago / "tract_to_community_area.csv").open(newline="", encoding="utf-8-sig") as file:
        area_of = {row["geoid"]: row["community_area"] for row in csv.DictReader(file)}
    tracts = layer.read(chicago / said.file, said.crs or None)
    areas = layer.read(chicago / recipe.of(chicago).districts.file, None)
    number = dict(zip(areas.rows.columns["community_area"], areas.shapes, strict=True))
    held = [bool(polygon.holds(number[area_of[geoid]], tracts.points[t:t + 1])[0])
            for t, geoid in enumerate(tracts.rows.columns["geoid"]) if geoid in area_of]  # fmt: skip
    share = sum(held) / max(1, len(held))
    return Check("place-points", "Tract points in metres lie in the areas in degrees that the table names",
                 "tract points and table of the published data; EPSG:2790", "at least 99 % of 795 tracts",
                 f"{share:.1%} of {len(held)}", share >= 0.99 and len(held) > 0)  # fmt: skip


def crowd(city: Place, seed: int) -> Check:
    """The crowd is drawn from the people who live there."""
    asked = missing.draw(city, DRAWN, seed)[1].asked.sum(axis=1)
    people = np.array([district.people for district in city.districts], float)
    wanted = people / people.sum() * asked.sum()
    chi = float(((asked - wanted) ** 2 / np.maximum(wanted, 1e-9)).sum() / (len(people) - 1))
    return Check("place-crowd", f"{asked.sum():,} people drawn, by area, against those who live there",
                 "the areas' people; Pearson's chi square", f"chi square over degrees of freedom at most {CHI_999}",
                 f"{chi:.2f}", chi <= CHI_999)  # fmt: skip


def example(name: str) -> Check:
    """A published example of a projection."""
    crs, xy, wanted = EXAMPLES[name]
    found = earth.lonlat(np.array([xy]), crs, name)[0]
    sheet = earth.Sheet(*wanted)
    off = float(np.hypot(*earth.flat(found[None], sheet)[0])) * 1000
    return Check(f"place-{name}", f"A point of {crs} is where EPSG says", "IOGP 373-7-2 (EPSG Guidance Note 7-2)",
                 f"longitude {wanted[0]:.6f}, latitude {wanted[1]:.6f}, within 2 cm", f"{100 * off:.2f} cm off",
                 off <= 0.02)  # fmt: skip
