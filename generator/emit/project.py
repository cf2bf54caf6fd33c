"""The whole generated project: paths and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.code import (
    Code,
    docstring,
    identifier,
    literal,
    markdown,
    paragraphs,
    toml,
    trusted,
)
from generator.emit.audit import audit
from generator.emit.client import ClientView, CredentialView, client_view
from generator.emit.contract import (
    contract_views,
    credentials_view,
    operations_view,
    unused_models,
)
from generator.emit.docs import constructor, example, opening, resource_docs
from generator.emit.environment import render
from generator.emit.formatting.format import formatted
from generator.emit.identity import Identity
from generator.emit.models import module_view, package_view
from generator.emit.modules import by_kind, export_order
from generator.emit.plan import model_modules
from generator.emit.resources import ResourceView, resource_views
from generator.emit.sample import sample_view
from generator.emit.uses import uses
from generator.emit.webhooks import webhooks_view
from generator.ir import Api
from generator.names import Names
from generator.template_files import templates_folder
from generator.text import dump_json

__all__ = ["render_project"]

_CORE = (
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "MissingCredentialsError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "RedirectError",
    "RequestOptions",
    "RequestValidationError",
    "Response",
    "ResponseValidationError",
    "ResponseValidationWarning",
    "UNSET",
    "UnprocessableEntityError",
    "Unset",
)


def render_project(
    api: Api, names: Names, identity: Identity, bundle: Mapping[str, Any]
) -> dict[str, str]:
    """Return every file of the project by its relative path, but the lock and the
    changelog.

    `bundle` is the document that the contract tests check against.
    """
    resources = resource_views(api, names)
    client = client_view(api, names, identity, resources)
    classes = frozenset(f"{p}{r.type_name}" for r in resources for p in ("", "Async"))
    files: dict[str, str] = {}
    for path, source in _python(api, names, identity, resources, client):
        source = formatted(source)
        audit(path, source, identity.package, classes)
        files[path] = source
    files.update(_verbatim(identity.package))
    test = files.get("tests/example_test.py", "")
    files.update(_documents(api, names, identity, resources, client, test))
    files["tests/openapi.json"] = dump_json(bundle, 1) + "\n"
    return dict(sorted(files.items()))


def _python(
    api: Api,
    names: Names,
    identity: Identity,
    resources: tuple[ResourceView, ...],
    client: ClientView,
) -> Iterator[tuple[str, str]]:
    """Give path and unformatted source of each module that depends on the document."""
    package = identity.package
    modules = model_modules(api, names)
    homes = {key: module.name for module in modules for key in module.keys}
    models = package_view(modules, names)
    yield f"{package}/models/__init__.py", render(
        "package/models/__init__.py.j2", view=models
    )
    for module in modules:
        view = module_view(module, api, names, homes)
        yield f"{package}/models/{module.name}.py", render(
            "package/models/module.py.j2", view=view
        )
    yield f"{package}/resources/__init__.py", render("package/resources/__init__.py.j2")
    for resource in resources:
        yield f"{package}/resources/{resource.module}.py", render(
            "package/resources/resource.py.j2", view=resource
        )
    webhooks = webhooks_view(api, names)
    if webhooks is not None:
        yield f"{package}/webhooks.py", render("package/webhooks.py.j2", view=webhooks)
    yield f"{package}/testing/__init__.py", render("package/testing/__init__.py.j2")
    yield f"{package}/testing/operations.py", render(
        "package/testing/operations.py.j2", operations=operations_view(resources)
    )
    yield f"{package}/client.py", render(
        "package/client.py.j2", view=client, kinds=_kinds(client)
    )
    yield f"{package}/_version.py", render(
        "package/_version.py.j2",
        version=literal(identity.version),
        api_version=literal(api.version),
    )
    yield f"{package}/__init__.py", _package(api, resources, client, models.exports)
    yield from _tests(api, names, identity, resources, client)


def _tests(
    api: Api,
    names: Names,
    identity: Identity,
    resources: tuple[ResourceView, ...],
    client: ClientView,
) -> Iterator[tuple[str, str]]:
    yield "tests/conftest.py", render(
        "tests/conftest.py.j2",
        package=identifier(identity.package),
        credentials=credentials_view(client),
    )
    sample = sample_view(resources, client, api)
    if sample is not None:
        yield "tests/example_test.py", render(
            "tests/example_test.py.j2",
            package=identifier(identity.package),
            sample=sample,
        )
    yield "tests/package_test.py", render(
        "tests/package_test.py.j2",
        package=identifier(identity.package),
        models=unused_models(api, names),
    )
    for view in contract_views(resources):
        yield f"tests/test_{view.module}.py", render(
            "tests/test_resource.py.j2",
            package=identifier(identity.package),
            view=view,
        )


def _package(
    api: Api,
    resources: tuple[ResourceView, ...],
    client: ClientView,
    exports: tuple[Any, ...],
) -> str:
    """Return ``__init__.py``; a model named like something of ours stays in models."""
    runtime = [*_CORE, *uses(api, resources).names]
    client_names = ["AsyncClient", "Client"]
    if client.default_server:
        client_names.append("Server")
    if client.variables:
        client_names.append("ServerVariables")
    ours = {*runtime, *client_names, "API_VERSION", "__version__", "models"}
    shown = [export for export in exports if export.name not in ours]
    core = sorted([*runtime, "lazy_exports"] if shown else runtime, key=by_kind)
    everything = sorted(
        [*ours - {"models"}, *(export.name for export in shown)], key=export_order
    )
    title = " ".join(paragraphs(api.title[:200], 10_000))
    return render(
        "package/__init__.py.j2",
        doc=docstring([f"Client for the {title}."]),
        core=[identifier(name) for name in core],
        client_names=trusted(", ".join(client_names)),
        exports=sorted(shown, key=lambda export: by_kind(export.name)),
        all=[literal(name) for name in everything],
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """The synchronous or the asynchronous client."""

    name: Code
    prefix: Code
    base: Code
    doc: Code
    middleware: Code
    http_client: Code
    credentials: tuple[_Keyword, ...]


@dataclass(frozen=True, slots=True)
class _Keyword:
    name: Code
    keyword: Code
    annotation: Code


def _kinds(client: ClientView) -> tuple[_Kind, _Kind]:
    def keyword(view: CredentialView, annotation: Code) -> _Keyword:
        return _Keyword(view.name, literal(str(view.name)), annotation)

    return (
        _Kind(
            trusted("Client"),
            trusted(""),
            trusted("BaseClient"),
            client.client_doc,
            trusted("Middleware"),
            trusted("httpx2.Client"),
            tuple(keyword(c, c.annotation) for c in client.credentials),
        ),
        _Kind(
            trusted("AsyncClient"),
            trusted("Async"),
            trusted("AsyncBaseClient"),
            client.async_doc,
            trusted("AsyncMiddleware"),
            trusted("httpx2.AsyncClient"),
            tuple(keyword(c, c.async_annotation) for c in client.credentials),
        ),
    )


def _verbatim(package: str) -> Iterator[tuple[str, str]]:
    """Give every template that has no holes: the runtime and the tests' own modules."""
    root = templates_folder()
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root).as_posix()
        if path.suffix == ".py" or path.name == "py.typed":
            target = relative.replace("package/", f"{package}/", 1)
            yield target, _text(path)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _documents(
    api: Api,
    names: Names,
    identity: Identity,
    resources: tuple[ResourceView, ...],
    client: ClientView,
    test: str,
) -> Iterator[tuple[str, str]]:
    """Give the documents for people and tools; `test` is the test of the README."""
    keywords = [credential.name for credential in client.credentials]
    common: dict[str, Any] = {
        "title": markdown(api.title),
        "package": identifier(identity.package),
        "distribution": trusted(identity.distribution),
        "version": trusted(identity.version),
        "api_version": markdown(api.version),
    }
    yield "README.md", render(
        "README.md.j2",
        **common,
        uses=uses(api, resources),
        description=opening(api.description),
        constructor=constructor(keywords),
        example=example(resources, api),
        test=trusted(test.partition('"""\n\n')[2].rstrip()),
        credentials=[_with_markdown(c) for c in client.credentials],
    )
    yield "api.md", render(
        "api.md.j2",
        **common,
        resources=resource_docs(resources),
        webhooks=webhooks_view(api, names),
    )
    yield "pyproject.toml", render(
        "pyproject.toml.j2",
        distribution=toml(identity.distribution),
        version=toml(identity.version),
        description=toml(f"Client for the {api.title}"[:200]),
        package=toml(identity.package),
        testing=toml(f"{identity.package}/testing/openapi.json"),
    )


@dataclass(frozen=True, slots=True)
class _CredentialDoc:
    name: Code
    environment: Code
    markdown: Code


def _with_markdown(view: CredentialView) -> _CredentialDoc:
    return _CredentialDoc(view.name, view.environment, markdown(view.doc))
