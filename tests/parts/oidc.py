"""A small provider of identities (OpenID Connect) in a process of its own: discovery, a login page, PKCE, signed tokens.

It checks what a real one checks: the client and its secret, the redirect address, the code (once), the verifier. A test
can tell it to lie, by posting to /behave what its next tokens shall say instead.
"""

import base64
import hashlib
import json
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, abort, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.datastructures import Authorization
from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parents[2]
CLIENT_ID, CLIENT_SECRET = "inloop", "the secret of the client"
CLAIMS = ("iss", "aud", "sub", "nonce", "iat", "exp", "email", "email_verified", "azp")
LOGIN_PAGE = '<!doctype html><title>School</title><form method="post"><input name="email"><button>Log in</button></form>'


@dataclass(frozen=True)
class Provider:
    """A provider that runs."""

    issuer: str

    @property
    def settings(self) -> dict[str, str]:
        """What Inloop is told of it."""
        return {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": CLIENT_SECRET, "OIDC_NAME": "Schoolaccount"}

    def behave(self, **lies: Any) -> None:
        """What it says from now on instead: claims by name, `None` for none; `signed_by` another key; `slow` seconds; `status`."""
        question = urllib.request.Request(f"{self.issuer}/behave", json.dumps(lies).encode(), {"Content-Type": "application/json"})  # noqa: S310
        with urllib.request.urlopen(question, timeout=10) as answer:  # noqa: S310
            assert answer.status == 200

    def log_in(self, address: str, *, email: str = "b.devries@waterrand.example") -> str:
        """Fill in the login page that Inloop led to; gives where the browser is sent back to."""
        question = urllib.request.Request(address, urlencode({"email": email}).encode())  # noqa: S310
        with urllib.request.build_opener(_Stay).open(question, timeout=10) as answer:
            location = answer.headers["Location"]
        assert isinstance(location, str)
        return location


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the browser under test does."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None

    def http_error_302(self, _request: Any, answer: Any, *_rest: Any) -> Any:
        return answer


@contextmanager
def provider() -> Iterator[Provider]:
    """Start one on a free port; stop it afterwards by its own pid."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "tests.parts.oidc", str(listener.fileno()), str(port)]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[listener.fileno()], stderr=subprocess.DEVNULL)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/.well-known/openid-configuration", timeout=30) as answer:
                assert answer.status == 200
            yield Provider(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(10)


def make_provider(issuer: str) -> Flask:
    """The provider itself."""
    app = Flask(__name__)
    key, stranger = (RSAKey.generate_key(2048, {"kid": "key-1", "use": "sig", "alg": "RS256"}) for _ in range(2))
    codes: dict[str, dict[str, str]] = {}
    lies: dict[str, Any] = {}

    @app.post("/behave")
    def behave() -> ResponseReturnValue:
        lies.clear()
        lies.update(request.get_json())
        return {}

    @app.get("/.well-known/openid-configuration")
    def discovery() -> ResponseReturnValue:
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    @app.get("/jwks")
    def jwks() -> ResponseReturnValue:
        return {"keys": [key.as_dict(private=False)]}

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> ResponseReturnValue:
        asked = request.args
        if (asked["client_id"], asked["code_challenge_method"], asked["scope"].split()[0]) != (CLIENT_ID, "S256", "openid"):
            abort(400)
        if request.method == "GET":
            return LOGIN_PAGE
        code = secrets.token_urlsafe()
        codes[code] = {**asked.to_dict(), "email": request.form["email"]}
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    @app.post("/token")
    def token() -> ResponseReturnValue:
        time.sleep(lies.get("slow", 0))
        if "status" in lies:
            return "<h1>Away for lunch</h1>", lies["status"]
        asked, form, client = codes.pop(request.form.get("code", ""), None), request.form, request.authorization
        if asked is None or not _is_client(client) or (form["redirect_uri"], _challenge(form["code_verifier"])) != _expected(asked):
            return {"error": "invalid_grant"}, 400
        signed = jwt.encode({"alg": "RS256", "kid": "key-1"}, _claims(asked, issuer, lies), stranger if "signed_by" in lies else key)
        return {"access_token": "none", "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    return app


def _claims(asked: Mapping[str, str], issuer: str, lies: Mapping[str, Any]) -> dict[str, Any]:
    now = int(time.time())
    claims = {"iss": issuer, "aud": CLIENT_ID, "sub": asked["email"], "nonce": asked["nonce"], "iat": now, "exp": now + 300}
    claims |= {"email": asked["email"], "email_verified": True} | {name: value for name, value in lies.items() if name in CLAIMS}
    return {name: value for name, value in claims.items() if value is not None}


def _is_client(said: Authorization | None) -> bool:
    return said is not None and (said.username, said.password) == (CLIENT_ID, CLIENT_SECRET)


def _expected(asked: Mapping[str, str]) -> tuple[str, str]:
    return asked["redirect_uri"], asked["code_challenge"]


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def main() -> None:
    """Serve on the socket that we were given."""
    descriptor, port = map(int, sys.argv[1:3])
    make_server("127.0.0.1", port, make_provider(f"http://127.0.0.1:{port}"), threaded=True, fd=descriptor).serve_forever()


if __name__ == "__main__":
    main()
