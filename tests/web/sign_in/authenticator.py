"""An authenticator in software: a key pair, a counter, and answers as browsers write them."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as text

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class Authenticator:
    """One passkey for one site; what it says of itself can be made wrong."""

    origin: str = "http://localhost"
    domain: str = "localhost"
    verified: bool = True
    counter: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: str = ""

    def __post_init__(self) -> None:
        self.key = generate_private_key(SECP256R1())

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin,
                           "crossOrigin": False}).encode()

    def _data(self, flags: int, more: bytes = b"") -> bytes:
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return (hashlib.sha256(self.domain.encode()).digest() + bytes([flags])
                + self.counter.to_bytes(4, "big") + more)

    def _answer(self, response: dict[str, object]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key",
                           "response": response, "clientExtensionResults": {}})

    def make(self, options: dict) -> str:
        """The answer to being asked to make the passkey."""
        self.handle = options["user"]["id"]
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"),
                              -3: point.y.to_bytes(32, "big")})
        more = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        told = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED, more)}
        return self._answer({
            "clientDataJSON": text(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": text(cbor2.dumps(told)), "transports": ["internal"]})

    def use(self, options: dict, handle: str | None = None) -> str:
        """The answer to being asked to use it."""
        self.counter += 1
        client, data = self._client_data("webauthn.get", options["challenge"]), self._data(0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        return self._answer({
            "clientDataJSON": text(client), "authenticatorData": text(data),
            "signature": text(signature), "userHandle": handle or self.handle})
