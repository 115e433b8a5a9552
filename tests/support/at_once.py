"""Threads that start together, each on a connection of its own."""

import threading

from django.db import connection


def at_once(*actions):
    """Run the actions in threads that start together, each on a connection of its own; their results or errors."""
    gate = threading.Barrier(len(actions))
    outcomes = [None] * len(actions)

    def run(number, action):
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            outcomes[number] = action()
        except Exception as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
