"""Settings are found by folder, kept, and read anew when told; what is wrong with them is told once."""

from __future__ import annotations

from motjuste.lsp.folders import Folders


def test_the_nearest_settings_hold_and_are_read_once(tmp_path):
    (tmp_path / "motjuste.toml").write_text('[lint]\nignore = ["T006"]\n')
    folders = Folders()
    found = folders.workspace(str(tmp_path / "a.md"))
    assert found.settings.lint.ignore == ("T006",)
    assert folders.workspace(str(tmp_path / "b.md")) is found


def test_folders_of_one_session_have_settings_of_their_own(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "motjuste.toml").write_text(f'[prompts]\ninclude = ["{name}"]\n')
    folders = Folders()
    found = [folders.workspace(str(tmp_path / name / "p.md")) for name in ("one", "two")]
    assert [one.settings.prompts.include for one in found] == [("one",), ("two",)]


def test_forgetting_reads_anew_and_makes_what_was_derived_stale(tmp_path):
    folders = Folders()
    before = folders.workspace(str(tmp_path / "a.md"))
    (tmp_path / "motjuste.toml").write_text('[lint]\nignore = ["T006"]\n')
    generation = folders.generation
    folders.forget()
    assert folders.generation > generation
    assert folders.workspace(str(tmp_path / "a.md")).settings != before.settings


def test_what_is_read_while_everything_is_forgotten_is_not_kept(tmp_path, monkeypatch):
    """As by a thread that began before."""
    import motjuste.settings

    folders, load = Folders(), motjuste.settings.load

    def slow_load(*given):
        found = load(*given)
        folders.forget()
        return found

    monkeypatch.setattr("motjuste.settings.load", slow_load)
    early = folders.workspace(str(tmp_path / "a.md"))
    monkeypatch.undo()
    assert folders.workspace(str(tmp_path / "a.md")) is not early


def test_broken_settings_leave_the_defaults_and_one_complaint(tmp_path):
    (tmp_path / "motjuste.toml").write_text("[lint\n")
    folders = Folders()
    assert folders.workspace(str(tmp_path / "a.md")).settings.lint.ignore == ()
    (told,) = folders.complaints()
    assert "motjuste.toml:1" in told
    assert "default settings" in told
    assert folders.complaints() == ()


def test_a_complaint_that_still_holds_is_not_repeated_and_one_that_comes_back_is(tmp_path):
    settings = tmp_path / "motjuste.toml"
    folders = Folders()

    def told_after(text):
        settings.write_text(text)
        folders.forget()
        folders.workspace(str(tmp_path / "a.md"))
        return len(folders.complaints())

    assert told_after("[lint\n") == 1
    assert told_after("[lint\n") == 0
    assert told_after("") == 0
    assert told_after("[lint\n") == 1


def test_an_unknown_key_is_told_and_the_rest_holds(tmp_path):
    (tmp_path / "motjuste.toml").write_text('[lint]\nignroe = ["X"]\nselect = ["T"]\n')
    folders = Folders()
    assert folders.workspace(str(tmp_path / "a.md")).settings.lint.select == ("T",)
    assert "ignroe" in folders.complaints()[0]
