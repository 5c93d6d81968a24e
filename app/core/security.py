"""Headers of every answer, and the edges that are easy to get wrong."""

from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

csrf = CSRFProtect()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
DEFAULTS = HEADERS | {"Cache-Control": "no-store"}  # what an answer has unless it says otherwise
A_YEAR = 31_536_000
LONGEST_PATH = 500


class CookieForOneBrowser(SecureCookieSessionInterface):
    """Keeps the session's cookie off answers that everybody may keep: a cache on the way would hand it to strangers.

    Phones at the door and calendars have no session; they don't wait for one.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Unseal the cookie, if there is one."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie, unless nobody has looked at the session or the answer is public."""
        if (session.accessed or session.modified) and not response.cache_control.public:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Put the headers on every answer; believe forwarded headers from exactly TRUSTED_PROXIES hops."""
    csrf.init_app(app)
    app.session_interface = CookieForOneBrowser()
    app.after_request(_secured)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def secure_file(headers: Headers, _path: str, _url: str) -> None:
    """Put the headers on a built file, which is served before the application is asked."""
    for name, value in HEADERS.items():
        headers[name] = value


def _secured(response: Response) -> Response:
    own = {name.lower() for name, _value in response.headers}
    response.headers.extend((name, value) for name, value in DEFAULTS.items() if name.lower() not in own)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
    return response


def own_path(target: str | None, *, otherwise: str) -> str:
    """`target` when it is a path on this site, else `otherwise`: no scheme, no host, no tricks with slashes, not endless."""
    if not target or len(target) > LONGEST_PATH or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    if any(ord(character) < 0x21 or character == "\\" for character in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target
