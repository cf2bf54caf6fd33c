"""Random OpenAPI documents that are valid, for tests of the whole generator.

``python -m tests.random_documents SEED`` prints the document of a seed as JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

__all__ = ["DENSITY", "random_document"]

DENSITY = 0.15
"""How probable compositions and recursive references are, by default."""

_MAX_DEPTH = 4
_Object: TypeAlias = dict[str, Any]

_WORDS = (
    "id", "name", "kind", "state", "owner", "created_at", "pageSize", "nextToken",
    "user-agent", "X-Rate", "itemCount", "billingAddress", "class", "from", "import",
    "self", "async", "None", "list", "type", "print", "model_config", "schema",
    "json", "copy", "2fa", "__class__", "_private", "largest.value", "naïve", "größe",
    "名前", "a+b",
)  # fmt: skip
_COMPONENT_WORDS = (
    "Pet", "Order", "user-profile", "Line_Item", "HTTPError", "v1.Thing", "Address",
    "list", "Node", "Client", "Model", "Response", "Enum", "Any", "error_body",
    "Account", "BillingPlanForOrganizationsWithManySeats",
)  # fmt: skip
_SEGMENTS = (
    "pets", "orders", "users", "reports", "v1", "search", "items", "_internal",
    "import",
)  # fmt: skip
_TAGS = ("pets", "Orders & more", "class", "Über", "a/b", "internal tools")
_SENTENCES = (
    "Plain words.",
    'It "quotes", and \'quotes\' again: """three""".',
    "A back\\slash, \\n, \\u0041, \\N{DASH} and one at the end \\",
    "Tabs\tbetween\twords\n\tand an indented line\n\n\t\tdeeper",
    "Accents: é ü ß; wide: 名前 한글; marks: e\u0301; signs: → … – “quoted”.",
    "{{ braces }} {% raw %} ${shell} %(format)s # comment </script> <b>`code`</b>",
    "* a list\n* of two items\n\n    indented code\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "```python\nprint('fenced')\n\n\n# twice\n```",
    "Line ends: one\r\ntwo\rthree\x0cfour\u2028five\u00a0six",
    "A sentence that is so long that it has to be wrapped wherever it is shown, twice. "
    * 3,
    '"',
    '""""',
    "   leading and trailing blanks   ",
)
_STRING_FORMATS: dict[str, str] = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "uuid": "12345678-1234-4234-8234-123456789abc",
    "email": "user@example.com",
    "uri": "https://example.com/a?b=c",
    "byte": "YWJj",
    "ipv4": "192.0.2.1",
    "hostname": "example.com",
    "password": "secret",
    "made-up": "text",
}
_PATTERNS = {
    "^[a-z]+$": "abc",
    r"^\d{3}-\d{4}$": "555-1234",
    r"^[\w\"'\\]*$": "word",
}
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_FLOWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("implicit", ("authorizationUrl",)),
    ("password", ("tokenUrl",)),
    ("clientCredentials", ("tokenUrl",)),
    ("authorizationCode", ("authorizationUrl", "tokenUrl")),
)


def random_document(seed: int, density: float = DENSITY) -> _Object:
    """Return the OpenAPI 3.0 or 3.1 document of `seed`, valid by the specification.

    `density`, from 0 to 1, is how probable compositions (allOf, oneOf, anyOf) are in a
    schema, and references to schemas that lead back to themselves.
    """
    return _Grammar(Random(seed), density).document()


