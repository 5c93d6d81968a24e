"""The rules of the house. Each failure says where, and what to do instead."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from app.people.permissions import REQUIRES, SENTENCES, Permission
from config import from_environment
from tools.translations import TRANSLATIONS, faults, read

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    *("core", "mail", "log", "region", "schools", "people", "accounts", "venues"),
    *("events", "media", "planning", "registrations", "invitations", "calendars", "checkin", "reports"),
)
ROLES = ("models", "permissions", "queries", "emails", "operations", "forms")  # and then jobs, views and api
ROOT_FILES = ("app", "app.commands", "app.demo")  # these import everything, and nothing imports them but each other
ATTICS = ("utils", "util", "helpers", "common", "services", "managers", "misc")
FIRST_FACES = {"checkin.station": ("checkin/pin.html",)}  # one address: the pin first, then the scanner
LONGEST_FUNCTION, MOST_BRANCHES = 36, 10
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|javascript:|<style\b""", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)?")


@dataclass(frozen=True)
class Module:
    """One file of the application."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """`events` for app.events.views; nothing for the files in app/ itself."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 2 or (self.path.name == "__init__.py" and len(parts) > 1) else ""

    @property
    def role(self) -> str:
        """`views` for app.events.programme_views, `jobs` for app.people.import_jobs; else the last part of the name."""
        last = self.name.split(".")[-1]
        return next((role for role in ("views", "jobs") if last.endswith(f"_{role}")), last)

    @property
    def is_edge(self) -> bool:
        """Whether this is where the world comes in: nothing imports it."""
        return self.role in ("views", "api", "jobs")

    def at(self, node: ast.AST) -> str:
        """Where to look."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@cache
def modules() -> dict[str, Module]:
    """All modules of the application by name."""
    found = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path, ast.parse(path.read_text()))
    return found


def imports(module: Module) -> Iterator[tuple[ast.AST, Module]]:
    """Every module of ours that a module imports."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names += [node.module or ""] if not any(name in modules() for name in names) else []
        else:
            continue
        yield from ((node, modules()[name]) for name in names if name in modules())


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(module: Module, pattern: str) -> list[str]:
    """Where a module calls something whose name matches the whole pattern."""
    nodes = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return [module.at(node) for node in nodes if re.fullmatch(pattern, ast.unparse(node.func))]


def templates() -> Iterator[Path]:
    """Every template for the screen; mail programs know nothing but inline style."""
    folder = ROOT / "templates"
    return (path for path in sorted(folder.rglob("*.html")) if path.relative_to(folder).parts[0] != "emails")


def remedy(what: str, found: list[str]) -> None:
    """Fail with what to do and where."""
    assert not found, "\n".join([what, *(f"    {line}" for line in found)])


@cache
def application() -> Flask:
    """The application, for its table of routes."""
    return create_app(from_environment({"SECRET_KEY": "x" * 40, "BASE_URL": "https://inloop.test", "DATABASE_URL": "sqlite://"}))


def rules() -> list[Rule]:
    """All routes but Flask's own for files."""
    return [rule for rule in application().url_map.iter_rules() if rule.endpoint != "static"]


def test_packages_import_to_the_left_only() -> None:
    found = [
        f"{module.at(node)} imports {target.name}"
        for module in modules().values()
        for node, target in imports(module)
        if module.package in PACKAGES and target.package in PACKAGES
        if PACKAGES.index(target.package) > PACKAGES.index(module.package)
        if not (module.is_edge and target.role in ("queries", "permissions"))
    ]

    remedy("Packages import to the left (core < mail < ...). Tell one to the right by a signal; an edge may read its `queries` and rights.", found)


def test_every_package_has_a_place_in_the_order() -> None:
    found = sorted({module.package for module in modules().values()} - {"", *PACKAGES})

    remedy("A new package gets its place in PACKAGES, in this file and in the papers of the house.", found)


def test_role_files_import_to_the_left_only() -> None:
    order = {role: position for position, role in enumerate(ROLES)} | dict.fromkeys(("jobs", "views", "api"), len(ROLES))
    found = [
        f"{module.at(node)} imports {target.name}"
        for module in modules().values()
        for node, target in imports(module)
        if module.package == target.package and module is not target
        if module.role in order and target.role in order and order[target.role] >= order[module.role]
    ]

    remedy("Inside a package: models < permissions < queries < emails < operations < forms < jobs, views.", found)


