"""A workspace is one database and one clock: opening one decides which database this process speaks to.

``live`` is the operational record. A demonstration or a drill is a workspace of its own, so that none of
its records can reach live counts. With the embedded cluster each is a database of that cluster; with
``FANGXIAN_DATABASE_URL`` the named database is ``live`` and the others stand beside it on the same server.
"""

from __future__ import annotations

import os
import re

import psycopg
from django.utils.translation import gettext_lazy as _
from psycopg import conninfo, sql

from fangxian.errors import FangxianError, Invalid
from fangxian.site.blank import blank_of, copy_of
from fangxian.site.datadir import data_dir
from fangxian.site.embedded import Cluster, wait_until_ready

APP_ROLE = "fangxian_app"
"""The role that pages, API and jobs connect as: it owns nothing and cannot bypass row-level security."""

_cluster: Cluster | None = None


def open_workspace(slug: str = "live", *, create: bool = True) -> None:
    """Point this process (and its children) at a workspace's database.

    Starts the embedded cluster where no server is named, makes the database and the application role where
    they are missing, and leaves the two connection strings in the environment for the settings to read.

    Parameters
    ----------
    slug : str
        Name of the workspace: lower-case letters, digits and hyphens.
    create : bool
        False refuses a workspace that does not exist.

    Raises
    ------
    Invalid
        The name is malformed.
    FangxianError
        The server cannot be reached, or the workspace does not exist.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", slug):
        raise Invalid(
            "workspace.name",
            _("“%(slug)s” is no workspace name."),
            remedy=_("Use lower-case letters, digits and hyphens, beginning with a letter."),
            slug=slug,
        )
    owner = _owner_dsn(slug)
    _ensure_database(owner, create=create)
    os.environ["FANGXIAN_WORKSPACE"] = slug
    os.environ["FANGXIAN_OWNER_DSN"] = owner
    os.environ["FANGXIAN_APP_DSN"] = _app_dsn(owner)


def release() -> None:
    """Leave the embedded cluster (a no-op with a server of one's own)."""
    if _cluster is not None:
        _cluster.release()


def embedded() -> Cluster | None:
    """The embedded cluster this process uses, if it uses one."""
    return _cluster


def database_name(slug: str) -> str:
    """Name of a workspace's database."""
    return "fangxian_" + slug.replace("-", "_")


def _owner_dsn(slug: str) -> str:
    global _cluster
    url = os.environ.get("FANGXIAN_DATABASE_URL")
    if url:
        parts = conninfo.conninfo_to_dict(url)
        if slug != "live":
            parts["dbname"] = f"{parts.get('dbname', 'fangxian')}_{slug.replace('-', '_')}"
        return conninfo.make_conninfo("", **parts)
    if _cluster is None:
        _cluster = Cluster(data_dir(), durable=os.environ.get("FANGXIAN_THROWAWAY") != "1")
    _cluster.acquire()
    wait_until_ready(_cluster.dsn("postgres"))
    return _cluster.dsn(database_name(slug))


def _app_dsn(owner: str) -> str:
    named = os.environ.get("FANGXIAN_APP_DATABASE_URL")
    if named:
        return conninfo.make_conninfo(named)
    parts = conninfo.conninfo_to_dict(owner)
    if _cluster is not None:
        parts["user"] = APP_ROLE
    else:
        # One login for both: the session gives up the owner's rights as it opens.
        parts["options"] = f"{parts.get('options', '')} -c role={APP_ROLE}".strip()
    return conninfo.make_conninfo("", **parts)


def _ensure_database(dsn: str, *, create: bool) -> None:
    parts = conninfo.conninfo_to_dict(dsn)
    name = str(parts["dbname"])
    admin = conninfo.make_conninfo("", **{**parts, "dbname": "postgres"})
    try:
        with psycopg.connect(admin, autocommit=True, connect_timeout=10) as connection:
            _ensure_role(connection)
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            if not create:
                raise FangxianError(
                    "workspace.unknown",
                    _("There is no workspace with the database %(name)s."),
                    remedy=_("“fangxian workspace list” shows those there are."),
                    name=name,
                )
            _create(connection, name, blank_of(dsn))
    except psycopg.errors.InsufficientPrivilege as error:
        raise FangxianError(
            "database.rights",
            _("The login %(login)s may not do what a start needs: %(reason)s."),
            remedy=_(
                "As the server's administrator: CREATE ROLE %(role)s LOGIN NOSUPERUSER NOBYPASSRLS (if it is missing); "
                "GRANT %(role)s TO %(login)s; ALTER ROLE %(login)s CREATEDB, or create the database %(name)s for it."
            ),
            login=parts.get("user", ""),
            reason=str(error).strip(),
            role=APP_ROLE,
            name=name,
        ) from error
    except psycopg.OperationalError as error:
        raise FangxianError(
            "database.unreachable",
            _("The database server cannot be reached: %(reason)s."),
            remedy=_("Check FANGXIAN_DATABASE_URL, or unset it to use the embedded server."),
            reason=str(error).strip(),
        ) from error


def _create(connection: psycopg.Connection, name: str, blank: str | None) -> None:
    if blank is not None:
        try:
            connection.execute(copy_of(name, blank))
            return
        except psycopg.errors.ObjectInUse:  # somebody is looking at it: the long way
            pass
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _ensure_role(connection: psycopg.Connection) -> None:
    """Make the application role, and a member of it whoever signs in for both."""
    role = sql.Identifier(APP_ROLE)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(role))
    if os.environ.get("FANGXIAN_APP_DATABASE_URL"):
        return
    member = connection.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [APP_ROLE]).fetchone()
    if member != (True,):
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
