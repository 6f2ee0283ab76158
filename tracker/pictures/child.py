"""The process in which a picture is decoded: bytes in, JPEGs out, within its limits.

Whatever a file does to a decoder, it does it here, where there are no keys, no database and no
more than this much memory and time.
"""

from __future__ import annotations

import json
import resource
import sys

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 20


def main() -> None:
    """Read a picture from standard input; write one line of JSON and what it tells the sizes of."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS),
                        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    from tracker.pictures.decoding import decode
    from tracker.pictures.encoding import encoded
    from tracker.pictures.faults import NotTaken

    try:
        picture = encoded(decode(sys.stdin.buffer.read()))
    except NotTaken as refused:
        _tell({"fault": refused.fault})
        return
    _tell({"width": picture.width, "height": picture.height, "image": len(picture.image)})
    sys.stdout.buffer.write(picture.image + picture.small)


def _tell(told: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main()