class _Grammar:
    """One method for each kind of object; the schemas come first, then their uses."""

    def __init__(self, random: Random, density: float) -> None:
        self._random = random
        self._density = density
        self._is_30 = random.random() < 0.5
        self._objects: list[str] = []
        """Names of components whose schema is an object."""
        self._others: list[str] = []
        self._operations: set[str] = set()
        self._schemes: _Object = {}

    # Choices

    def _maybe(self, probability: float) -> bool:
        return self._random.random() < probability

    def _some(self, values: Any, least: int, most: int) -> list[Any]:
        """Return some of the values, each once, in their order of drawing."""
        count = self._random.randint(least, most)
        return self._random.sample(sorted(values), min(count, len(values)))

    def _text(self) -> str:
        sentences = self._random.choices(_SENTENCES, k=self._random.randint(1, 3))
        return self._random.choice((" ", "\n", "\n\n")).join(sentences)

    def _described(self, node: _Object, probability: float = 0.4) -> _Object:
        if self._maybe(probability):
            node["description"] = self._text()
        return node

    # The document

    def document(self) -> _Object:
        self._schemes = self._security_schemes()
        schemas = self._component_schemas()
        tags = self._some(_TAGS, 0, 4)
        document: _Object = {
            "openapi": "3.0.3" if self._is_30 else "3.1.0",
            "info": self._described(
                {"title": self._random.choice(("Pet Store", 'The "X" API', "名前 API")),
                 "version": self._random.choice(("1.0.0", "2026-01-31", "v2.1-beta"))}
            ),
            "servers": self._servers(),
            "tags": [self._described({"name": tag}) for tag in tags],
            "paths": self._paths(tags),
            "components": {"schemas": schemas},
        }  # fmt: skip
        if self._schemes:
            document["components"]["securitySchemes"] = self._schemes
            if self._maybe(0.7):
                document["security"] = self._security()
        return document

    def _servers(self) -> list[_Object]:
        servers: list[_Object] = [{"url": "https://api.example.com/v1"}]
        if self._maybe(0.3):
            variable = {"default": "eu", "enum": ["eu", "us-east"]}
            servers.append(
                {
                    "url": "https://{region}.example.com",
                    "description": self._text(),
                    "variables": {"region": self._described(variable)},
                }
            )
        return self._some_servers(servers)

    def _some_servers(self, servers: list[_Object]) -> list[_Object]:
        self._random.shuffle(servers)
        return servers

    def _security_schemes(self) -> _Object:
        schemes: _Object = {}
        for place in self._some(("header", "query", "cookie"), 0, 2):
            name = self._random.choice(("X-API-Key", "api_key", "key"))
            schemes[f"{place}Key"] = {"type": "apiKey", "in": place, "name": name}
        for scheme in self._some(("basic", "bearer"), 0, 2):
            schemes[f"http-{scheme}"] = {"type": "http", "scheme": scheme}
        if self._maybe(0.3):
            flow, addresses = self._random.choice(_FLOWS)
            urls = {each: f"https://example.com/{each}" for each in addresses}
            scopes = {"read": self._text(), "write:all": "Write."}
            schemes["OAuth2"] = {
                "type": "oauth2",
                "flows": {flow: {**urls, "scopes": scopes}},
            }
        if self._maybe(0.1):
            url = "https://example.com/.well-known/openid-configuration"
            schemes["openId"] = {"type": "openIdConnect", "openIdConnectUrl": url}
        return {name: self._described(each, 0.3) for name, each in schemes.items()}

    def _security(self) -> list[_Object]:
        alternatives = []
        for _ in range(self._random.randint(0, 2)):
            names = self._some(self._schemes, 0, 2)
            scopes = {name: ["read"] if name == "OAuth2" else [] for name in names}
            alternatives.append(scopes)
        return alternatives

    # Schemas

    def _component_schemas(self) -> _Object:
        schemas: _Object = {}
        for name in self._some(_COMPONENT_WORDS, 2, 8):
            if self._maybe(0.6):
                schemas[name] = self._object(0, name)
                self._objects.append(name)
            else:
                schemas[name] = self._schema(0)
                self._others.append(name)
        return schemas

    def _schema(self, depth: int) -> _Object:
        """Return the schema of a value of any kind."""
        if depth >= _MAX_DEPTH:
            return self._scalar()
        names = self._objects + self._others
        if names and self._maybe(0.25):
            return {"$ref": f"#/components/schemas/{self._random.choice(names)}"}
        if self._maybe(self._density):
            return self._described(self._composition(depth + 1))
        kinds: list[Callable[[], _Object]] = [
            self._scalar,
            self._scalar,
            lambda: self._array(depth + 1),
            lambda: self._object(depth + 1),
        ]
        return self._random.choice(kinds)()

    def _composition(self, depth: int) -> _Object:
        references = [
            {"$ref": f"#/components/schemas/{name}"} for name in self._objects
        ]
        keyword = self._random.choice(("allOf", "oneOf", "anyOf"))
        if keyword == "allOf":
            base = [self._random.choice(references)] if references else []
            return {"allOf": [*base, self._object(depth)]}
        if len(references) > 1 and self._maybe(0.5):
            return {keyword: self._random.sample(references, 2)}
        others = [self._schema(depth) for _ in range(self._random.randint(1, 2))]
        return {keyword: [self._scalar(), *others]}

    def _object(self, depth: int, name: str = "") -> _Object:
        """Return the schema of an object; one with a `name` may contain itself."""
        names = self._some(_WORDS, 0, 6)
        properties = {each: self._property(depth) for each in names}
        required = [each for each in names if self._maybe(0.4)]
        if name and self._maybe(self._density):
            own = {"$ref": f"#/components/schemas/{name}"}
            properties["children"] = {"type": "array", "items": own}
        schema: _Object = {"type": "object"}
        if properties or self._maybe(0.5):
            schema["properties"] = properties
        if required:
            schema["required"] = required
        if self._maybe(0.25):
            schema["additionalProperties"] = self._random.choice(
                (True, False, self._scalar())
            )
        if self._maybe(0.2):
            schema["title"] = self._random.choice(
                ("A Title", '"Quoted"', "class", "名")
            )
        return self._described(self._nullable(schema))

    def _property(self, depth: int) -> _Object:
        schema = self._schema(depth + 1)
        if "$ref" in schema or schema.get("type") == "object":
            return schema
        if self._maybe(0.1):
            schema[self._random.choice(("readOnly", "writeOnly"))] = True
        if self._maybe(0.1):
            schema["deprecated"] = True
        return schema

    def _array(self, depth: int) -> _Object:
        schema: _Object = {"type": "array", "items": self._schema(depth)}
        if self._maybe(0.2):
            schema["minItems"] = self._random.randint(0, 2)
            schema["maxItems"] = 10
        if self._maybe(0.1):
            schema["uniqueItems"] = True
        return self._described(self._nullable(schema))

    def _scalar(self) -> _Object:
        """Return the schema of a text, number or boolean, often with a default or an
        example that it allows.
        """
        schema, value = self._random.choice(
            (self._string, self._string, self._integer, self._number, self._boolean)
        )()
        if self._maybe(0.2):
            schema["default"] = value
        if self._maybe(0.2):
            schema["example"] = value
        if not self._is_30 and self._maybe(0.1):
            schema["examples"] = [value]
        return self._described(self._nullable(schema))

    def _nullable(self, schema: _Object) -> _Object:
        if not self._maybe(0.15) or "enum" in schema:
            return schema
        if self._is_30:
            return {**schema, "nullable": True}
        return {**schema, "type": [schema["type"], "null"]}

    def _string(self) -> tuple[_Object, str]:
        choice = self._random.random()
        if choice < 0.25:
            texts = [*_WORDS[:20], *_SENTENCES[:5], "", "a b", "-1"]
            values = self._some(texts, 1, 12)
            return {"type": "string", "enum": values}, values[0]
        if choice < 0.5:
            format_, text = self._random.choice(list(_STRING_FORMATS.items()))
            return {"type": "string", "format": format_}, text
        if choice < 0.6:
            pattern, text = self._random.choice(list(_PATTERNS.items()))
            return {"type": "string", "pattern": pattern}, text
        if choice < 0.7:
            return {"type": "string", "minLength": 1, "maxLength": 64}, "text"
        return {"type": "string"}, self._random.choice(_SENTENCES)

    def _integer(self) -> tuple[_Object, int]:
        choice = self._random.random()
        if choice < 0.2:
            values = self._some(range(-3, 9), 1, 6)
            return {"type": "integer", "enum": values}, values[0]
        if choice < 0.5:
            return {"type": "integer", "minimum": -5, "maximum": 10**12}, 7
        if choice < 0.7:
            return {"type": "integer", "format": "int64"}, 2**53 + 1
        return {"type": "integer"}, 0

    def _number(self) -> tuple[_Object, float]:
        bound = 0 if self._is_30 else 0.5
        schema: _Object = {"type": "number", "minimum": bound}
        if self._maybe(0.3):
            schema["format"] = self._random.choice(("float", "double"))
        if self._maybe(0.3):
            schema["maximum"] = 1e300
        return schema, self._random.choice((0.5, 1e16, 2.5e-7 + 1, 12.25))

    def _boolean(self) -> tuple[_Object, bool]:
        return {"type": "boolean"}, self._maybe(0.5)

    # Paths

    def _paths(self, tags: list[str]) -> _Object:
        paths: _Object = {}
        for _ in range(self._random.randint(1, 5)):
            variables = self._some(("petId", "order_id", "class", "user-id"), 0, 2)
            parts = [*self._some(_SEGMENTS, 1, 2), *(f"{{{v}}}" for v in variables)]
            if variables and self._maybe(0.4):
                parts.append(self._random.choice(("close", "sub-items")))
            methods = self._some(
                ("get", "put", "post", "delete", "patch", "head"), 1, 3
            )
            paths["/" + "/".join(parts)] = {
                method: self._operation(method, variables, tags) for method in methods
            }
        return self._without_equal_templates(paths)

    @staticmethod
    def _without_equal_templates(paths: _Object) -> _Object:
        """Leave out paths that differ in the names of their variables only."""
        kept: dict[tuple[str, ...], str] = {}
        for path in paths:
            shape = tuple("{}" if "{" in part else part for part in path.split("/"))
            kept.setdefault(shape, path)
        return {path: paths[path] for path in kept.values()}

    def _operation(self, method: str, variables: list[str], tags: list[str]) -> _Object:
        operation: _Object = {"responses": self._responses(method)}
        identifier = f"{method}_{self._random.choice(_WORDS)}"
        if self._maybe(0.7) and identifier not in self._operations:
            self._operations.add(identifier)
            operation["operationId"] = identifier
        if tags and self._maybe(0.8):
            operation["tags"] = [self._random.choice(tags)]
        if self._maybe(0.4):
            operation["summary"] = self._random.choice(_SENTENCES)
        if self._maybe(0.1):
            operation["deprecated"] = True
        parameters = [self._parameter(name, "path") for name in variables]
        for place in ("query", "header", "cookie"):
            for name in self._some(_WORDS, 0, 2) if self._maybe(0.5) else ():
                parameters.append(self._parameter(name, place))
        if parameters:
            operation["parameters"] = parameters
        if method in ("put", "post", "patch") and self._maybe(0.8):
            content = self._contents(bodies=True)
            operation["requestBody"] = self._described({"content": content})
            operation["requestBody"]["required"] = self._maybe(0.7)
        if self._schemes and self._maybe(0.3):
            operation["security"] = self._security()
        return self._described(operation)

    def _parameter(self, name: str, place: str) -> _Object:
        parameter: _Object = {"name": name, "in": place}
        if place == "path" or self._maybe(0.3):
            parameter["required"] = True
        if place != "path" and self._maybe(0.1):
            parameter["deprecated"] = True
        if place == "query" and self._maybe(0.1):
            parameter["content"] = {"application/json": {"schema": self._object(3)}}
            return self._described(parameter)
        style = self._random.choice(_STYLES[place])
        if self._maybe(0.5) or style == "deepObject":
            parameter["style"] = style
            if self._maybe(0.6):
                parameter["explode"] = style == "deepObject" or self._maybe(0.5)
        else:
            style = _STYLES[place][0]
        parameter["schema"] = self._parameter_schema(style)
        return self._described(parameter)

    def _parameter_schema(self, style: str) -> _Object:
        if style == "deepObject":
            return self._flat_object()
        if style in ("spaceDelimited", "pipeDelimited"):
            return {"type": "array", "items": self._scalar()}
        choice = self._random.random()
        if choice < 0.7:
            return self._scalar()
        if choice < 0.9:
            return {"type": "array", "items": self._scalar()}
        return self._flat_object()

    def _flat_object(self) -> _Object:
        names = self._some(_WORDS, 1, 3)
        return {
            "type": "object",
            "properties": {name: self._scalar() for name in names},
        }

    # Contents

    def _contents(self, *, bodies: bool) -> _Object:
        """Return media types and what is in them, for a request or a response."""
        choice = self._random.random()
        if choice < 0.65:
            contents = {"application/json": {"schema": self._schema(1)}}
            if self._maybe(0.15):
                contents["application/vnd.api+json"] = {"schema": self._schema(1)}
            return contents
        if choice < 0.75:
            return {"text/plain": {"schema": {"type": "string"}}}
        if choice < 0.85 or not bodies:
            binary = {"type": "string", "format": "binary"}
            return {"application/octet-stream": {"schema": binary}}
        if choice < 0.92:
            schema = self._flat_object()
            return {"application/x-www-form-urlencoded": {"schema": schema}}
        return {"multipart/form-data": self._multipart()}

    def _multipart(self) -> _Object:
        schema = self._flat_object()
        first = next(iter(schema["properties"]))
        schema["properties"]["upload"] = {"type": "string", "format": "binary"}
        if self._maybe(0.3):
            schema["properties"]["metadata"] = self._flat_object()
        content: _Object = {"schema": schema}
        if self._maybe(0.3):
            content["encoding"] = {first: {"contentType": "text/plain"}}
        return content

    def _responses(self, method: str) -> _Object:
        success = self._random.choice(("200", "201", "202", "204"))
        statuses = [success, *self._some(("400", "404", "422", "4XX", "5XX"), 0, 2)]
        if self._maybe(0.3):
            statuses.append("default")
        return {status: self._response(status, method) for status in statuses}

    def _response(self, status: str, method: str) -> _Object:
        response: _Object = {"description": self._text()}
        if status != "204" and method != "head" and self._maybe(0.8):
            response["content"] = self._contents(bodies=False)
        if self._maybe(0.2):
            name = self._random.choice(("X-Rate-Limit", "ETag", "next-page"))
            header = self._described({"schema": self._scalar()})
            response["headers"] = {name: header}
        return response


def _main() -> None:
    parser = argparse.ArgumentParser(description="Print a random OpenAPI document.")
    parser.add_argument("seed", type=int)
    parser.add_argument("--density", type=float, default=DENSITY)
    options = parser.parse_args()
    document = random_document(options.seed, options.density)
    print(json.dumps(document, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    _main()
