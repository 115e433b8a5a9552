"""How many examples the random tests try: few in ``make test``, all of them in ``make test-thorough``."""

import random

from hypothesis import HealthCheck, core, settings

# Tests do not look at the clock: how long an example takes to make or to run says how busy the machine is. Examples that
# need rows of their own make them in a transaction that they roll back, whatever the scope of the fixtures.
_HOUSE = settings(
    deadline=None,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
THOROUGH, PART = "thorough", 4

settings.register_profile("ci", _HOUSE, max_examples=100 // PART, derandomize=True)
settings.register_profile(THOROUGH, _HOUSE, max_examples=100, print_blob=True)


def is_thorough() -> bool:
    return settings.get_current_profile_name() == THOROUGH


def some_of(number: int) -> int:
    """So many in ``thorough``, a quarter of them in ``ci``, and never less than five."""
    return number if is_thorough() else max(number // PART, min(number, 5))


def examples(number: int) -> settings:
    """Settings for a test that hypothesis gives ``some_of(number)`` examples."""
    return settings(max_examples=some_of(number))


def seeds(number: int) -> list[int]:
    """Seeds for ``some_of(number)`` runs with dice of their own: the same few in ``ci``, those of ``--hypothesis-seed`` in ``thorough``."""
    dice = random.Random(core.global_force_seed or 0)
    return [dice.getrandbits(32) for _ in range(some_of(number))]
