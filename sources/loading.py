"""The outlets that every monitor starts with, from `data/outlets.csv`."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps
from django.db import transaction

from sources.domains import read_domain
from sources.names import fold, free_slug

OUTLETS_CSV = Path(__file__).parent / "data" / "outlets.csv"


@transaction.atomic
def load_outlets(apps: Any = current_apps) -> int:
    """Adds, as confirmed, the outlets of the file whose names are unknown; returns how many.

    What is there stays as editors have left it, so that repeating this changes nothing. About
    ten queries. `apps` is a migration's registry, or the current one.
    """
    names = ("Outlet", "OutletAlias", "OutletDomain")
    outlet_model, alias_model, domain_model = (apps.get_model("sources", name) for name in names)
    known = {*outlet_model.objects.filter(merged_into=None).values_list("key", flat=True)}
    known.update(alias_model.objects.values_list("key", flat=True))
    slugs = {*outlet_model.objects.values_list("slug", flat=True)}
    outlets, aliases, domains = [], [], []
    for row in _rows():
        if fold(row["name"]) in known:
            continue
        known.add(fold(row["name"]))
        slug = free_slug(row["name"], slugs)
        slugs.add(slug)
        outlet = outlet_model(
            name=row["name"], slug=slug, kind=row["kind"], country=row["country"], confirmed=True
        )
        outlets.append(outlet)
        domains += [domain_model(outlet=outlet, domain=name) for name in _domains(row["domain"])]
        for alias in _aliases(row["aliases"]):
            if fold(alias) not in known:
                known.add(fold(alias))
                aliases.append(alias_model(outlet=outlet, name=alias))
    for model, objects in (
        (outlet_model, outlets),
        (alias_model, aliases),
        (domain_model, domains),
    ):
        model.objects.bulk_create(objects)
    return len(outlets)


def _rows() -> Iterator[dict[str, str]]:
    with OUTLETS_CSV.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _aliases(field: str) -> list[str]:
    return [alias for part in field.split(";") if (alias := part.strip())]


def _domains(field: str) -> list[str]:
    """The field's domain, without a remark in parentheses; a remark alone is no domain."""
    domain = re.sub(r"\(.*\)", "", field).strip()
    return [read_domain(domain)] if domain else []
