"""Marks on the links of the audit trail, under keys that the database does not hold."""

from __future__ import annotations

import hmac

from tracker.store.types import derived_keys


class Marks:
    """The keys that mark links: one from each data key, the newest makes marks."""

    def __init__(self) -> None:
        self._keys = derived_keys("audit trail")

    def mark(self, link_hash: str) -> str:
        """The mark of a hash."""
        return _marked(self._keys[0], link_hash)

    def known(self, link_hash: str, mark: str) -> bool:
        """Whether one of our keys made this mark of this hash."""
        return any(hmac.compare_digest(_marked(key, link_hash), mark) for key in self._keys)

    def newest(self, link_hash: str, mark: str) -> bool:
        """Whether the newest of them did."""
        return hmac.compare_digest(self.mark(link_hash), mark)


def _marked(key: bytes, link_hash: str) -> str:
    return hmac.digest(key, link_hash.encode("ascii"), "sha256").hex()
