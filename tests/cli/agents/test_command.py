"""A tool's command is ours, whatever stands in the folder it runs in."""

from __future__ import annotations

from motjuste.cli.agents.command import run_command


async def test_no_module_of_the_folder_is_run(tmp_path):
    for name in ("motjuste", "json"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('theirs')\n", encoding="utf-8")

    async def told(_line):
        pass

    done = await run_command(("check", "--exit-zero", "--output-format=json"), tmp_path, told)
    assert (done.status, done.result) == (0, [])
