"""Exits with 1 unless the server in this container answers at /healthz."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def main() -> int:
    # Under the public name: the server answers to no other.
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"No answer at /healthz: {error}", file=sys.stderr)
        return 1
    if status != 200:
        print(f"/healthz answers {status}.", file=sys.stderr)
    return int(status != 200)


if __name__ == "__main__":
    sys.exit(main())
