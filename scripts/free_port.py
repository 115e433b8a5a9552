"""Says in one sentence why a server could not listen: free_port.py HOST PORT."""

import socket
import sys


def obstacle(host: str, port: str) -> str | None:
    """What keeps a server from listening there, and what to do about it."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT is {port!r}: give a number from 1 to 65535, as in PORT=8001 make run."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            reason = error.strerror or error
            return (
                f"Cannot listen on {host}:{port} ({reason}): try another, as in PORT=8001 make run."
            )
    return None


if __name__ == "__main__":
    sys.exit(obstacle(*sys.argv[1:3]))
