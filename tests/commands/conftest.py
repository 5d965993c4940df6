"""What tests of commands share: the program, as somebody types it."""

import pytest

from photophore import cli


@pytest.fixture
def typed(capsys, monkeypatch):
    """`typed("log", "verify", ...)` -> exit status, what was told, what was told of errors."""
    app = cli.app

    def go(*words):
        monkeypatch.setattr(cli, "app", lambda: app([*map(str, words)], result_action="return_value"))
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code or 0
        told = capsys.readouterr()
        return status, told.out, told.err

    return go
