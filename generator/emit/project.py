"""The whole generated project: paths and texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator import __version__
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
from generator.diagnostics.processing import processing
from generator.emit.audit import audit
from generator.emit.client import client_view
from generator.emit.contract_tests import (
    contract_views,
    credentials_view,
    events_view,
    not_enforced_view,
    unused_models,
)
from generator.emit.docs import overview_view, readme_view, runtime_names
from generator.emit.environment import render
from generator.emit.examples import sample_test
from generator.emit.fake_server import fake_server_data
from generator.emit.formatting.format import formatted
from generator.emit.imports import by_kind, export_order, import_lines
from generator.emit.inputs import input_modules, inputs_view, moved_dicts
from generator.emit.model_modules import Module, model_modules
from generator.emit.models import PackageView, module_view, package_view
from generator.emit.pages import pages_view
from generator.emit.resources import resource_view
from generator.emit.runtime import needed_modules
from generator.emit.samples import Samples
from generator.emit.webhooks import webhooks_view
from generator.emit.wire import wire_files
from generator.ir import TypeId
from generator.surface import Identity, Package
from generator.template_files import templates_folder
from generator.text import dump_json, names_in

__all__ = ["render_project"]

_CONFTEST_NAMES = frozenset({"checked", "contract", "live", "live_settings", "server"})
"""Names in ``tests/conftest.py`` that would hide a package of the same name."""
_RUNTIME_EXPORTS = names_in("""
    APIConnectionError APIError APIStatusError APITimeoutError AuthenticationError
    BadRequestError ConflictError InternalServerError MisspelledKeyWarning
    MissingCredentialsError NotFoundError PermissionDeniedError RateLimitError RedirectError RequestOptions
    RequestOptionsDict RequestValidationError Response ResponseValidationError ResponseValidationWarning
    UNSET UnprocessableEntityError Unset
    """)


def render_project(
    package: Package, identity: Identity, bundle: dict[str, Any]
) -> dict[str, str]:
    """Return every file of the project by its relative path, but the lock and the
    changelog.

    `bundle` is the document: the contract tests check against it, and examples satisfy
    its schemas.
    """
    resources = [resource for _, resource in package.walk()]
    classes = frozenset(f"{p}{r.class_name}" for r in resources for p in ("", "Async"))
    samples = Samples(package, bundle)
    files: dict[str, str] = {}
    for path, source in _python(package, identity, bundle, samples):
        with processing(path):
            source = formatted(source)
            audit(path, source, package.name, classes)
        files[path] = source
    files.update(_copied(package.name))
    for module, source in needed_modules(files.values()):
        files[f"{package.name}/_core/{module}.py"] = source
    test = files.get("tests/example_test.py", "")
    files.update(_documents(package, identity, samples, test))
    files[f"{package.name}/testing.json"] = fake_server_data(package, samples)
    files["tests/openapi.json"] = dump_json(bundle, 1) + "\n"
    not_enforced = not_enforced_view(package.api)
    if not_enforced:
        files["tests/not_enforced.json"] = dump_json(not_enforced, 1) + "\n"
    files.update(wire_files(package, samples))
    return dict(sorted(files.items()))


def _python(
    package: Package, identity: Identity, bundle: dict[str, Any], samples: Samples
) -> Iterator[tuple[str, str]]:
    """Yield path and unformatted source of each module that depends on the document."""
    name = package.name
    modules = model_modules(package)
    module_of = {key: module.name for module in modules for key in module.keys}
    models = package_view(modules, package.names)
    yield f"{name}/models/__init__.py", render(
        "package/models/__init__.py.j2", view=models
    )
    if models.is_long:
        yield f"{name}/models/_exports.py", render(
            "package/models/_exports.py.j2", view=models
        )
    if models.former:
        yield f"{name}/models/_former.py", render(
            "package/models/_former.py.j2", view=models
        )
    for module in modules:
        yield f"{name}/models/{module.name}.py", render(
            "package/models/module.py.j2", view=module_view(module, package, module_of)
        )
    yield f"{name}/resources/__init__.py", render("package/resources/__init__.py.j2")
    takes_dicts = False
    for path, resource in package.walk():
        view = resource_view(path, resource, package)
        takes_dicts |= view.takes_dicts
        yield f"{name}/resources/{resource.module}.py", render(
            "package/resources/resource.py.j2", view=view
        )
    yield from _inputs(package, modules, module_of, takes_dicts)
    pages = pages_view(package)
    if pages is not None:
        yield f"{name}/paged.py", render("package/paged.py.j2", view=pages)
    webhooks = webhooks_view(package)
    if webhooks is not None:
        yield f"{name}/webhooks.py", render("package/webhooks.py.j2", view=webhooks)
    yield f"{name}/client.py", render("package/client.py.j2", view=client_view(package))
    yield f"{name}/_version.py", render(
        "package/_version.py.j2",
        version=literal(identity.version),
        api_version=literal(package.api.version),
    )
    has_inputs = bool(input_modules(package, modules))
    submodules = ["inputs"] * has_inputs + ["webhooks"] * (webhooks is not None)
    yield from _package(package, models, submodules)
    yield from _tests(package, bundle, samples)


def _inputs(
    package: Package,
    modules: Iterable[Module],
    module_of: Mapping[TypeId, str],
    are_arguments: bool,
) -> Iterator[tuple[str, str]]:
    """Yield the modules of typed dicts; none where requests send no objects."""
    inputs = input_modules(package, modules)
    if not inputs:
        return
    yield f"{package.name}/inputs/__init__.py", render(
        "package/inputs/__init__.py.j2",
        modules=[identifier(module.name) for module in inputs],
        moved=moved_dicts(package, module_of),
        former=package.names.former_types,
        are_arguments=are_arguments,
    )
    for module in inputs:
        yield f"{package.name}/inputs/{module.name}.py", render(
            "package/inputs/module.py.j2",
            view=inputs_view(module, package, module_of),
        )


def _tests(
    package: Package, bundle: dict[str, Any], samples: Samples
) -> Iterator[tuple[str, str]]:
    name = identifier(package.name)
    is_hidden = package.name in _CONFTEST_NAMES
    yield "tests/conftest.py", render(
        "tests/conftest.py.j2",
        package=name,
        imported=Code(f"{name} as package") if is_hidden else name,
        module=trusted("package") if is_hidden else name,
        credentials=credentials_view(package),
    )
    sample = sample_test(package, samples)
    if sample is not None:
        yield "tests/example_test.py", render(
            "tests/example_test.py.j2", package=name, sample=sample
        )
    yield "tests/package_test.py", render(
        "tests/package_test.py.j2",
        package=name,
        models=unused_models(package),
        events=events_view(package),
    )
    for view in contract_views(package, bundle):
        yield f"tests/test_{view.module}.py", render(
            "tests/test_resource.py.j2", package=name, view=view
        )


def _package(
    package: Package, models: PackageView, submodules: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield ``__init__.py``, and the module with the names of the models if they are
    many. The submodules are attributes, imported when they are first asked for. A model
    whose name the package itself exports is only available from ``models``.
    """
    runtime = [*_RUNTIME_EXPORTS, *runtime_names(package)]
    client_names = ["AsyncClient", "Client"]
    if package.constructor.servers:
        client_names.append("Server")
    if package.constructor.variables:
        client_names.append("ServerVariables")
    ours = {*runtime, *client_names, "API_VERSION", "__version__", "models"}
    shown = [export for export in models.exports if export.name not in ours]
    lazy = ["TYPE_CHECKING", "lazy_exports"] if shown else []
    local = {"._version": ["API_VERSION", "__version__"], ".client": client_names}
    exports = sorted(shown, key=lambda export: by_kind(export.name))
    names = [export.name for export in shown]
    has_all = bool(shown) and len(shown) == len(models.exports) and not models.is_long
    listed = [] if models.is_long or has_all else names
    all_names = sorted([*ours - {"models"}, *listed], key=export_order)
    if has_all:
        local["."] = ["models"]
    if models.is_long:
        local["."] = ["_exports"]
        yield f"{package.name}/_exports.py", render(
            "package/_exports.py.j2",
            exports=exports,
            all=list(map(literal, sorted(names, key=export_order))),
        )
    whole = ["models"] if models.is_long else []
    others = [each.name for each in models.former if shown and each.name not in ours]
    former = sorted(others, key=by_kind)
    if former:
        lazy.append("with_former_names")
        local[".models._former"] = ["FORMER_NAMES"]
    title = " ".join(paragraphs(package.api.title[:200], 10_000))
    yield f"{package.name}/__init__.py", render(
        "package/__init__.py.j2",
        doc=docstring([f"Client for the {title}."]),
        imports=import_lines([*runtime, *lazy], core="._core", local=local),
        is_long=models.is_long,
        has_all_models=has_all,
        exports=exports,
        former=former,
        imported=list(map(identifier, sorted([*submodules, *whole]))),
        submodules=literal({name: f".{name}" for name in submodules}),
        has_submodules=bool(submodules),
        all=list(map(literal, all_names)),
    )


