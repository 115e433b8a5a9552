"""Reads settings from the environment, and says in one sentence what is wrong with one."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable without blanks around it; the default where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """A yes or no, no where it is missing. Raises ImproperlyConfigured for any other word."""
    return _yes_or_no(name, text(name))


def _yes_or_no(name: str, word: str) -> bool:
    if word.lower() not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} is {word!r}; write 1 or 0.")
    return word.lower() in _TRUE


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def _split(name: str, address: str, example: str) -> SplitResult:
    """The parts of an address, its port checked. What it says is not repeated: there may be a password in it."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no address; write {example}.") from error
    return parts


def site(name: str, default: str) -> str:
    """The public address: scheme and host, no slash at the end. Raises ImproperlyConfigured for anything else."""
    address = text(name, default).rstrip("/")
    example = "an address such as https://monitor.example, with nothing behind the host"
    parts = _split(name, address, example)
    host = parts.hostname or ""
    if address not in (f"http://{parts.netloc}", f"https://{parts.netloc}") or not host:
        raise ImproperlyConfigured(f"{name} is {address!r}; write {example}.")
    if "@" in parts.netloc or not all(char.isalnum() or char in "-.:" for char in host):
        raise ImproperlyConfigured(f"{name} has no host that can be read; write {example}.")
    return address


def database(name: str, default: str) -> dict[str, Any]:
    """Django's database settings from ``postgres://user:password@host:port/name`` or ``sqlite:////folder/file``."""
    example = "postgres://user:password@host:5432/name, or sqlite:////folder/file"
    address = text(name, default)
    parts = _split(name, address, example)
    if parts.scheme not in ("postgres", "postgresql", "sqlite"):
        raise ImproperlyConfigured(f"{name} begins with {parts.scheme!r}; write {example}.")
    if parts.path in ("", "/"):
        raise ImproperlyConfigured(f"{name} names no database; write {example}.")
    try:
        return dict(dj_database_url.parse(address, conn_max_age=60))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} cannot be read; write {example}.") from error


def email(name: str) -> dict[str, Any]:
    """Django's e-mail settings from ``smtp://user:password@host:port/?tls=1`` (or ``ssl=1``), or ``console://``."""
    example = "smtp://user:password@host:587/?tls=1, or console://"
    parts = _split(name, text(name, "console://"), example)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme != "smtp":
        raise ImproperlyConfigured(f"{name} begins with {parts.scheme!r}; write {example}.")
    if not parts.hostname:
        raise ImproperlyConfigured(f"{name} names no host; write {example}.")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if unknown := options.keys() - {"tls", "ssl"}:
        raise ImproperlyConfigured(f"{name} has the option {min(unknown)!r}; write {example}.")
    tls, ssl = (_yes_or_no(f"{key} in {name}", options.get(key, "0")) for key in ("tls", "ssl"))
    if tls and ssl:
        raise ImproperlyConfigured(f"{name} has both tls=1 and ssl=1; write one of the two.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
    }


_CACHES = {
    "locmem": "django.core.cache.backends.locmem.LocMemCache",
    "dummy": "django.core.cache.backends.dummy.DummyCache",
    "file": "django.core.cache.backends.filebased.FileBasedCache",
    "db": "django.core.cache.backends.db.DatabaseCache",
}


def cache(name: str) -> dict[str, Any]:
    """Django's default cache from ``locmem://``, ``dummy://``, ``file:///folder`` or ``db://table``."""
    known = "locmem://, dummy://, file:///folder or db://table"
    parts = _split(name, text(name, "locmem://"), known)
    if parts.scheme not in _CACHES:
        raise ImproperlyConfigured(f"{name} begins with {parts.scheme!r}; write {known}.")
    place = {"file": parts.path, "db": parts.netloc}.get(parts.scheme)
    if place == "" or (parts.scheme == "file" and parts.netloc):
        raise ImproperlyConfigured(f"{name} names no place; write {known}.")
    if parts.scheme == "file":
        folder(name, parts.path)
    return {"BACKEND": _CACHES[parts.scheme], "LOCATION": place or ""}


def folder(name: str, path: Path | str) -> Path:
    """The folder, made if need be. Raises ImproperlyConfigured where that cannot be."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImproperlyConfigured(
            f"{name} is {path}, a folder that cannot be made: {reason}."
        ) from error
    return Path(path)
