"""``create_app()``: wires safety, maps and the web shell; nothing else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

import orjson
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask, Request, Response, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from flask_migrate import Migrate
from flask_smorest import Api
from marshmallow import fields
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import RequestRedirect

from maps.geography import Geography
from safety import faces, processors, transactions
from safety.config import BadSettingsError, Settings, settings_from_environment
from safety.database import db
from safety.jobs.operations import Queue
from safety.people.guard import open_to_all
from safety.sync import guard as devices
from safety.web import api_description, sent_forms, shell
from safety.web.slow_lines import SlowLines
from safety.wire.problems import PROBLEM
from safety.wire.schemas import ProblemOut
from safety.writes import OutrunError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HOME = Path(__file__).parent
JSON_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_NON_STR_KEYS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
)
#: HTTP answers without a content.
BODILESS = frozenset({204, 304})

#: Every module with a page blueprint named ``pages``.
PAGES: tuple[str, ...] = (
    "safety.web.routes",
    "safety.web.law_text_pages",
    "safety.people.routes",
    "safety.evidence.routes",
    "safety.papers.routes",
    "safety.workplaces.routes",
    "safety.workplaces.employer_imports",
    "safety.rosters.routes",
    "maps.routes",
    "maps.around",
    "maps.rule_pages",
    "maps.edition_pages",
    "maps.edition_file_pages",
    "maps.ogc",
    "maps.ogc_tiles",
    "safety.inspections.routes",
    "safety.corrections.routes",
    "safety.projects.routes",
    "safety.accidents.routes",
    "safety.accidents.notice_imports",
    "safety.labour_law.routes",
    "safety.sync.routes",
    "safety.exports.routes",
    "safety.exports.return_pages",
    "safety.exports.participation_pages",
    "safety.backups.routes",
)
#: Every module with an API blueprint named ``api``.
APIS: tuple[str, ...] = (
    "safety.web.api",
    "safety.web.law_api",
    "safety.web.code_list_api",
    "safety.people.api",
    "safety.evidence.api",
    "safety.papers.api",
    "safety.workplaces.api",
    "safety.workplaces.employer_imports",
    "safety.rosters.api",
    "maps.api",
    "maps.around_api",
    "maps.rule_api",
    "maps.edition_api",
    "maps.edition_file_api",
    "safety.inspections.api",
    "safety.corrections.api",
    "safety.projects.api",
    "safety.projects.import_api",
    "safety.accidents.api",
    "safety.accidents.notice_imports",
    "safety.labour_law.api",
    "safety.sync.api",
    "safety.exports.api.registers",
    "safety.exports.api.returns",
    "safety.exports.api.participation",
    "safety.backups.api",
)
#: Modules that say who may see which files, what constraints mean, and what work can be queued.
REGISTRATIONS: tuple[str, ...] = (
    "safety.papers.registrations",
    "safety.workplaces.registrations",
    "safety.rosters.registrations",
    "safety.inspections.registrations",
    "safety.corrections.registrations",
    "safety.projects.registrations",
    "safety.accidents.registrations",
    "safety.labour_law.registrations",
    "safety.exports.registrations",
    "safety.web.registrations",
)
#: The duties' descriptors, each a module with one named ``FACE``, in the order in which they are told.
FACES: tuple[str, ...] = (
    "safety.corrections.face",
    "safety.projects.face",
    "safety.accidents.face",
    "safety.inspections.face",
    "safety.labour_law.face",
)
COMMANDS: tuple[str, ...] = (
    "safety.commands",
    "safety.exports.commands",
    "safety.web.description_commands",
    "maps.commands",
)


class WholeAnswer(Response):
    """An answer that is handed to the server whole where it is whole: a server sends one piece with less ado."""

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """Its pieces as a list, unless something has to be done when they were sent, or there are none."""
        if self.is_sequence and not self._on_close and environ["REQUEST_METHOD"] != "HEAD":
            return list(self.iter_encoded()) if self.status_code not in BODILESS else []
        return super().get_app_iter(environ)


class Json(DefaultJSONProvider):
    """Flask's JSON, written by orjson."""

    def dumps(self, obj: Any, **how: Any) -> str:
        """``obj`` as JSON with its names in order, without blanks; any other form is left to Flask."""
        if how.keys() - {"separators"}:
            return super().dumps(obj, **how)
        return orjson.dumps(obj, default=self.default, option=JSON_OPTIONS).decode()


class Qunjian(Flask):
    """A Flask application in which each request is one transaction, committed before the answer leaves."""

    response_class = WholeAnswer
    json_provider_class = Json

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view and turn what it returns into an answer inside the transaction."""
        write = request.method not in {"GET", "HEAD", "OPTIONS"}
        if not (write and getattr(self.view_functions.get(request.endpoint or ""), "reads_first", False)):
            return self._answer(write=write)
        try:
            return self._answer(reads_first=True)
        except (IntegrityError, OutrunError):
            return self._answer()  # what it met is there now: once more, with nobody else writing

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Lead on to another path of this register, never to the host that the caller named."""
        if isinstance(request.routing_exception, RequestRedirect):
            parts = urlsplit(request.routing_exception.new_url)
            request.routing_exception.new_url = urlunsplit(("", "", parts.path, parts.query, ""))
        super().raise_routing_exception(request)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """``func`` as it is: no view here is asynchronous, and Flask asks for each of twenty functions a request."""
        return func

    def _answer(self, *, write: bool = True, reads_first: bool = False) -> ResponseReturnValue:
        with transactions.one_transaction(write=write, reads_first=reads_first):
            return sent_forms.answered_once(
                lambda: self.make_response(super(Qunjian, self).dispatch_request())
            )