def test_nothing_imports_an_edge_or_the_root_files() -> None:
    found = [
        f"{module.at(node)} imports {target.name}"
        for module in modules().values()
        for node, target in imports(module)
        if module.name not in ROOT_FILES and (target.is_edge or target.name in ROOT_FILES)
    ]

    remedy("Nothing imports views, api, jobs, app/__init__.py, commands.py or demo.py: move what is shared into a piece of the domain.", found)


def test_modules_form_no_circle() -> None:
    waiting = {name: {target.name for _node, target in imports(module)} - {name} for name, module in modules().items()}
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]

    remedy("These import each other in a circle: move what both need to the left.", sorted(waiting))


def test_no_imports_inside_functions() -> None:
    found = [
        module.at(node)
        for module in modules().values()
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    remedy("Import at the top. If that makes a circle, the code lives in the wrong package.", found)


def test_no_attics() -> None:
    found = [module.name for module in modules().values() if module.role in ATTICS]

    remedy("Name the file after the piece of the domain it holds.", found)


def test_every_route_has_a_permission() -> None:
    found = [f"{rule} ({rule.endpoint})" for rule in rules() if not hasattr(application().view_functions[rule.endpoint], REQUIRES)]

    remedy("Put @requires(Permission.X) below the route; a page for everybody says Permission.PUBLIC.", found)


def test_pages_of_organisers_are_not_public() -> None:
    found = [
        f"{rule} ({rule.endpoint})"
        for rule in rules()
        if rule.rule.startswith(("/organise", "/me"))
        if getattr(application().view_functions[rule.endpoint], REQUIRES) is Permission.PUBLIC
    ]

    remedy("What lies below /organise or /me is not for everybody.", found)


def test_every_permission_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Permission)


def test_only_edges_commit() -> None:
    found = [
        place
        for module in modules().values()
        if not module.is_edge and module.name not in ROOT_FILES
        for place in calls(module, r".*\.(commit|rollback)")
        if not place.startswith("app/core/errors.py")
    ]

    remedy("Operations flush; the view, API, job or command commits. Rolling back must also un-send the mail.", found)


def test_only_edges_read_the_request() -> None:
    found = [
        module.at(node)
        for module in modules().values()
        if module.role in ("models", "queries", "emails", "operations")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login")
        for alias in node.names
        if alias.name in ("request", "session", "g", "current_user")
    ]

    remedy("Operations and queries get what they need as arguments; the view reads request, session and person.", found)


def test_kinds_are_compared_in_kinds_only() -> None:
    found = [
        module.at(node)
        for module in modules().values()
        if module.name != "app.events.kinds"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare | ast.MatchValue) and re.search(r"\bKind\.[A-Z_]+", ast.unparse(node))
    ]
    found += [str(path.relative_to(ROOT)) for path in templates() if re.search(r"\.kind\s*[!=]=", path.read_text())]

    remedy("Ask for the ability (event.profile.chooses_sessions), never for the kind; a new ability goes into events/kinds.py.", found)


def test_the_clock_alone_knows_the_time() -> None:
    found = [
        place
        for module in modules().values()
        if module.name != "app.core.clock"
        for place in calls(module, r"(.*\.)?(datetime|date)\.(now|utcnow|today|fromtimestamp|utcfromtimestamp)|time\.time")
    ]

    remedy("Use app.core.clock, whose instants are aware and UTC.", found)


def test_only_edges_ask_what_time_it_is() -> None:
    found = [
        place
        for module in modules().values()
        if not module.is_edge and module.name not in ("app.commands", "app.core.clock", "app.core.limits")  # a limit stands before the view
        for place in calls(module, r"clock\.now")
    ]

    remedy("Take `at=` as an argument; only views, api, jobs and commands call clock.now().", found)


def test_amsterdam_is_named_in_the_clock_only() -> None:
    found = [
        module.at(node)
        for module in modules().values()
        if module.name not in ("app.core.clock", "app.calendars.ics")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "Europe/Amsterdam" in node.value
    ]

    remedy("Only core/clock.py and the calendar format know where Amsterdam lies.", found)


def test_addresses_are_kebab_case() -> None:
    found = []
    for rule in rules():
        fixed = re.sub(r"<[^>]+>", "x", rule.rule).strip("/").split("/")
        found += [f"{rule} ({rule.endpoint})" for part in fixed if part and not KEBAB.fullmatch(part)]

    remedy("Addresses are kebab-case: /organise/events/<slug>/call-off.", found)


