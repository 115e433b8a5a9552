"""Ends a run of tests after some seconds, with a word on how many were left: ``-p tests.support.time_limit --time-limit 40``."""

import time

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--time-limit", type=float, default=40, help="seconds")


class TimeLimit:
    """Counts the tests that began; after the limit the next one does not."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.end, self.begun = seconds, time.monotonic() + seconds, 0

    def pytest_runtest_logstart(self) -> None:
        self.begun += 1

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        left = len(item.session.items) - self.begun
        if left and time.monotonic() > self.end:
            item.session.shouldstop = (
                f"{self.seconds:.0f} seconds are over; {left} tests are left for make test"
            )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.INTERRUPTED and session.shouldstop:
            # To have no time left is no failure.
            session.exitstatus = min(session.testsfailed, 1)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(TimeLimit(config.getoption("--time-limit")))
