"""Convert Swagger 2.0 to the vocabulary of OpenAPI 3.2.

Rules follow the OpenAPI Initiative's migration guide (from 2.0 to 3.0) and section 4.3
of the Swagger 2.0 specification. The result may still hold `nullable` and other words
of OpenAPI 3.0; the dialect pass removes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.document.grammar import HTTP_METHODS, PARAMETER_SCHEMA_KEYWORDS, walk
from generator.document.pointer import child, escape, follow_refs, lookup
from generator.document.source_map import Relocations, Reporter

__all__ = ["convert"]

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
# The delimiters of section 4.3.2.1 that are not the comma. OpenAPI 3 has two of them, in
# queries only; here they are styles of every location.
_DELIMITED = {
    "ssv": "spaceDelimited",
    "tsv": "tabDelimited",
    "pipes": "pipeDelimited",
}
_PREFIXES = (
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
)


def convert(root: dict[str, Any], problems: Reporter, relocations: Relocations) -> None:
    """Rewrite `root`, a Swagger 2.0 document of proper shape, in place."""
    _Conversion(root, problems, relocations).run()


class _Conversion:
    def __init__(
        self, root: dict[str, Any], problems: Reporter, relocations: Relocations
    ) -> None:
        self.root = root
        self.problems = problems
        self.relocations = relocations
        self.consumes = _media_types(root.pop("consumes", None))
        self.produces = _media_types(root.pop("produces", None))

    def run(self) -> None:
        root = self.root
        self._schemas()
        paths = root.get("paths", {})
        for path, item in paths.items():
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
        for kind, value, pointer in walk(self.root):
            if kind != "schema":
                continue
            if type(value.get("discriminator")) is str:
                value["discriminator"] = {"propertyName": value["discriminator"]}
            _binary(value)
            if value.pop("x-nullable", None) is True:
                value["nullable"] = True
            self._inner_format(value, pointer)

    def _inner_format(self, schema: dict[str, Any], pointer: str) -> None:
        if schema.pop("collectionFormat", None) and schema.get("type") == "array":
            self.problems.add(
                "lossy-conversion",
                "the collectionFormat of items has no equal in OpenAPI 3",
                at=pointer,
                consequence="arrays inside of arrays are written as JSON",
                suggestion="use an array of primitive values",
            )

    # Operations

    def _path_item(self, item: dict[str, Any], pointer: str) -> None:
        shared = list(self._parameters(item, pointer))
        bodies = [each for each in shared if _is_body(each[1])]
        for method in HTTP_METHODS:
            operation = item.get(method)
            if type(operation) is dict:
                self._operation(operation, f"{pointer}/{method}", bodies)
        self._keep(item, pointer, shared)

    def _parameters(
        self, holder: dict[str, Any], pointer: str
    ) -> Iterator[tuple[int, dict[str, Any], str]]:
        """Give (index, parameter with references followed, pointer)."""
        for index, parameter in enumerate(holder.get("parameters", ())):
            place = f"{pointer}/parameters/{index}"
            if type(parameter.get("$ref")) is str:
                target = follow_refs(self.root, parameter["$ref"])
                found = lookup(self.root, target) if target else None
                if type(found) is dict and _is_body(found) and target is not None:
                    yield index, found, target
                    continue
            yield index, parameter, place

    def _operation(
        self,
        operation: dict[str, Any],
        pointer: str,
        inherited: list[tuple[int, dict[str, Any], str]],
    ) -> None:
        consumes = _media_types(operation.pop("consumes", None)) or self.consumes
        produces = _media_types(operation.pop("produces", None)) or self.produces
        own = list(self._parameters(operation, pointer))
        names = {(each.get("in"), each.get("name")) for _, each, _ in own}
        bodies = [each for each in own if _is_body(each[1])]
        bodies += [
            each
            for each in inherited
            if (each[1].get("in"), each[1].get("name")) not in names
        ]
        self._body(operation, pointer, bodies, consumes)
        self._keep(operation, pointer, own)
        for status, response in operation.get("responses", {}).items():
            if type(response) is dict:
                place = f"{pointer}/responses/{escape(status)}"
                self._response(response, place, produces)
        schemes = operation.pop("schemes", None)
        if schemes and "servers" not in operation and self.root.get("host"):
            operation["servers"] = self._addresses(schemes)

    def _keep(
        self,
        holder: dict[str, Any],
        pointer: str,
        found: list[tuple[int, dict[str, Any], str]],
    ) -> None:
        """Leave the parameters that are no bodies, converted, in the holder."""
        if "parameters" not in holder:
            return
        kept: list[dict[str, Any]] = []
        for index, parameter, _ in found:
            if _is_body(parameter):
                continue
            before, after = (
                f"{pointer}/parameters/{number}" for number in (index, len(kept))
            )
            if before != after:
                self.relocations.record(after, before)
            if "$ref" not in parameter:
                self.relocations.record(f"{after}/schema", before)
                self._parameter(parameter, before)
            kept.append(parameter)
        holder["parameters"] = kept

    def _parameter(self, parameter: dict[str, Any], pointer: str) -> None:
        style = parameter.pop("collectionFormat", "csv")
        if parameter.get("type") == "array":
            self._style(parameter, style, pointer)
        if "schema" not in parameter:
            parameter["schema"] = _schema_of(parameter)

    def _style(self, parameter: dict[str, Any], style: str, pointer: str) -> None:
        # Commas are the default of path and header: simple.
        is_form = parameter.get("in") in ("query", "formData")
        if is_form or style in _DELIMITED:
            parameter["style"] = _DELIMITED.get(style, "form")
            parameter["explode"] = style == "multi"
        if style not in ("csv", *_DELIMITED) and not (is_form and style == "multi"):
            self.problems.add(
                "lossy-conversion",
                f"the collectionFormat {style!r} has no meaning here",
                at=pointer,
                consequence="its values are separated by commas",
                suggestion="use csv, ssv, tsv or pipes; multi in queries and forms",
            )

    def _body(
        self,
        operation: dict[str, Any],
        pointer: str,
        bodies: list[tuple[int, dict[str, Any], str]],
        consumes: list[str],
    ) -> None:
        whole = [each for each in bodies if each[1].get("in") == "body"]
        if whole:
            _, parameter, place = whole[0]
            content = {
                name: {"schema": _copy(parameter.get("schema", True))}
                for name in consumes or [_JSON]
            }
            for name in content:
                inner = f"{pointer}/requestBody/content/{escape(name)}/schema"
                self.relocations.record(inner, f"{place}/schema")
            body: dict[str, Any] = {"content": content}
            if "description" in parameter:
                body["description"] = parameter["description"]
            body["required"] = parameter.get("required") is True
        elif bodies:
            body = self._form(pointer, bodies, consumes)
            place = bodies[0][2]
        else:
            return
        operation["requestBody"] = body
        self.relocations.record(f"{pointer}/requestBody", place)

    def _form(
        self,
        pointer: str,
        fields: list[tuple[int, dict[str, Any], str]],
        consumes: list[str],
    ) -> dict[str, Any]:
        has_file = any(each.get("type") == "file" for _, each, _ in fields)
        forms = [name for name in consumes if name in (_FORM, _MULTIPART)]
        if has_file:
            forms = [_MULTIPART]
        properties: dict[str, Any] = {}
        encoding: dict[str, Any] = {}
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        for _, field, place in fields:
            name = str(field.get("name", ""))
            properties[name] = _schema_of(dict(field))
            if "description" in field:
                properties[name].setdefault("description", field["description"])
            if field.get("type") == "array":
                options: dict[str, Any] = {"in": "formData"}
                self._style(options, field.get("collectionFormat", "csv"), place)
                encoding[name] = {key: options[key] for key in ("style", "explode")}
        required = [
            str(field.get("name", ""))
            for _, field, _ in fields
            if field.get("required")
        ]
        if required:
            schema["required"] = required
        content: dict[str, Any] = {}
        for media_type in forms or [_FORM]:
            content[media_type] = {"schema": _copy(schema)}
            base = f"{pointer}/requestBody/content/{escape(media_type)}/schema"
            for _, field, place in fields:
                name = str(field.get("name", ""))
                self.relocations.record(f"{base}/properties/{escape(name)}", place)
            if encoding:
                content[media_type]["encoding"] = _copy(encoding)
        return {"content": content, "required": bool(required)}

    # Responses

    def _response(
        self, response: dict[str, Any], pointer: str, produces: list[str]
    ) -> None:
        if "$ref" in response:
            return
        for name, header in response.get("headers", {}).items():
            if "schema" not in header:
                header["schema"] = _schema_of(header)
                place = f"{pointer}/headers/{escape(name)}"
                self.relocations.record(f"{place}/schema", place)
        schema = response.pop("schema", None)
        examples = response.pop("examples", None)
        examples = examples if type(examples) is dict else {}
        if schema is None:
            return
        is_file = type(schema) is dict and schema.get("format") == "binary"
        default = ["application/octet-stream"] if is_file else [_JSON]
        content: dict[str, Any] = {}
        for name in produces or default:
            content[name] = {"schema": _copy(schema)}
            if name in examples:
                content[name]["example"] = examples[name]
            inner = f"{pointer}/content/{escape(name)}"
            self.relocations.record(f"{inner}/schema", f"{pointer}/schema")
            self.relocations.record(
                f"{inner}/example", child(f"{pointer}/examples", name)
            )
        response["content"] = content

    # The root

    def _components(self) -> None:
        root = self.root
        components: dict[str, Any] = {}
        self._move("definitions", components, "schemas")
        parameters = root.get("parameters", {})
        for name in [each for each in parameters if _is_body(parameters[each])]:
            del parameters[name]
        for name, parameter in parameters.items():
            if "$ref" not in parameter:
                place = child("#/parameters", name)
                self.relocations.record(child("#/components/parameters", name), place)
                after = child("#/components/parameters", name) + "/schema"
                self.relocations.record(after, place)
                self._parameter(parameter, place)
        self._move("parameters", components, "parameters")
        self._move("responses", components, "responses")
        schemes = root.get("securityDefinitions", {})
        for name, scheme in schemes.items():
            self._scheme(scheme, child("#/securityDefinitions", name))
        self._move("securityDefinitions", components, "securitySchemes")
        if components:
            root["components"] = components

    def _move(self, section: str, components: dict[str, Any], name: str) -> None:
        members = self.root.pop(section, None)
        if members:
            components[name] = members
            self.relocations.record(f"#/components/{name}", f"#/{section}")

    def _scheme(self, scheme: dict[str, Any], pointer: str) -> None:
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
                for old, new in _PREFIXES:
                    if ref.startswith(old):
                        value["$ref"] = new + ref[len(old) :]

    def _servers(self) -> None:
        root = self.root
        schemes = root.pop("schemes", None)
        root["servers"] = self._addresses(schemes or ["https"])
        for name in ("servers", "host", "basePath"):
            self.relocations.record("#/servers", f"#/{name}")
        root.pop("host", None)
        root.pop("basePath", None)

    def _addresses(self, schemes: list[str]) -> list[dict[str, Any]]:
        base = self.root.get("basePath", "")
        base = "" if base == "/" else base
        host = self.root.get("host")
        if not host:
            return [{"url": base or "/"}]
        # Web sockets are another protocol than the one that operations speak.
        spoken = [each for each in schemes if each not in ("ws", "wss")] or ["https"]
        return [{"url": f"{scheme}://{host}{base}"} for scheme in spoken]


def _is_body(parameter: dict[str, Any]) -> bool:
    return parameter.get("in") in ("body", "formData")


def _media_types(value: Any) -> list[str]:
    return list(dict.fromkeys(value)) if type(value) is list else []


def _schema_of(holder: dict[str, Any]) -> dict[str, Any]:
    """Take the schema's words out of a parameter, header or form field."""
    schema = {
        name: holder.pop(name) for name in PARAMETER_SCHEMA_KEYWORDS if name in holder
    }
    if schema.pop("x-nullable", None) is True:
        schema["nullable"] = True
    _binary(schema)
    return schema


def _binary(schema: dict[str, Any]) -> None:
    if schema.get("type") == "file":
        schema["type"], schema["format"] = "string", "binary"


def _copy(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copy(item) for key, item in value.items()}
    if type(value) is list:
        return [_copy(item) for item in value]
    return value
