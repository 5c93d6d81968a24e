"""A device that makes passkeys, in software: for what a browser would never send. Chromium has one of its own."""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key for one site; `count` is what it says next."""

    origin: str
    site: str
    count: int = 0
    flags: int = PRESENT | VERIFIED
    handle: bytes | None = None
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer the question for a new key."""
        point = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        data = self._head(self.flags | WITH_KEY) + bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options["challenge"])
        return self._credential({"clientDataJSON": bytes_to_base64url(said), "attestationObject": bytes_to_base64url(attestation)})

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer the question who this is."""
        data, said = self._head(self.flags), self._said("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        answer: dict[str, Any] = {"clientDataJSON": bytes_to_base64url(said), "authenticatorData": bytes_to_base64url(data)}
        answer |= {"signature": bytes_to_base64url(signature), "userHandle": bytes_to_base64url(self.handle) if self.handle else None}
        return self._credential(answer)

    def _head(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = bytes_to_base64url(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
