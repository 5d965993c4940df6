"""Options that all commands share refuse what no city has."""

import pytest

from photophore.commands import options
from photophore.words import NoRoom


@pytest.mark.parametrize("smiles", [0, -3, options.MOST_SMILES + 1])
def test_no_city_has_so_many_smiles(smiles):
    with pytest.raises(NoRoom, match="smiles"):
        options.checked(smiles)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NoRoom, match="cannot be written"):
        options.folder(tmp_path / "file" / "below")


def test_figures_are_told_to_people_and_to_machines(capsys):
    options.tell({"a": 1}, True, "words")
    options.tell({"a": 1}, False, options.table({"a": 1000, "b": "x"}))
    assert capsys.readouterr().out == '{\n  "a": 1\n}\na               1,000\nb               x\n'
