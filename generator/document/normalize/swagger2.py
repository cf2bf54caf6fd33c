"""Convert Swagger 2.0 to the vocabulary of OpenAPI 3.

The rules are those of the OpenAPI Initiative's migration guide (from 2.0 to 3.0) and of
section 4.3 of the Swagger 2.0 specification. The result is OpenAPI 3.0, for example with
`nullable`; `upgrade_openapi3` brings it to 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from generator.diagnostics.model import Problems
from generator.document.grammar import HTTP_METHODS, PARAMETER_SCHEMA_KEYWORDS, walk
from generator.document.pointer import child, escape, follow_refs, lookup
from generator.document.references.bundle import copy_json
from generator.document.source_map import Relocations

__all__ = ["convert_swagger2"]

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"
_BINARY = "application/octet-stream"

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
# The separators of section 4.3.2.1 other than the comma. OpenAPI 3 has only two of them,
# and only in queries; after this pass they are styles of parameters in any location.
_STYLES = {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}
# The section of the components for each section of the root.
_SECTIONS = {
    "definitions": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "securityDefinitions": "securitySchemes",
}
_REF_PREFIXES = (
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
)


def convert_swagger2(
    root: dict[str, Any], problems: Problems, relocations: Relocations
) -> None:
    """Rewrite `root`, a Swagger 2.0 document that `coerce_types` has seen, in place."""
    _Conversion(root, problems, relocations).run()


class _Parameter(NamedTuple):
    """A parameter of a path item or operation."""

    position: int
    """In the list of the path item or operation."""
    value: dict[str, Any]
    """The parameter; one that describes a body with its reference followed."""
    pointer: str
    """Of `value`."""

    @property
    def name(self) -> str:
        return str(self.value.get("name", ""))

    @property
    def key(self) -> tuple[Any, Any]:
        """Location and name; equal ones override a parameter of the path item."""
        return self.value.get("in"), self.value.get("name")

    @property
    def is_body(self) -> bool:
        return _is_body(self.value)


class _Conversion:
    def __init__(
        self, root: dict[str, Any], problems: Problems, relocations: Relocations
    ) -> None:
        self.root = root
        self.problems = problems
        self.relocations = relocations
        self.consumes = _media_types(root, "consumes")
        self.produces = _media_types(root, "produces")

    def run(self) -> None:
        root = self.root
        self._schemas()
        for path, item in root.get("paths", {}).items():
            if type(item) is dict and not path.startswith("x-"):
                self._path_item(item, child("#/paths", path))
        for name, response in root.get("responses", {}).items():
            self._response(response, child("#/responses", name), self.produces)
        self._components()
        self._references()
        self._servers()
        root.pop("swagger", None)
        root["openapi"] = "3.0.4"

    # Schemas

    def _schemas(self) -> None:
        for kind, schema, pointer in walk(self.root):
            if kind != "schema":
                continue
            if type(schema.get("discriminator")) is str:
                schema["discriminator"] = {"propertyName": schema["discriminator"]}
            _convert_keywords(schema)
            if schema.pop("collectionFormat", None) and schema.get("type") == "array":
                self.problems.add(
                    "lossy-conversion",
                    "the collectionFormat of items has no equivalent in OpenAPI 3",
                    at=pointer,
                    consequence="arrays within arrays are sent as JSON",
                    suggestion="use an array of primitive values",
                )

    # Operations

    def _path_item(self, item: dict[str, Any], pointer: str) -> None:
        parameters = list(self._parameters(item, pointer))
        bodies = [each for each in parameters if each.is_body]
        for method in HTTP_METHODS:
            operation = item.get(method)
            if type(operation) is dict:
                self._operation(operation, f"{pointer}/{method}", bodies)
        self._replace_parameters(item, pointer, parameters)

    def _parameters(self, holder: dict[str, Any], pointer: str) -> Iterator[_Parameter]:
        for index, parameter in enumerate(holder.get("parameters", ())):
            if type(parameter.get("$ref")) is str:
                target = follow_refs(self.root, parameter["$ref"])
                found = lookup(self.root, target) if target else None
                if type(found) is dict and _is_body(found) and target is not None:
                    yield _Parameter(index, found, target)
                    continue
            yield _Parameter(index, parameter, f"{pointer}/parameters/{index}")

    def _operation(
        self, operation: dict[str, Any], pointer: str, inherited: list[_Parameter]
    ) -> None:
        consumes = _media_types(operation, "consumes") or self.consumes
        produces = _media_types(operation, "produces") or self.produces
        own = list(self._parameters(operation, pointer))
        overridden = {each.key for each in own}
        bodies = [each for each in own if each.is_body]
        bodies += [each for each in inherited if each.key not in overridden]
        if bodies:
            self._request_body(operation, pointer, bodies, consumes)
        self._replace_parameters(operation, pointer, own)
        for status, response in operation.get("responses", {}).items():
            if type(response) is dict:
                place = f"{pointer}/responses/{escape(status)}"
                self._response(response, place, produces)
        schemes = operation.pop("schemes", None)
        if schemes and "servers" not in operation and self.root.get("host"):
            operation["servers"] = self._server_objects(schemes)

    def _replace_parameters(
        self, holder: dict[str, Any], pointer: str, parameters: list[_Parameter]
    ) -> None:
        """Convert the parameters of the holder; remove those that describe a body."""
        if "parameters" not in holder:
            return
        kept = [each for each in parameters if not each.is_body]
        for index, parameter in enumerate(kept):
            before = f"{pointer}/parameters/{parameter.position}"
            after = f"{pointer}/parameters/{index}"
            if before != after:
                self.relocations.record(after, before)
            if "$ref" not in parameter.value:
                self.relocations.record(f"{after}/schema", before)
                self._parameter(parameter.value, before)
        holder["parameters"] = [each.value for each in kept]

    def _parameter(self, parameter: dict[str, Any], pointer: str) -> None:
        collection_format = parameter.pop("collectionFormat", "csv")
        if parameter.get("type") == "array":
            location = parameter.get("in")
            parameter.update(self._style(location, collection_format, pointer))
        if "schema" not in parameter:
            parameter["schema"] = _pop_schema(parameter)

    def _style(
        self, location: Any, collection_format: str, pointer: str
    ) -> dict[str, Any]:
        """Return `style` and `explode`; empty for commas in a path or header."""
        is_form = location in ("query", "formData")
        is_multi = collection_format == "multi"
        if collection_format not in ("csv", *_STYLES) and not (is_form and is_multi):
            self.problems.add(
                "lossy-conversion",
                f"the collectionFormat {collection_format!r} is not defined here",
                at=pointer,
                consequence="the values are separated by commas",
                suggestion="use csv, ssv, tsv or pipes; multi in queries and forms",
            )
        if not is_form and collection_format not in _STYLES:
            return {}
        return {"style": _STYLES.get(collection_format, "form"), "explode": is_multi}

    # Request bodies

    def _request_body(
        self,
        operation: dict[str, Any],
        pointer: str,
        bodies: list[_Parameter],
        consumes: list[str],
    ) -> None:
        pointer = f"{pointer}/requestBody"
        whole = next((each for each in bodies if each.value.get("in") == "body"), None)
        if whole is None:
            operation["requestBody"] = self._form(pointer, bodies, consumes)
        else:
            operation["requestBody"] = self._body(pointer, whole, consumes)
        self.relocations.record(pointer, (whole or bodies[0]).pointer)

    def _body(
        self, pointer: str, parameter: _Parameter, consumes: list[str]
    ) -> dict[str, Any]:
        """Return the Request Body Object for a parameter in `body`."""
        value = parameter.value
        content: dict[str, Any] = {}
        for name in consumes or [_JSON]:
            content[name] = {"schema": copy_json(value.get("schema", True))}
            after = f"{pointer}/content/{escape(name)}/schema"
            self.relocations.record(after, f"{parameter.pointer}/schema")
        body: dict[str, Any] = {"content": content}
        if "description" in value:
            body["description"] = value["description"]
        body["required"] = value.get("required") is True
        return body

    def _form(
        self, pointer: str, fields: list[_Parameter], consumes: list[str]
    ) -> dict[str, Any]:
        """Return the Request Body Object for parameters in `formData`."""
        media_types = [name for name in consumes if name in (_FORM, _MULTIPART)]
        if any(field.value.get("type") == "file" for field in fields):
            media_types = [_MULTIPART]
        schema: dict[str, Any] = {"type": "object", "properties": {}}
        encoding: dict[str, Any] = {}
        for field in fields:
            value = field.value
            schema["properties"][field.name] = property_ = _pop_schema(dict(value))
            if "description" in value:
                property_.setdefault("description", value["description"])
            if value.get("type") == "array":
                collection_format = value.get("collectionFormat", "csv")
                encoding[field.name] = self._style(
                    "formData", collection_format, field.pointer
                )
        required = [field.name for field in fields if field.value.get("required")]
        if required:
            schema["required"] = required
        content: dict[str, Any] = {}
        for media_type in media_types or [_FORM]:
            content[media_type] = {"schema": copy_json(schema)}
            base = f"{pointer}/content/{escape(media_type)}/schema/properties"
            for field in fields:
                self.relocations.record(child(base, field.name), field.pointer)
            if encoding:
                content[media_type]["encoding"] = copy_json(encoding)
        return {"content": content, "required": bool(required)}

    # Responses

    def _response(
        self, response: dict[str, Any], pointer: str, produces: list[str]
    ) -> None:
        if "$ref" in response:
            return
        for name, header in response.get("headers", {}).items():
            if "schema" not in header:
                header["schema"] = _pop_schema(header)
                place = f"{pointer}/headers/{escape(name)}"
                self.relocations.record(f"{place}/schema", place)
        schema = response.pop("schema", None)
        examples = response.pop("examples", None)
        examples = examples if type(examples) is dict else {}
        if schema is None:
            return
        is_file = type(schema) is dict and schema.get("format") == "binary"
        content: dict[str, Any] = {}
        for name in produces or [_BINARY if is_file else _JSON]:
            content[name] = {"schema": copy_json(schema)}
            if name in examples:
                content[name]["example"] = examples[name]
            after = f"{pointer}/content/{escape(name)}"
            self.relocations.record(f"{after}/schema", f"{pointer}/schema")
            self.relocations.record(
                f"{after}/example", child(f"{pointer}/examples", name)
            )
        response["content"] = content

    # The root

    def _components(self) -> None:
        parameters = self.root.get("parameters", {})
        for name in [each for each in parameters if _is_body(parameters[each])]:
            del parameters[name]
        for name, parameter in parameters.items():
            if "$ref" not in parameter:
                before = child("#/parameters", name)
                after = child("#/components/parameters", name)
                self.relocations.record(after, before)
                self.relocations.record(f"{after}/schema", before)
                self._parameter(parameter, before)
        for name, scheme in self.root.get("securityDefinitions", {}).items():
            self._security_scheme(scheme, child("#/securityDefinitions", name))
        components: dict[str, Any] = {}
        for section, name in _SECTIONS.items():
            members = self.root.pop(section, None)
            if members:
                components[name] = members
                self.relocations.record(f"#/components/{name}", f"#/{section}")
        if components:
            self.root["components"] = components

    def _security_scheme(self, scheme: dict[str, Any], pointer: str) -> None:
        kind = scheme.get("type")
        if kind == "basic":
            scheme["type"], scheme["scheme"] = "http", "basic"
        elif kind == "oauth2":
            name = _FLOWS.get(str(scheme.pop("flow", "")), "implicit")
            flow = {
                key: scheme.pop(key)
                for key in ("authorizationUrl", "tokenUrl", "scopes")
                if key in scheme
            }
            flow.setdefault("scopes", {})
            scheme["flows"] = {name: flow}
            self.relocations.record(f"{pointer}/flows/{name}", pointer)

    def _references(self) -> None:
        for _, value, _ in walk(self.root):
            ref = value.get("$ref")
            if type(ref) is str:
                for old, new in _REF_PREFIXES:
                    if ref.startswith(old):
                        value["$ref"] = new + ref[len(old) :]

    def _servers(self) -> None:
        schemes = self.root.pop("schemes", None)
        self.root["servers"] = self._server_objects(schemes or ["https"])
        for name in ("servers", "host", "basePath"):
            self.relocations.record("#/servers", f"#/{name}")
        self.root.pop("host", None)
        self.root.pop("basePath", None)

    def _server_objects(self, schemes: list[str]) -> list[dict[str, Any]]:
        base = self.root.get("basePath", "")
        base = "" if base == "/" else base
        host = self.root.get("host")
        if not host:
            return [{"url": base or "/"}]
        # Operations use HTTP; the schemes ws and wss are for web sockets.
        http = [each for each in schemes if each not in ("ws", "wss")] or ["https"]
        return [{"url": f"{scheme}://{host}{base}"} for scheme in http]


def _is_body(parameter: dict[str, Any]) -> bool:
    return parameter.get("in") in ("body", "formData")


def _media_types(holder: dict[str, Any], name: str) -> list[str]:
    """Remove and return `consumes` or `produces`, without duplicates."""
    value = holder.pop(name, None)
    return list(dict.fromkeys(value)) if type(value) is list else []


def _pop_schema(holder: dict[str, Any]) -> dict[str, Any]:
    """Remove the keywords of a schema from a parameter or header; return the schema."""
    schema = {
        name: holder.pop(name) for name in PARAMETER_SCHEMA_KEYWORDS if name in holder
    }
    _convert_keywords(schema)
    return schema


def _convert_keywords(schema: dict[str, Any]) -> None:
    if schema.get("type") == "file":
        schema["type"], schema["format"] = "string", "binary"
    if schema.pop("x-nullable", None) is True:
        schema["nullable"] = True
