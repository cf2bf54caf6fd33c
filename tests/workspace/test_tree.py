"""The new version of a folder: what is the same file, and whose modes are kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from generator.workspace import tree
from generator.workspace.tree import build_tree

FILES = {"README.md": "new", "things/client.py": "same"}
GENERATED = {*FILES, "things/gone.py", "gone/models.py"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An old version with generated files, and files of the user beside them."""
    old = tmp_path / "old"
    for path in (
        *GENERATED,
        "things/mine.py",
        "mine/notes.txt",
        "gone/__pycache__/a.pyc",
    ):
        (old / path).parent.mkdir(parents=True, exist_ok=True)
        (old / path).write_text("same")
    (old / "mine" / "empty").mkdir()
    return old


@pytest.fixture
def new(tmp_path: Path) -> Path:
    new = tmp_path / "new"
    new.mkdir()
    return new


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_of_the_user_are_the_same_files(old: Path, new: Path) -> None:
    os.mkfifo(old / "pipe")
    (old / "link").symlink_to("nowhere")
    os.link(old / "mine" / "notes.txt", old / "mine" / "again.txt")
    build_tree(new, old, FILES, GENERATED)
    for path in ("things/mine.py", "mine/notes.txt", "mine/again.txt", "pipe", "link"):
        assert os.lstat(new / path).st_ino == os.lstat(old / path).st_ino, path
    assert (new / "mine" / "empty").is_dir()
    assert not (new / "gone").exists() and not (new / "things" / "gone.py").exists()


def test_folders_of_the_user_keep_their_times(old: Path, new: Path) -> None:
    for name in ("mine/empty", "mine", "things"):
        os.utime(old / name, ns=(1, 2))
    build_tree(new, old, FILES, GENERATED)
    assert (new / "mine").stat().st_mtime_ns == 2
    assert (new / "mine" / "empty").stat().st_mtime_ns == 2
    assert (new / "things").stat().st_mtime_ns > 2


def test_bytecode_of_generated_modules_goes(old: Path, new: Path) -> None:
    """What is no bytecode, or is that of other modules, stays."""
    for folder in ("things", "mine"):
        (old / folder / "__pycache__").mkdir()
        for name in ("a.cpython-313.pyc", "a.cpython-313.pyc.123", "notes.txt"):
            (old / folder / "__pycache__" / name).touch()
    build_tree(new, old, FILES, GENERATED)
    assert sorted(os.listdir(new / "things" / "__pycache__")) == ["notes.txt"]
    assert len(os.listdir(new / "mine" / "__pycache__")) == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_belongs_to_the_owner_of_the_project(
    old: Path, new: Path
) -> None:
    for folder in (old, old / "things"):
        os.chown(folder, 1234, 4321)
    build_tree(new, old, {**FILES, "things/a/b.py": "", "c.py": ""}, GENERATED)
    for path in ("things/a", "things/a/b.py", "c.py"):
        status = (new / path).stat()
        assert (status.st_uid, status.st_gid) == (1234, 4321)


def test_generated_files(old: Path, new: Path) -> None:
    (old / "README.md").chmod(0o640)
    (old / "things" / "client.py").chmod(0o600)
    build_tree(new, old, {**FILES, "more.md": "more"}, GENERATED)
    assert (new / "README.md").read_text() == "new"
    assert mode(new / "README.md") == 0o640
    assert mode(new / "things" / "client.py") == 0o600
    umask = os.umask(0)
    os.umask(umask)
    assert mode(new / "more.md") == 0o666 & ~umask


@pytest.mark.parametrize("bits", [0o2750, 0o1777, 0o700, 0o555, 0o500])
def test_folders_keep_their_modes(old: Path, new: Path, bits: int) -> None:
    """Also those in which nothing can be made."""
    for folder in (old, old / "things", old / "mine", old / "mine" / "empty"):
        folder.chmod(bits)
    build_tree(new, old, FILES, GENERATED)
    for path in (".", "things", "mine", "mine/empty"):
        assert mode(new / path) == bits, path
    for folder in (new, new / "things", new / "mine", old, old / "mine"):
        folder.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_folders_keep_their_owner(old: Path, new: Path) -> None:
    os.chown(old / "mine", 1234, 4321)
    os.chown(old, 1234, 4321)
    build_tree(new, old, FILES, GENERATED)
    for path in (".", "mine"):
        status = (new / path).stat()
        assert (status.st_uid, status.st_gid) == (1234, 4321)


def test_access_control_lists_are_kept(old: Path, new: Path) -> None:
    # Version 2; owner, user 1234, group, mask and others.
    acl = bytes.fromhex(
        "02000000 01000700ffffffff 02000500d2040000 04000500ffffffff"
        "10000500ffffffff 20000000ffffffff".replace(" ", "")
    )
    name = "system.posix_acl_access"
    try:
        os.setxattr(old / "mine", name, acl)
    except OSError:
        pytest.skip("this file system has no access control lists")
    os.setxattr(new, name, acl)  # as if inherited
    build_tree(new, old, FILES, GENERATED)
    assert os.getxattr(new / "mine", name) == acl
    assert name not in os.listxattr(new)


def test_nothing_is_read_through_links_in_place_of_folders(
    old: Path, new: Path, tmp_path: Path
) -> None:
    (old / "things").rename(tmp_path / "elsewhere")
    (old / "things").symlink_to(tmp_path / "elsewhere")
    build_tree(new, old, FILES, GENERATED)
    assert not (new / "things").is_symlink()
    assert (new / "things" / "client.py").stat().st_nlink == 1
    assert sorted(os.listdir(new / "things")) == ["client.py"]


def test_a_mounted_file_system_is_not_built_again(
    old: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    inside = str(old / "mine").replace("/old/", r"/\157ld/")
    mounts.write_text(f"36 35 98:0 / {inside} rw,noatime master:1 - ext3 /dev/r rw\n")
    monkeypatch.setattr(tree, "_MOUNTS", mounts)
    with pytest.raises(OSError, match="cross-device"):
        build_tree(new, old, FILES, GENERATED)
    mounts.write_text(f"36 35 98:0 / {old} rw,noatime master:1 - ext3 /dev/root rw\n")
    build_tree(new, old, FILES, GENERATED)


def test_a_system_without_a_list_of_mounts(
    old: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "_MOUNTS", tmp_path / "none")
    build_tree(new, old, FILES, GENERATED)
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) == old / "mine")
    with pytest.raises(OSError, match="cross-device"):
        build_tree(tmp_path, old, FILES, GENERATED)
