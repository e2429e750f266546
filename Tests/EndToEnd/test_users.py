"""`nightjar user`: accounts from the console while the recorder is stopped; and what is in the audit log of it."""
from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess

from support import binary

PASSWORD = "correct horse battery staple"


def user(data, *arguments: str, password: str | None = None) -> tuple[int, str]:
    done = subprocess.run([binary(), "user", *arguments, "--data-dir", str(data)], capture_output=True, text=True, timeout=60,
                          input="" if password is None else password + "\n")
    return done.returncode, done.stdout + done.stderr


def stopped(stage):
    """The data of a recorder that has never had an account."""
    server = stage.server([], account=False)
    server.stop()
    return server.data


def check(data) -> tuple[int, str]:
    done = subprocess.run([binary(), "check", "--data-dir", str(data)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_accounts_are_made_and_changed(stage):
    data = stopped(stage)
    assert user(data, "create", "ada", "--role", "administrator", password=PASSWORD) == (0, "The account ada was made.\n")
    assert user(data, "create", "bob", password=PASSWORD)[0] == 0
    assert "ada: administrator\n" in user(data, "list")[1] and "bob: viewer\n" in user(data, "list")[1]
    status, told = user(data, "create", "ADA", password=PASSWORD)
    assert status == 1 and PASSWORD not in told
    status, told = user(data, "create", "eve", password="short")
    assert status == 1 and "short" not in told.split("password", 1)[0]
    assert user(data, "set-password", "bob", password=PASSWORD + "!")[0] == 0
    assert user(data, "disable", "bob")[0] == 0 and "bob: viewer, disabled" in user(data, "list")[1]
    assert user(data, "enable", "bob")[0] == 0 and "disabled" not in user(data, "list")[1]
    assert user(data, "reset-second-factor", "bob") == (0, "bob has no second factor.\n")
    status, told = user(data, "enable", "nobody")
    assert status == 1 and 'no account "nobody"' in told
    # The last administrator stays.
    assert user(data, "disable", "ada")[0] == 1
    rows = sqlite3.connect(data / "nightjar.sqlite").execute("SELECT action, detail FROM audit ORDER BY sequence").fetchall()
    actions = [action for action, detail in rows if json.loads(detail).get("face") == "console"]
    assert actions == ["user.create", "user.create", "user.set-password", "user.disable", "user.enable"]
    assert PASSWORD not in str(rows)


def test_a_recorder_that_runs_is_not_disturbed(stage):
    server = stage.server([])
    status, told = user(server.data, "create", "ada", password=PASSWORD)
    assert status == 1 and "in use by another Nightjar" in told
    assert user(server.data, "list")[0] == 0
    second = stage.program("serve", "--data-dir", str(server.data), "--listen", "127.0.0.1:0", name="second")
    assert second.process.wait(30) == 1 and "in use by another Nightjar" in second.output()
    server.stop()


def test_nothing_is_made_where_nothing_was(stage):
    folder = stage.folder / "nothing"
    for arguments in (["list"], ["create", "ada"], ["enable", "ada"]):
        status, told = user(folder, *arguments, password=PASSWORD)
        assert status == 1 and "There is no catalogue" in told
    assert not folder.exists()


def test_a_password_is_asked_for_twice_and_not_shown(stage):
    data = stopped(stage)
    for second, made in ((PASSWORD + "x", False), (PASSWORD, True)):
        process, terminal = pty.fork()
        if process == 0:
            os.execv(binary(), [binary(), "user", "create", "ada", "--data-dir", str(data)])
        shown = b""
        for answer in (PASSWORD, second):
            while not shown.rstrip(b" ").endswith(b":"):
                shown += os.read(terminal, 1024)
            os.write(terminal, answer.encode() + b"\n")
            shown += b"|"
        try:
            while part := os.read(terminal, 1024):
                shown += part
        except OSError:
            pass
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.close(terminal)
        assert PASSWORD.encode() not in shown and (status == 0) == made, shown
    assert "ada: viewer" in user(data, "list")[1]


def test_check_finds_a_row_of_the_audit_log_that_was_changed(stage):
    data = stopped(stage)
    assert user(data, "create", "ada", password=PASSWORD)[0] == 0
    assert user(data, "disable", "ada")[0] == 0 and user(data, "enable", "ada")[0] == 0
    status, told = check(data)
    assert status == 0 and "the audit log is whole" in told, told
    catalogue = sqlite3.connect(data / "nightjar.sqlite")
    row, = catalogue.execute("SELECT sequence FROM audit WHERE action = 'user.disable'").fetchone()
    catalogue.execute("UPDATE audit SET action = 'user.enable' WHERE sequence = ?", [row])
    catalogue.commit()
    catalogue.close()
    status, told = check(data)
    assert status == 1 and f"from row {row} on" in told, told