class ProblemApi(Api):  # type: ignore[misc]  # the package has no types
    """flask-smorest with our own answers to errors (``safety.wire.problems``), described as what they are."""

    ERROR_SCHEMA = ProblemOut

    def _register_responses(self) -> None:
        """Describe refusals as ``application/problem+json``."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = Api.DEFAULT_RESPONSE_CONTENT_TYPE

    def _register_error_handlers(self, app: Flask | None = None) -> None:
        """Nothing: the problems of pages and API are registered once, together."""


def name_in_description(schema: Any) -> str:
    """A schema's name in the API's description: ``corrections.ReplyIn``, so that two features never collide."""
    cls = resolve_schema_cls(schema)
    if isinstance(cls, list):
        raise TypeError("two schemas of one name in one place")
    package, *rest = cls.__module__.split(".")
    feature = rest[0] if package == "safety" else package
    partial = ".partial" if getattr(schema, "partial", False) else ""
    return f"{feature}.{cls.__name__}{partial}"


def decimal_in_description(_converter: Any, field: fields.Field[Any], ret: dict[str, Any], **_: Any) -> Any:
    """An exact decimal travels as text, and is described as such."""
    if not isinstance(field, fields.Decimal) or not field.as_string:
        return {}
    for bound in ("minimum", "maximum"):
        ret.pop(bound, None)
    kind = ["string", "null"] if field.allow_none else "string"
    return {"type": kind, "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve, for the given settings (or those of the environment)."""
    settings = settings or _settings()
    app = Qunjian("qunjian", root_path=str(HOME), static_folder=None, template_folder="templates")
    app.config.from_mapping(settings.for_flask())
    app.config["SETTINGS"] = settings
    os.umask(0o077)  # photographs, papers, backups and what is only on its way are read by their owner alone
    _open_data_dir(settings.data_dir)
    db.init_app(app)
    Migrate(app, db, directory=str(HOME / "safety/migrations"), compare_type=True, render_as_batch=True)
    app.extensions["huey"] = Queue(
        app, path=str(settings.data_dir / "queue.sqlite3"), immediate=settings.testing
    )
    app.extensions["geography"] = Geography()
    devices.init_app(app)
    shell.init_app(app, settings)
    plugin = MarshmallowPlugin(schema_name_resolver=name_in_description)
    api = ProblemApi(app, spec_kwargs={"servers": [{"url": "/"}], "marshmallow_plugin": plugin})
    if plugin.converter is not None:
        plugin.converter.add_attribute_function(decimal_in_description)  # type: ignore[no-untyped-call]
    app.extensions["api"] = api
    _open_the_api_description(app)
    faces.show(import_module(name).FACE for name in FACES)
    for name in REGISTRATIONS:
        import_module(name)
    for name in PAGES:
        app.register_blueprint(import_module(name).pages)
    for name in APIS:
        api.register_blueprint(import_module(name).api, url_prefix="/api/v1")
    for name in COMMANDS:
        import_module(name).register(app)
    return app


def _open_data_dir(folder: Path) -> None:
    """The folder of all that is kept, for this account alone; one that cannot be had ends the process with a sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # it may be there since a version that left it open
    except OSError as error:
        sys.exit(f"qunjian: QUNJIAN_DATA_DIR cannot be used: {folder}: {error.strerror}")


def _settings() -> Settings:
    """The settings of the environment; a wrong one ends the process with one sentence that says which."""
    try:
        return settings_from_environment()
    except BadSettingsError as error:
        sys.exit(f"qunjian: {error}")


def serve() -> Flask:
    """What a web server runs: the application, doing queued work in one of the server's own processes.

    With ``QUNJIAN_JOBS_IN_PROCESS=0`` they only serve, and ``flask --app app work`` does the queued work.
    """
    app = create_app()
    if app.config["SETTINGS"].jobs_in_process:
        app.extensions["huey"].consume_in_turn()
    processors.keep_to_one(app.config["SETTINGS"].data_dir)
    # What was made at the start lives as long as the process: the collector need not look through it again
    # and again (a tenth of a request's time).
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    return app


def serve_slow_lines() -> SlowLines:
    """``serve`` for lines of any pace, as ASGI: no thread waits for a body that comes slowly."""
    app = serve()
    return SlowLines(app, largest=app.config["MAX_CONTENT_LENGTH"])


def _open_the_api_description(app: Flask) -> None:
    @open_to_all("the API's description holds no data")
    def described() -> Any:
        return api_description.described(app)

    app.view_functions["api-docs.openapi_json"] = described
