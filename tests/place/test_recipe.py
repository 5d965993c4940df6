"""city.toml: read strictly, and nothing in it is run or leads anywhere."""

import json
import re
import shutil

import pytest

from photophore.place import folder, recipe
from photophore.words import BadCity
from tests import house, towns
from tests.towns import town


def test_a_recipe_tells_its_files():
    told = recipe.read(towns.TOML.encode(), "x")
    assert told.files == ("districts.geojson", "tracts.csv")
    assert (told.radius, told.tolerance) == (5.0, 0.02)


@pytest.mark.parametrize(("old", "new", "word"), [
    ("[[source]]", "[[origin]]", "unknown field"), ("year = 2026", "", "year"), ("key = \"id\"", "", "key"),
    ('name = "Quadratstadt"', "name = 5", "str"), ('name = "Quadratstadt"', 'name = ""', "name"),
    ('name = "Quadratstadt"', 'name = "\\u0007"', "print"), ('name = "Quadratstadt"', f'name = "{"x" * 2000}"', "long"),
    ("money =", "radius = 0.0\nmoney =", "radius"), ("money =", "radius = nan\nmoney =", "radius"),
    ("money =", "tolerance = -1\nmoney =", "tolerance"), ("Europe/Berlin", "../etc/passwd", "time zone"),
    ("Europe/Berlin", "/etc/localtime", "time zone"), ("CC0-1.0", "\\u0000", "print"),
])  # fmt: skip
def test_what_is_not_understood(old, new, word):
    assert old in towns.TOML
    with pytest.raises(BadCity, match=word) as caught:
        recipe.read(towns.TOML.replace(old, new, 1).encode(), "city.toml")
    assert "city.toml" in caught.value.where


def test_a_word_that_is_nearly_right_is_offered():
    with pytest.raises(BadCity, match="'dentists'"):
        recipe.read(towns.TOML.replace("dentists =", "dentist =").encode(), "x")


def test_the_page_of_docs_shows_every_word_and_its_examples_are_read():
    text = (house.ROOT / "docs" / "city.md").read_text("utf-8")
    examples = [part.split("```")[0] for part in text.split("```toml\n")[1:]]
    assert len(examples) == 2
    told = [recipe.read(example.encode(), "docs/city.md") for example in examples]
    for kind in (recipe.Recipe, recipe.Districts, recipe.Tracts, recipe.Dentists, recipe.Join, recipe.Source):
        for word in kind.__struct_fields__:
            assert re.search(rf"(^|[{{ \[]){word}( =|\])", examples[1], re.MULTILINE), f"{word} is not shown"
    assert told[1].tracts.margin and told[1].dentists.count


def test_our_own_recipes_are_read_and_fit_what_they_are_for(shared):
    ours = recipe.ours()
    assert {"chicago", "chicago-sources"} <= set(ours)
    assert recipe.of(shared / "chicago") == ours["chicago"]


def test_of_two_recipes_that_fit_the_fuller_one_is_taken(tmp_path):
    for file in recipe.ours()["chicago"].files + recipe.ours()["chicago-sources"].files:
        (tmp_path / file).touch()
    assert recipe.of(tmp_path) == recipe.ours()["chicago"]


def test_a_folder_s_own_recipe_goes_first_and_is_small(tmp_path):
    (tmp_path / "city.toml").write_text(towns.TOML)
    assert recipe.of(tmp_path).name == "Quadratstadt"
    (tmp_path / "city.toml").write_text("#" * 300_000)
    with pytest.raises(BadCity, match="larger"):
        recipe.of(tmp_path)


def test_a_folder_without_city_toml_is_known_by_its_files(tmp_path):
    here = town(tmp_path / "city")
    (here / "city.toml").unlink()
    with pytest.raises(BadCity, match="no city that is known"):
        folder.place(here)
    with pytest.raises(BadCity, match="no such folder"):
        folder.place(tmp_path / "nowhere")


def test_find_takes_a_path_or_a_set_that_was_downloaded(tmp_path):
    kept = tmp_path / "sets"
    (kept / "chicago").mkdir(parents=True)
    assert folder.find("chicago", kept) == kept / "chicago"
    assert folder.find(str(tmp_path), kept) == tmp_path
    for name in ("atlantis", "a/b", "sets\\..\\x"):
        with pytest.raises(BadCity, match="no city"):
            folder.find(name, kept)


def test_chicago_as_it_was_published(shared):
    city = folder.place(shared / "chicago")
    assert len(city.districts) == 77 and city.people == 2_691_009
    assert len(city.around) == 1930 - 795
    assert 4000 < len(city.tiles.xy) < 8000


def test_fewer_tracts_are_a_smaller_chicago(shared, tmp_path):
    """The same kinds of files, cut to the north side: no recipe knows how many there must be."""
    here = tmp_path / "north"
    shutil.copytree(shared / "chicago", here)
    here.chmod(0o755)
    for file in here.iterdir():
        file.chmod(0o644)
    areas = json.loads((here / "chicago_community_areas_simplified.geojson").read_text())
    areas["features"] = [one for one in areas["features"] if one["properties"]["community_area"] < 20]
    (here / "chicago_community_areas_simplified.geojson").write_text(json.dumps(areas))
    table = (here / "tract_to_community_area.csv").read_text().splitlines()
    table = [table[0]] + [row for row in table[1:] if int(row.split(",")[1]) < 20]
    (here / "tract_to_community_area.csv").write_text("\n".join(table))
    city = folder.place(here)
    assert len(city.districts) == 19
    assert 500_000 < city.people < 1_500_000


def test_chicago_from_the_files_as_they_are_published(shared, tmp_path):
    """What `photophore data get chicago` fetches, made here from its cut: names in capitals, no table of areas."""
    ours, here = shared / "chicago", tmp_path / "chicago"
    here.mkdir()
    for name in ("chicago_metro_pop.csv", "chicago_metro_docs_dentists.csv", "chicago_metro_pop.geojson"):
        shutil.copy(ours / name, here)
    areas = json.loads((ours / "chicago_community_areas_simplified.geojson").read_text())
    for one in areas["features"]:
        told = one["properties"]
        one["properties"] = {"community": told["name"].upper(), "area_numbe": str(told["community_area"])}
    (here / "chicago_community_areas.geojson").write_text(json.dumps(areas))
    rows = (ours / "chicago_metro_income_acs2018.csv").read_text().splitlines()[1:]
    cells = [row.split(",") for row in rows]
    (here / "EC03_2018_T.csv").write_text('"GEOID","year","unempP","povP","pciE"\n"54001965500",2018,7.2,10.4,21334\n'
                                          + "".join(f'"{c[0]}",2018,{c[1]},{c[2]},{c[3]}\n' for c in cells))
    city, published = folder.place(here), folder.place(ours)
    assert recipe.of(here) == recipe.ours()["chicago-sources"]
    assert [d.people for d in city.districts] == [d.people for d in published.districts]
    assert [d.income for d in city.districts] == pytest.approx([d.income for d in published.districts])
    names = {d.name for d in city.districts}
    assert {"Rogers Park", "O'Hare"} <= names or {"Rogers Park", "Ohare"} <= names
