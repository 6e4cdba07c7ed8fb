"""Files that changed since they were read are noticed without being opened."""

import os
from pathlib import Path

from cnnstudio.data.facts import facts
from cnnstudio.data.watch import NOBODY


def test_that_a_file_changed_anywhere_in_a_folder_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    file = tmp_path / "deep" / "er" / "a"
    file.write_bytes(b"1")
    seen = {facts(tmp_path, NOBODY)}
    os.utime(file, ns=(5, 5))
    seen.add(facts(tmp_path, NOBODY))
    file.with_name("b").symlink_to(tmp_path)
    seen.add(facts(tmp_path, NOBODY))
    assert len(seen) == 3
    assert facts(tmp_path, NOBODY) in seen


def test_that_the_file_a_link_leads_to_is_noticed_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "away").write_bytes(b"1")
    (tmp_path / "set" / "link").symlink_to(tmp_path / "away")
    (tmp_path / "set" / "nowhere").symlink_to(tmp_path / "nothing")
    before = facts(tmp_path / "set", NOBODY)
    os.utime(tmp_path / "away", ns=(1, 1))
    assert facts(tmp_path / "set", NOBODY) != before
