"""A process that dies in the middle of a publication leaves the old state or the new one."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from django.db import connection

from issues import ledger
from issues.editions import start_correction
from issues.models import Issue, Notice
from tests.support import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISH = """
    import os, sys
    import django
    from django.conf import settings
    name = sys.argv[1]
    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    from django.contrib.auth.models import User
    from issues import ledger, moves
    from issues.models import Issue
    steps = [int(sys.argv[2])]
    def dying(function):
        def step(*args, **kwargs):
            if steps[0] == 0:
                print("here", flush=True)
                os.kill(os.getpid(), 9)
            steps[0] -= 1
            return function(*args, **kwargs)
        return step
    from django.db.backends.utils import CursorWrapper
    CursorWrapper.execute = dying(CursorWrapper.execute)
    issue = Issue.objects.get(edition=2)
    moves.apply_move(issue, moves.Move.PUBLISH, user=User.objects.get(username="ed"))
    print("done", flush=True)
"""


@pytest.mark.parametrize("step", [1, 6, 10, 14, 16, 18, 20, 22, 24, 26, 28, 200])
def test_it_leaves_the_old_or_the_new_state_whole(step):
    """The publisher is killed before its n-th statement; a correction is the longest publication there is."""
    first = make.published_issue()
    make.approve(start_correction(first, user=make.editor(), note="A number."))
    name = connection.settings_dict["NAME"]
    connection.close()
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PUBLISH), str(name), str(step)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    states = list(Issue.objects.order_by("edition").values_list("status", flat=True))
    old, new = ["published", "approved"], ["superseded", "published"]
    if "done" in run.stdout:
        assert states == new
    else:  # before the commit, or after it, when people are told by mail
        assert run.returncode == -signal.SIGKILL, run.stderr
        assert states in (old, new)
        told = Notice.objects.filter(kind="published", issue__edition=2).exists()
        assert told == (states == new)
    assert ledger.verify() == []