def _copied(package: str) -> Iterator[tuple[str, str]]:
    """Yield the files that are copied unchanged, but those of the runtime."""
    root = templates_folder()
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root).as_posix()
        is_runtime = path.parent.name == "_core"
        if (path.suffix == ".py" and not is_runtime) or path.name == "py.typed":
            target = relative.replace("package/", f"{package}/", 1)
            yield target, path.read_text(encoding="utf-8")


def _documents(
    package: Package, identity: Identity, samples: Samples, test: str
) -> Iterator[tuple[str, str]]:
    """Yield the documents for people and tools; `test` is the test of the README."""
    api = package.api
    common: dict[str, Code] = {
        "title": markdown(api.title),
        "package": identifier(package.name),
        "distribution": trusted(identity.distribution),
        "version": trusted(identity.version),
        "api_version": markdown(api.version),
    }
    yield "README.md", render(
        "README.md.j2",
        **common,
        view=readme_view(package, samples),
        test=trusted(test.partition('"""\n\n')[2].rstrip()),
    )
    yield "api.md", render(
        "api.md.j2",
        **common,
        view=overview_view(package, samples),
        webhooks=webhooks_view(package),
    )
    yield ".gitattributes", render("gitattributes.j2", package=common["package"])
    yield "pyproject.toml", render(
        "pyproject.toml.j2",
        distribution=toml(identity.distribution),
        version=toml(identity.version),
        description=toml(f"Client for the {api.title}"[:200]),
        package=toml(package.name),
        contract=toml(f"gen-client[contract]=={__version__}"),
    )
