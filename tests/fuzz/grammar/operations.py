"""Paths, operations, parameters, bodies and responses."""

from __future__ import annotations

from typing import Any

from .choices import PROPERTY_WORDS, SENTENCES, Object
from .families import Families

__all__ = ["Operations"]

_SEGMENTS = (
    "pets", "orders", "users", "reports", "v1", "search", "items", "_internal",
    "import",
)  # fmt: skip
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_JSON = "application/json"
_JSON_TYPES = ("application/vnd.api+json", "application/merge-patch+json")
_STATUSES = ("400", "404", "422", "4XX", "5XX")


class Operations(Families):
    """Paths and what is in them; the schemas refer to the components.

    Args:
        tags: Names of tags.
        schemes: Security schemes by name.
    """

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self.tags: list[str] = []
        self.schemes: Object = {}
        self._shared: dict[str, Object] = {}
        """Components other than schemas, by section."""
        self._identifiers: set[str] = set()

    def share(self, section: str, value: Object, name: str) -> Object:
        """Return a value, or make it a component and return a reference to it."""
        if not self.maybe(0.25):
            return value
        section_values = self._shared.setdefault(section, {})
        section_values.setdefault(name, value)
        return {"$ref": f"#/components/{section}/{name}"}

    def shared(self) -> dict[str, Object]:
        """Return the components that are not schemas, by section."""
        return self._shared

    def paths(self) -> Object:
        """Return path items by path."""
        paths: Object = {}
        templates = set()
        for _ in range(self.random.randint(1, 4)):
            variables = self.some(("petId", "order_id", "class", "user-id"), 0, 2)
            parts = [*self.some(_SEGMENTS, 1, 2), *(f"{{{v}}}" for v in variables)]
            if variables and self.maybe(0.4):
                parts.append(self.one("close", "sub-items"))
            # Paths that differ in the names of their variables only are equal.
            template = tuple("{}" if "{" in part else part for part in parts)
            if template not in templates:
                templates.add(template)
                paths["/" + "/".join(parts)] = self._path_item(variables)
        return paths

    def webhooks(self) -> Object:
        """Return path items by the name of a webhook."""
        names = self.some(("newPet", "order.paid"), 1, 2)
        return {name: {"post": self._operation("post", [])} for name in names}

    def _path_item(self, variables: list[str]) -> Object:
        methods = self.some(("get", "put", "post", "delete", "patch", "head"), 1, 2)
        in_path = variables if self.maybe(0.3) else []
        rest = [name for name in variables if name not in in_path]
        item: Object = {each: self._operation(each, rest) for each in methods}
        parameters = [self._parameter(name, "path") for name in in_path]
        if self.maybe(0.15):
            parameters.append(self._parameter("trace-id", "header"))
        if parameters:
            item["parameters"] = parameters
        if self.maybe(0.1):
            item["summary"] = self.random.choice(SENTENCES)
        return item

    def _operation(self, method: str, variables: list[str]) -> Object:
        operation: Object = {"responses": self._responses(method)}
        identifier = f"{method}_{self.random.choice(PROPERTY_WORDS)}"
        if self.maybe(0.7) and identifier not in self._identifiers:
            self._identifiers.add(identifier)
            operation["operationId"] = identifier
        if self.tags and self.maybe(0.8):
            operation["tags"] = [self.random.choice(self.tags)]
        if self.maybe(0.3):
            operation["summary"] = self.random.choice(SENTENCES)
        if self.maybe(0.1):
            operation["deprecated"] = True
        parameters = [self._parameter(name, "path") for name in variables]
        for place in ("query", "header", "cookie"):
            for name in self.some(PROPERTY_WORDS, 0, 2) if self.maybe(0.4) else ():
                parameters.append(self._parameter(name, place))
        if parameters:
            operation["parameters"] = parameters
        if method in ("put", "post", "patch") and self.maybe(0.85):
            operation["requestBody"] = self._body()
        if self.schemes and self.maybe(0.3):
            operation["security"] = self.security()
        if method == "post" and self.maybe(0.08):
            callback = {"post": {"responses": {"200": {"description": "Done."}}}}
            callback["post"]["requestBody"] = {"content": self._contents(bodies=True)}
            url = "{$request.query.url}"
            operation["callbacks"] = {"onEvent": {url: callback}}
        return self.described(operation)

    def security(self) -> list[Object]:
        """Return alternatives of security requirements."""
        alternatives = []
        for _ in range(self.random.randint(0, 2)):
            names = self.some(self.schemes, 0, 2)
            scopes = {name: ["read"] if name == "OAuth2" else [] for name in names}
            alternatives.append(scopes)
        return alternatives

    # Parameters

    def _parameter(self, name: str, place: str) -> Object:
        parameter: Object = {"name": name, "in": place}
        if place == "path" or self.maybe(0.3):
            parameter["required"] = True
        if place != "path" and self.maybe(0.1):
            parameter["deprecated"] = True
        if place == "query" and self.maybe(0.1):
            parameter["content"] = {_JSON: {"schema": self.schema(2)}}
            return self._shared_parameter(parameter)
        style = self.random.choice(_STYLES[place])
        if self.maybe(0.5) or style == "deepObject":
            parameter["style"] = style
            if self.maybe(0.6):
                parameter["explode"] = style == "deepObject" or self.maybe(0.5)
        else:
            style = _STYLES[place][0]
        parameter["schema"] = self._parameter_schema(style)
        return self._shared_parameter(parameter)

    def _shared_parameter(self, parameter: Object) -> Object:
        name = f"{parameter['in']}-{len(self._shared.get('parameters', ()))}"
        return self.share("parameters", self.described(parameter), name)

    def _parameter_schema(self, style: str) -> Object:
        if style == "deepObject":
            return self.flat_object()
        if style in ("spaceDelimited", "pipeDelimited"):
            return {"type": "array", "items": self.scalar()}
        choice = self.random.random()
        if choice < 0.6:
            return self.scalar()
        if choice < 0.7:
            return {self.one("anyOf", "oneOf"): [self.scalar(), self.scalar()]}
        if choice < 0.85:
            return {"type": "array", "items": self.scalar()}
        if choice < 0.95:
            return self.flat_object()
        schema: Object = self.schema(2)
        return schema if isinstance(schema, dict) else {}

    def flat_object(self) -> Object:
        """Return an object whose properties are scalars."""
        names = self.some(PROPERTY_WORDS, 1, 3)
        properties = {name: self.scalar() for name in names}
        return {"type": "object", "properties": properties}

    # Contents

    def _body(self) -> Object:
        body = self.described({"content": self._contents(bodies=True)})
        body["required"] = self.maybe(0.7)
        name = f"Body{len(self._shared.get('requestBodies', ()))}"
        return self.share("requestBodies", body, name)

    def _contents(self, *, bodies: bool) -> Object:
        """Return media types and what is in them, for a request or a response."""
        choice = self.random.random()
        if choice < 0.75:
            contents = {_JSON: {"schema": self._content_schema()}}
            if self.maybe(0.1):
                contents[self.one(*_JSON_TYPES)] = {"schema": self._content_schema()}
            return contents
        if choice < 0.8:
            return {"text/plain": {"schema": {"type": "string"}}}
        if choice < 0.84 or not bodies:
            binary = {"type": "string", "format": "binary"}
            return {self.one("application/octet-stream", "image/*"): {"schema": binary}}
        if choice < 0.92:
            schema = self.flat_object() if self.maybe(0.7) else self.object(2)
            return {"application/x-www-form-urlencoded": {"schema": schema}}
        return {"multipart/form-data": self._multipart()}

    def _content_schema(self) -> Any:
        if self.names and self.maybe(0.5):
            return self.ref(self.random.choice(self.names))
        return self.schema(1)

    def _multipart(self) -> Object:
        schema = self.flat_object()
        first = next(iter(schema["properties"]))
        schema["properties"]["upload"] = {"type": "string", "format": "binary"}
        if self.maybe(0.3):
            schema["properties"]["metadata"] = self.object(2)
        if self.maybe(0.2):
            files = {"type": "string", "format": "binary"}
            schema["properties"]["files"] = {"type": "array", "items": files}
        content: Object = {"schema": schema}
        if self.maybe(0.3):
            content["encoding"] = {first: {"contentType": "text/plain"}}
        return content

    def _responses(self, method: str) -> Object:
        success = self.one("200", "200", "201", "202", "204", "2XX")
        statuses = [success, *self.some(_STATUSES, 0, 2)]
        if self.maybe(0.3):
            statuses.append("default")
        return {status: self._response(status, method) for status in statuses}

    def _response(self, status: str, method: str) -> Object:
        response: Object = {"description": self.text()}
        if status != "204" and method != "head" and self.maybe(0.85):
            response["content"] = self._contents(bodies=False)
        if self.maybe(0.15):
            name = self.one("X-Rate-Limit", "ETag", "next-page")
            header = self.described({"schema": self.scalar()})
            response["headers"] = {name: self.share("headers", header, name)}
        if self.maybe(0.05) and self._identifiers:
            operation = self.random.choice(sorted(self._identifiers))
            response["links"] = {"next": {"operationId": operation}}
        name = f"Response{len(self._shared.get('responses', ()))}"
        return self.share("responses", response, name)