def test_templates_are_named_after_their_views() -> None:
    found = []
    for rule in rules():
        own = f"{rule.endpoint.replace('.', '/')}.html"
        found += [f"{rule.endpoint} renders {name}" for name in rendered_by(rule.endpoint) if name not in (own, *FIRST_FACES.get(rule.endpoint, ()))]

    remedy("A template is named after its endpoint: events.edit renders events/edit.html.", found)


def rendered_by(endpoint: str) -> list[str]:
    """The templates that the function behind an endpoint names."""
    view = application().view_functions[endpoint]
    function = next(function for function in functions(modules()[view.__module__]) if function.name == view.__name__)
    nodes = (node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func) == "render_template")
    return [str(node.args[0].value) for node in nodes if isinstance(node.args[0], ast.Constant)]


def test_every_template_is_used() -> None:
    texts = [path.read_text() for folder in ("app", "templates") for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".html", ".txt")]
    names = [str(path.relative_to(ROOT / "templates")) for path in templates()]

    remedy("Nothing uses this template: remove it.", [name for name in names if not any(f'"{name}"' in text for text in texts)])


def test_pages_hold_no_inline_style_or_script() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()[:80]}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if INLINE.search(line) or SCRIPT.search(line)
    ]

    remedy("The Content-Security-Policy refuses it. Use a class, or a module in static/js; data goes into type=application/json.", found)


def test_pages_ask_no_other_host() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {address}"
        for path in templates()
        for address in re.findall(r"""(?:src|href|action)=["']((?:https?:)?//[^"']*)""", path.read_text())
    ]

    remedy("No page makes a request to another host: put the file in static/.", found)


def test_nothing_is_marked_safe_unread() -> None:
    found = [str(path.relative_to(ROOT)) for path in templates() if re.search(r"[\w)\]]\s*\|\s*safe\b|autoescape\s+false", path.read_text())]

    remedy("Nothing skips escaping: let a Python filter return Markup, with the reason beside it.", found)


def test_functions_are_short_and_plain() -> None:
    found = []
    for module in modules().values():
        for function in functions(module):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > LONGEST_FUNCTION:
                found.append(f"{module.at(function)} {function.name} has {lines} lines")
            if branches(function) > MOST_BRANCHES:
                found.append(f"{module.at(function)} {function.name} has complexity {branches(function)}")

    remedy(f"At most {LONGEST_FUNCTION} lines and complexity {MOST_BRANCHES}: take out the part that has a name of its own.", found)


def branches(function: ast.AST) -> int:
    """McCabe's figure, nested functions counted in."""
    forks = (ast.If, ast.For, ast.While, ast.IfExp, ast.ExceptHandler, ast.Assert, ast.comprehension, ast.match_case)
    nodes = list(ast.walk(function))
    return 1 + sum(isinstance(node, forks) for node in nodes) + sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))


def test_public_functions_keep_a_promise_in_one_sentence() -> None:
    found = [
        f"{module.at(function)} {function.name}"
        for module in modules().values()
        for function in module.tree.body
        if isinstance(function, ast.FunctionDef | ast.ClassDef) and not function.name.startswith("_") and not ast.get_docstring(function)
    ]

    remedy("Say in one sentence what it promises.", found)


def test_every_text_is_translated() -> None:
    assert (ROOT / TRANSLATIONS / "nl" / "LC_MESSAGES" / "messages.po").exists()

    remedy("Dutch is complete. Run `make messages` and fill in what is empty.", faults())


def test_translations_keep_the_placeholders() -> None:
    catalogue = read(ROOT / TRANSLATIONS / "nl" / "LC_MESSAGES" / "messages.po")
    found = []
    for message in catalogue:
        ids, strings = ([text] if isinstance(text, str) else list(text or ()) for text in (message.id, message.string))
        wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
        found += [text for text in strings if text and set(PLACEHOLDER.findall(text)) - wanted]
        found += [text for text in strings[:1] if text and len(ids) == 1 and wanted - set(PLACEHOLDER.findall(text))]

    remedy("A translation has the placeholders of its text, no others.", found)


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "LICENSE"])
def test_a_newcomer_finds_the_papers(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0
