"""The cases: for each rule on an operation or a model, an edit that it reports."""

from __future__ import annotations

from typing import Any

from .case import DELETED, Case

__all__ = ["CASES"]

_ITEM = "schemas/@@Item"
_RESULT = "schemas/@@Result"
_JSON = "content/application~json"
_NUMBERS = {"type": "array", "items": {"type": "integer"}}
_NUMBERS = {"type": "array", "items": {"type": "integer"}}
_TEXT = {"type": "string"}
_REPLY: dict[str, Any] = {"id": "a", "state": "open", "total": 1.5}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/@@{name}"}


def _property(name: str, value: Any, where: str = _ITEM) -> dict[str, Any]:
    return {f"{where}/properties/{name}": value}


def _reply(**more: Any) -> dict[str, Any]:
    return {**_REPLY, **more}


def _enum(*values: int) -> dict[str, Any]:
    return {"type": "integer", "enum": [*values, 9]}


def _ranks(*values: int) -> dict[str, Any]:
    names = ["low", "high"][: len(values)]
    return {**_enum(*values), "x-enum-varnames": [*names, "other"]}


_QUERY = {"name": "page", "in": "query", "schema": _TEXT}
_CONSTANT: dict[str, Any] = {
    **_QUERY,
    "required": True,
    "schema": {"type": "string", "enum": ["a"]},
}
_EXTRA = _property("more", {"type": "string", "const": "x"})
_NEEDED: dict[str, Any] = {f"{_ITEM}/required": ["name", "part", "more"]}
_SECOND = {"op/requestBody/content": {
    "application/json": {"schema": _ref("Item")},
    "application/x-www-form-urlencoded": {"schema": _ref("Item")},
}}  # fmt: skip
_CREATED = {"description": "Done", "content": {"application/json": {"schema": _TEXT}}}

_OPERATIONS = [
    Case(("operation-removed",), {"paths/~@@~{id}/post": DELETED},
         {"paths/~@@~{id}/get": {"operationId": "@@_keep", "tags": ["@@"],
                                 "responses": {"204": {"description": "Done"}}},
          "paths/~@@~{id}/parameters": [
              {"name": "id", "in": "path", "required": True, "schema": _TEXT}]}),
    Case(("operation-added",), {"paths/~@@~more": {"get": {
        "operationId": "@@_more", "tags": ["@@"],
        "responses": {"204": {"description": "Done"}}}}}),
    Case(("operation-deprecated",), {"op/deprecated": True}),
    Case(("operation-reinstated",), {"op/deprecated": False}, {"op/deprecated": True},
         usual=False),
    Case(("operation-id-changed",), {"op/operationId": "@@-send"}),
    Case(("operation-described",), {"op/summary": "Sends"}),
    Case(("operation-renamed",), {"op/operationId": "@@_deliver"}),
    Case(("operation-server-changed",), {"op/servers": [{"url": "https://o.example"}]}),
    Case(("idempotent-changed",), {"op/x-idempotent": True}),
    Case(("idempotent-changed",), {"op/x-idempotent": False}, {"op/x-idempotent": True},
         usual=False),
    Case(("parameter-required-added",), {"op/parameters/4": {**_QUERY, "required": True}}),
    Case(("parameter-optional-added",), {"op/parameters/4": _QUERY}),
    Case(("parameter-removed",), {"op/parameters/3": DELETED}),
    Case(("parameter-became-required",), {"op/parameters/4": {**_QUERY, "required": True}},
         {"op/parameters/4": _QUERY}),
    Case(("parameter-became-optional",), {"op/parameters/2/required": False}),
    Case(("parameter-moved",), {"op/parameters/2/in": "header"}),
    Case(("parameter-renamed",), {"op/parameters/4": {**_QUERY, "in": "header", "name": "PAGESIZE"}},
         {"op/parameters/4": {**_QUERY, "in": "header", "name": "pageSize"}},
         "client.@@.send('1', token='t', name='n', part=models.@@Part(size=1), "
         "page_size='2')"),
    Case(("parameter-explode-changed",), {"op/parameters/3/explode": False}),
    Case(("parameter-style-changed",), {"op/parameters/3/style": "pipeDelimited"},
         {"op/parameters/3/explode": False, "op/parameters/3/style": "form"}),
    Case(("parameter-content-changed",), {"op/parameters/2": {
        "name": "token", "in": "query", "required": True,
        "content": {"application/json": {"schema": _TEXT}}}}),
    Case(("parameter-default-changed",), {"op/parameters/1/schema/default": 3}),
    Case(("parameter-deprecated",), {"op/parameters/1/deprecated": True}),
    Case(("parameter-reinstated",), {"op/parameters/1/deprecated": False},
         {"op/parameters/1/deprecated": True}),
    Case(("parameter-described",), {"op/parameters/1/description": "How many"}),
    Case(("body-removed",), {"op/requestBody": DELETED}),
    Case(("body-required-added",), {"op/requestBody": {"required": True, "content": {
        "application/json": {"schema": _ref("Item")}}}}, {"op/requestBody": DELETED},
         "client.@@.send('1', token='t')", "client.@@.send('1', token='t')",
         usual=False),
    Case(("body-optional-added",), {"op/requestBody": {"content": {
        "application/json": {"schema": {"type": "array", "items": _TEXT}}}}},
         {"op/requestBody": DELETED},
         "client.@@.send('1', token='t')", "client.@@.send('1', token='t')",
         usual=False),
    Case(("body-became-required",), {"op/requestBody/required": True},
         {"op/requestBody": {"required": False, "content": {
             "application/json": {"schema": {"type": "array", "items": _TEXT}}}}},
         "client.@@.send('1', token='t')", "client.@@.send('1', token='t')",
         usual=False),
    Case(("body-became-optional",), {"op/requestBody/required": False}),
    Case(("body-described",), {"op/requestBody/description": "What"}),
    Case(("request-media-type-added",), _SECOND),
    Case(("request-media-type-removed",),
         {"op/requestBody/content/application~x-www-form-urlencoded": DELETED,
          "op/requestBody/content/application~merge-patch+json": {"schema": _ref("Item")}},
         _SECOND,
         "client.@@.send('1', token='t', name='n', part=models.@@Part(size=1), "
         "content_type='application/x-www-form-urlencoded')",
         "client.@@.send('1', token='t', name='n', part=models.@@Part(size=1), "
         "content_type='application/x-www-form-urlencoded')", usual=False),
    Case(("request-media-type-replaced",), {"op/requestBody/content": {
        "application/merge-patch+json": {"schema": _ref("Item")}}}),
]  # fmt: skip

_SENT = [
    Case(("request-property-required-added",), {
        f"{_ITEM}/properties/extra": _TEXT, f"{_ITEM}/required": ["name", "part", "extra"]}),
    Case(("request-property-required-added",), {
        "schemas/@@Part/properties/extra": _TEXT,
        "schemas/@@Part/required": ["size", "extra"]}),
    Case(("request-property-optional-added",), _property("extra", _TEXT)),
    Case(("request-property-removed",), _property("note", DELETED)),
    Case(("request-property-removed",), _property("colour", DELETED, "schemas/@@Part")),
    Case(("request-extra-forbidden",), {"schemas/@@Part/additionalProperties": False},
         call="client.@@.send('1', token='t', name='n', part=models.@@Part(size=1, other=2))"),
    Case(("request-property-refused",),
         {**_property("note", DELETED), f"{_ITEM}/additionalProperties": False}),
    Case(("request-property-became-required",), {f"{_ITEM}/required": ["name", "part", "when"]},
         call="client.@@.send('1', token='t', name='n', part=models.@@Part(size=1))",
         program="client.@@.send('1', token='t', name='n', part=models.@@Part(size=1))"),
    Case(("request-property-became-optional",), {f"{_ITEM}/required": ["part"]}),
    Case(("request-property-became-read-only",), _property("note", {**_TEXT, "readOnly": True}),
         {"op/responses/200/content/application~json/schema": _ref("Item")},
         "client.@@.send('1', token='t', name='n', note='x', part=models.@@Part(size=1))",
         reply={"name": "n", "part": {"size": 1}}, usual=False),
    Case(("request-became-nullable",), _property("name", {"type": ["string", "null"]})),
    Case(("request-optional-not-nullable",), _property("hint", _TEXT)),
    Case(("request-optional-not-nullable",), {f"op/requestBody/{_JSON}/schema": {"type": "integer"}},
         {"op/requestBody/required": False,
          f"op/requestBody/{_JSON}/schema": {"type": ["integer", "null"]}},
         "client.@@.send('1', token='t', body=None)",
         "client.@@.send('1', token='t', body=None)", usual=False),
    Case(("request-not-nullable",), _property("must", _TEXT),
         {f"{_ITEM}/required": ["name", "part", "must"]},
         "client.@@.send('1', token='t', name='n', must=None, part=models.@@Part(size=1))",
         "client.@@.send('1', token='t', name='n', must=None, part=models.@@Part(size=1))",
         usual=False),
    Case(("request-type-changed",), _property("note", {"type": "boolean"})),
    Case(("request-type-widened",), _property("count", {"type": "number", "minimum": 1, "maximum": 9})),
    Case(("request-type-narrowed",), _property("amount", {"type": "integer"}),
         _property("amount", {"type": "number"}),
         "client.@@.send('1', token='t', name='n', amount=1.5, part=models.@@Part(size=1))",
         "client.@@.send('1', token='t', name='n', amount=1.5, part=models.@@Part(size=1))"),
    Case(("request-type-widened",), _property("note", {**_TEXT, "format": "binary"})),
    Case(("request-format-lifted",), _property("raw", _TEXT), _property("raw", {**_TEXT, "format": "binary"}),
         "client.@@.send('1', token='t', name='n', raw=b'x', part=models.@@Part(size=1))",
         "client.@@.send('1', token='t', name='n', raw=b'x', part=models.@@Part(size=1))"),
    Case(("request-format-added",), _property("note", {**_TEXT, "format": "date"})),
    Case(("request-format-changed",), _property("when", {**_TEXT, "format": "uuid"})),
    Case(("request-format-changed",), _property("note", {**_TEXT, "format": "byte"})),
    Case(("request-format-changed",), _property("note", {**_TEXT, "format": "base64url"})),
    Case(("request-format-lifted",), _property("when", _TEXT)),
    Case(("request-enum-member-added",), _property("kind", {**_TEXT, "enum": ["big", "small", "@@", "odd"]})),
    Case(("request-enum-member-removed",), _property("kind", {**_TEXT, "enum": ["small", "@@"]})),
    Case(("request-enum-introduced",), _property("note", {**_TEXT, "enum": ["a", "b"]})),
    Case(("request-variant-added",), _property("either", {"anyOf": [
        {"type": "integer"}, {"type": "string"}, {"type": "boolean"}]})),
    Case(("request-variant-removed",), _property("either", {"anyOf": [
        {"type": "integer"}, _NUMBERS]}),
         _property("either", {"anyOf": [{"type": "integer"}, {"type": "string"}, _NUMBERS]})),
    Case(("request-default-changed",), _property("note", {**_TEXT, "default": "x"})),
    Case(("request-maximum-tightened",), _property("count", {"type": "integer", "minimum": 1, "maximum": 4})),
    Case(("request-maximum-loosened",), _property("count", {"type": "integer", "minimum": 1, "maximum": 40})),
    Case(("request-minimum-tightened",), _property("count", {"type": "integer", "minimum": 6, "maximum": 9})),
    Case(("request-minimum-loosened",), _property("count", {"type": "integer", "maximum": 9})),
    Case(("request-max-length-tightened",), _property("name", {**_TEXT, "maxLength": 2})),
    Case(("request-min-length-tightened",), _property("name", {**_TEXT, "minLength": 9})),
    Case(("request-pattern-tightened",), _property("name", {**_TEXT, "pattern": "^x$"})),
    Case(("request-max-items-tightened",), _property("tags", {"type": "array", "items": _TEXT, "maxItems": 1})),
    Case(("request-min-items-tightened",), _property("tags", {"type": "array", "items": _TEXT, "maxItems": 3, "minItems": 3})),
    Case(("request-multiple-of-tightened",), _property("count", {"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 7})),
    Case(("property-deprecated",), _property("note", {**_TEXT, "deprecated": True})),
    Case(("property-described",), _property("note", {**_TEXT, "description": "A note"})),
    Case(("model-described",), {"schemas/@@Part/description": "A part"}),
    Case(("model-added",), {"schemas/@@Other": {"type": "object", "properties": {"a": _TEXT}}}),
    Case(("model-removed",), {"schemas/@@Other": DELETED},
         {"schemas/@@Other": {"type": "object", "properties": {"a": _TEXT}}},
         "models.@@Other()"),
    Case(("model-renamed",), {"schemas/@@Piece": {
        "type": "object", "required": ["size"],
        "properties": {"size": {"type": "integer"}, "colour": _TEXT}},
        "schemas/@@Part": DELETED, f"{_ITEM}/properties/part": _ref("Piece")}),
]  # fmt: skip

_RECEIVED = [
    Case(("response-property-removed",), {
        f"{_RESULT}/properties/total": DELETED, f"{_RESULT}/required": ["id", "state"]},
        reply={"id": "a", "state": "open"}),
    Case(("response-optional-property-removed",), _property("note", DELETED, _RESULT)),
    Case(("response-property-added",), _property("more", _TEXT, _RESULT), reply=_reply(more="x")),
    Case(("response-property-became-optional",), {f"{_RESULT}/required": ["id", "state"]},
         reply={"id": "a", "state": "open"}),
    Case(("response-property-became-required",), {
        f"{_RESULT}/required": ["id", "state", "total", "note"]}, reply=_reply(note="x")),
    Case(("response-became-nullable",), _property("total", {"type": ["number", "null"]}, _RESULT),
         reply=_reply(total=None)),
    Case(("response-optional-became-nullable",), _property("note", {"type": ["string", "null"]}, _RESULT),
         reply=_reply(note=None)),
    Case(("response-not-nullable",), _property("maybe", _TEXT, _RESULT)),
    Case(("response-type-changed",), _property("total", {"type": "string"}, _RESULT),
         reply=_reply(total="x")),
    Case(("response-type-narrowed",), _property("total", {"type": "integer"}, _RESULT),
         reply=_reply(total=1)),
    Case(("response-type-widened",), _property("count", {"type": "number", "maximum": 9}, _RESULT),
         reply=_reply(count=1.5)),
    Case(("response-format-changed",), _property("since", _TEXT, _RESULT),
         reply=_reply(since="today")),
    Case(("response-enum-member-added",), _property("state", {**_TEXT, "enum": ["open", "closed", "@@", "lost"]}, _RESULT),
         reply=_reply(state="lost")),
    Case(("response-enum-member-removed",), _property("state", {**_TEXT, "enum": ["open", "@@"]}, _RESULT),
         program="wanted: models.@@ResultState = 'closed'\n"),
    Case(("response-variant-added",), {
        "schemas/@@Bird": {"type": "object", "required": ["species"],
                           "properties": {"species": _TEXT, "song": _TEXT}},
        "schemas/@@Pet/anyOf": [_ref("Cat"), _ref("Dog"), _ref("Bird")],
        "schemas/@@Pet/discriminator/mapping/bird": "#/components/schemas/@@Bird"},
        program="assert pet is not None\nif not isinstance(pet, models.@@Cat):\n"
        "    bark: str | None = pet.bark\n",
        reply=_reply(pet={"species": "bird", "song": "x"})),
    Case(("response-property-became-write-only",),
        {
            **_property("total", {"type": "number", "writeOnly": True}, _RESULT),
            f"{_RESULT}/required": ["id", "state"],
        },
        reply={"id": "a", "state": "open"}),
    Case(("response-maximum-loosened",), _property("count", {"type": "integer", "maximum": 99}, _RESULT),
         reply=_reply(count=50)),
    Case(("response-maximum-tightened",), _property("count", {"type": "integer", "maximum": 5}, _RESULT)),
    Case(("result-changed",), {"op/responses/202": _CREATED}, reply="done"),
    Case(("result-removed",), {"op/responses/200": DELETED, "op/responses/204": {"description": "Done"}},
         program="client.@@.send('1', token='t', name='n', part=models.@@Part(size=1)).id"),
    Case(("success-status-added",), {"op/responses/201": {
        "description": "Done", "content": {"application/json": {"schema": _ref("Result")}}}}),
    Case(("error-added",), {"op/responses/409": {"description": "No"}}),
    Case(("error-removed",), {"op/responses/404": DELETED, "op/responses/409": {
        "description": "Missing", "content": {"application/json": {"schema": _ref("Fault")}}}}),
    Case(("response-described",), {"op/responses/200/description": "Well done"}),
    Case(("response-header-added",), {"op/responses/200/headers": {"X-A": {"schema": _TEXT}}}),
    Case(("response-model-changed",), {
        "op/responses/200/content/application~json/schema": _ref("Other")},
        {"schemas/@@Other": {"type": "object", "required": ["id", "state", "total"],
         "properties": {"id": _TEXT, "state": {**_TEXT}, "total": {"type": "number"}}},
         "schemas/@@Result/properties/state": _TEXT, "schemas/@@Result/properties/note": DELETED},
        program="result: models.@@Result = client.@@.send('1', token='t', name='n', "
        "part=models.@@Part(size=1))", usual=False),
]  # fmt: skip

_VALUE = {"schema": _TEXT}
_HEADER = {"op/responses/200/headers": {"X-A": _VALUE}}
_XML = {"op/responses/200/content/text~plain": {"schema": _TEXT}}

_MORE = [
    Case(("operation-path-changed",), {
        "paths/~v2~@@~{id}": {"post": {"operationId": "@@_go", "tags": ["@@"],
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "responses": {"204": {"description": "Done"}}}},
        "paths/~@@~{id}": {}},
        {"paths/~@@~{id}": {"post": {"operationId": "@@_go", "tags": ["@@"],
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "responses": {"204": {"description": "Done"}}}}},
        "client.@@.go('1')", "client.@@.go('1')", usual=False),
    Case(("operation-rename-lost",), {
        "op/operationId": "@@_other",
        "paths/~@@": {"put": {"tags": ["@@"], "x-gen-name": "send",
            "responses": {"204": {"description": "Done"}}}}}),
    Case(("parameter-moved-position",), {
        "paths/~@@~{id}": {},
        "paths/~@@": {"post": {"operationId": "@@_go", "tags": ["@@"],
            "parameters": [{"name": "id", "in": "query", "required": True, "schema": _TEXT}],
            "responses": {"204": {"description": "Done"}}}}},
        {"paths/~@@~{id}": {"post": {"operationId": "@@_go", "tags": ["@@"],
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "responses": {"204": {"description": "Done"}}}}},
        "client.@@.go('1')", "client.@@.go('1')", usual=False),
    Case(("parameter-reserved-changed",), {"op/parameters/2": {
        "name": "token", "in": "query", "required": True, "allowReserved": True,
        "schema": _TEXT}}),
    Case(("parameter-defaulted-added",), {"op/parameters/4": {
        **_QUERY, "required": True, "schema": {"type": "string", "default": "1"}}}),
    Case(("request-property-defaulted-added",), {
        f"{_ITEM}/properties/extra": {**_TEXT, "default": "x"},
        f"{_ITEM}/required": ["name", "part", "extra"]}),
    Case(("parameter-constant-added",), {"op/parameters/4": _CONSTANT}),
    Case(("parameter-always-sent",), {"op/parameters/4": _CONSTANT},
         {"op/parameters/4": {**_CONSTANT, "required": False}},
         "client.@@.send('1', token='t', name='n', part=models.@@Part(size=1), page=None)"),
    Case(("parameter-not-constant",), {"op/parameters/4": {**_QUERY, "required": True}},
         {"op/parameters/4": _CONSTANT}),
    Case(("request-property-constant-added",), {**_EXTRA, **_NEEDED}),
    Case(("request-property-always-sent",), _NEEDED, _EXTRA,
         "client.@@.send('1', token='t', name='n', part=models.@@Part(size=1), more=None)"),
    Case(("request-property-not-constant",), _property("more", _TEXT), {**_EXTRA, **_NEEDED}),
    Case(("body-arguments-changed",), {"op/requestBody/content/application~json/schema": {
        "type": "array", "items": _ref("Item")}}),
    Case(("enum-names-added",), _property("rank", _ranks(1, 2)), _property("rank", _enum(1, 2)),
         "rank: models.@@ItemRank = 1"),
    Case(("enum-names-removed",), _property("rank", _enum(3, 4)), _property("rank", _ranks(3, 4)),
         "rank = models.@@ItemRank.LOW"),
    Case(("enum-name-removed", "request-enum-member-removed"), _property("rank", _ranks(5)),
         _property("rank", _ranks(5, 6)), "rank = models.@@ItemRank.HIGH",
         call="client.@@.send('1', token='t', name='n', part=models.@@Part(size=1), rank=6)"),
    Case(("request-enum-lifted", "type-name-removed"), _property("kind", _TEXT),
         program="wanted: models.@@ItemKind = 'big'"),
    Case(("request-property-became-writable",), _property("secret", _TEXT),
         {**_property("secret", {**_TEXT, "readOnly": True}),
          "op/responses/200/content/application~json/schema": _ref("Item")},
         "models.@@ItemInput(name='n', part=models.@@Part(size=1))",
         reply={"name": "n", "part": {"size": 1}}, usual=False),
    Case(("request-model-changed",), {f"{_ITEM}/properties/part": _ref("Other")},
         {"schemas/@@Other": {"type": "object", "required": ["size"],
                              "properties": {"size": {"type": "integer"}, "colour": _TEXT}}}),
    Case(("success-status-removed",), {"op/responses/201": DELETED}, {"op/responses/201": {
        "description": "Done", "content": {"application/json": {"schema": _ref("Result")}}}}),
    Case(("error-body-changed",), {"op/responses/404": {"description": "Missing"}}),
    Case(("response-header-removed",), {"op/responses/200/headers": DELETED}, _HEADER),
    Case(("response-header-became-required",), {
        "op/responses/200/headers/X-A": {**_VALUE, "required": True}}, _HEADER),
    Case(("response-header-became-optional",), {
        "op/responses/200/headers/X-A": _VALUE},
         {"op/responses/200/headers": {"X-A": {**_VALUE, "required": True}}}),
    Case(("response-header-type-changed",), {
        "op/responses/200/headers/X-A": {"schema": {"type": "integer"}}}, _HEADER),
    Case(("response-enum-introduced",), _property("note", {**_TEXT, "enum": ["x", "y"]}, _RESULT)),
    Case(("response-nullable-became-optional",), {f"{_RESULT}/required": ["id", "state", "total"]},
         {f"{_RESULT}/required": ["id", "state", "total", "maybe"]},
         reply={"id": "a", "state": "open", "total": 1.5}),
    Case(("response-variant-removed",), {
        "schemas/@@Pet/anyOf": [_ref("Dog"), _ref("Bird")],
        "schemas/@@Pet/discriminator/mapping/cat": DELETED},
        {"schemas/@@Bird": {"type": "object", "required": ["species"],
                            "properties": {"species": _TEXT, "song": _TEXT}},
         "schemas/@@Pet/anyOf": [_ref("Cat"), _ref("Dog"), _ref("Bird")],
         "schemas/@@Pet/discriminator/mapping/bird": "#/components/schemas/@@Bird"},
        program="wanted: models.@@Pet = models.@@Cat(species='cat', lives=1)",
        reply=_reply(pet={"species": "dog"})),
    Case(("response-default-changed",), _property("note", {**_TEXT, "default": "z"}, _RESULT)),
    Case(("model-deprecated",), {"schemas/@@Part/deprecated": True}),
    Case(("property-reinstated",), _property("note", _TEXT),
         _property("note", {**_TEXT, "deprecated": True})),
    Case(("response-media-type-added", "result-changed"), _XML),
]  # fmt: skip

_PAGED = {"x-pagination": {"type": "cursor", "items": "/words", "parameter": "token",
                           "next": "/id"}}  # fmt: skip
_WORDS = _property("words", {"type": "array", "items": _TEXT}, _RESULT)
_PART = {"type": "object", "required": ["size"],
         "properties": {"size": {"type": "integer"}, "colour": _TEXT,
                        "key": {"type": "string", "readOnly": True}}}  # fmt: skip
_RETURNED = {f"{_RESULT}/properties/part": _ref("Part")}
_STREAM = {
    "op/responses/200/content": {"text/event-stream": {"schema": _ref("Result")}}
}

_FLAGGED = {
    "op/responses/200/content": {
        "application/json": {"schema": _ref("Result")}, **_STREAM["op/responses/200/content"]},
    **_property("stream", {"type": "boolean"}),
}  # fmt: skip
_STREAMED = (
    "client.@@.send('1', token='t', name='n', part=models.@@Part(size=1), stream=True)"
)

_JUDGED = [
    Case(("parameter-wire-name-changed",), {"op/parameters/2": {
        "name": "Token", "in": "query", "required": True, "schema": _TEXT}}),
    Case(("parameter-became-text",), {"op/parameters/1/schema": _TEXT}),
    Case(("parameter-became-list",), {"op/parameters/1/schema": _NUMBERS}),
    Case(("request-property-wire-name-changed",),
         {f"{_ITEM}/properties": {"fullName": _TEXT, "part": _ref("Part")},
          f"{_ITEM}/required": ["fullName", "part"]},
         {f"{_ITEM}/properties": {"full_name": _TEXT, "part": _ref("Part")},
          f"{_ITEM}/required": ["full_name", "part"]},
         "client.@@.send('1', token='t', full_name='n', part=models.@@Part(size=1))",
         "client.@@.send('1', token='t', full_name='n', part=models.@@Part(size=1))",
         usual=False),
    Case(("response-property-wire-name-changed",),
         {f"{_RESULT}/properties/grandTotal": {"type": "number"},
          f"{_RESULT}/properties/grand_total": DELETED,
          f"{_RESULT}/required": ["id", "state", "grandTotal"]},
         {f"{_RESULT}/properties/grand_total": {"type": "number"},
          f"{_RESULT}/required": ["id", "state", "grand_total"]},
         program="float(client.@@.send('1', token='t', name='n', "
         "part=models.@@Part(size=1)).grand_total)",
         reply={"id": "a", "state": "open", "grandTotal": 1.5}, usual=False),
    Case(("response-optional-property-wire-name-changed",),
         {f"{_RESULT}/properties/sumTotal": {"type": "number"}, f"{_RESULT}/properties/sum_total": DELETED},
         _property("sum_total", {"type": "number"}, _RESULT)),
    Case(("request-format-noted",), _property("note", {**_TEXT, "format": "email"})),
    Case(("success-status-replaced",), {"op/responses/200": DELETED, "op/responses/201": {
        "description": "Done", "content": {"application/json": {"schema": _ref("Result")}}}}),
    Case(("result-added",), {"op/responses/204": DELETED, "op/responses/200": {
        "description": "Done", "content": {"application/json": {"schema": _ref("Result")}}}},
         {"op/responses/200": DELETED, "op/responses/204": {"description": "Done"}},
         program="client.@@.send('1', token='t', name='n', part=models.@@Part(size=1))",
         usual=False),
    Case(("result-changed",), _STREAM),
    Case(("stream-flag-added",), {"op/x-stream": DELETED},
         {**_FLAGGED, "op/x-stream": False},
         program=f"{_STREAMED}.id", usual=False),
    Case(("stream-flag-removed",), {"op/x-stream": False}, _FLAGGED,
         program=f"for each in {_STREAMED}:\n    each.id", usual=False),
    Case(("operation-paging-added", "response-header-added"), {
        "paths/~@@~rows/get/responses/200/headers": {"Link": {"schema": _TEXT}}},
         {"paths/~@@~rows": {"get": {"operationId": "@@_rows", "tags": ["@@"], "responses": {
             "200": {"description": "Done", "content": {"application/json": {
                 "schema": {"type": "array", "items": _ref("Part")}}}}}}}},
         program="client.@@.rows.list()[0].size"),
    Case(("result-changed",), {"op/x-unwrap": "id"}),
    Case(("result-member-changed",), {"op/x-unwrap": "note"}, {"op/x-unwrap": "maybe"},
         program="kept: str | None = client.@@.send('1', token='t', name='n', part=models.@@Part(size=1))",
         usual=False),
    Case(("operation-model-paging-added",), {"op/x-pagination": _PAGED["x-pagination"]}, _WORDS,
         "kept: models.@@Result = result"),
    Case(("response-constant-changed",), _property("mark", {"const": "b"}, _RESULT),
         _property("mark", {"const": "a"}, _RESULT), reply=_reply(mark="b"),
         program="import typing\nwanted: typing.Literal['a'] | None = result.mark"),
    Case(("response-tag-changed", "response-mapping-removed"), {
        "schemas/@@Cat/properties/species": {"const": "lion"},
        "schemas/@@Pet/discriminator/mapping/cat": DELETED,
        "schemas/@@Pet/discriminator/mapping/lion": "#/components/schemas/@@Cat"},
         {"schemas/@@Cat/properties/species": {"const": "cat"}},
         program="cat = models.@@Cat(species='cat', lives=1)",
         reply=_reply(pet={"species": "lion", "lives": 9})),
    Case(("response-type-lifted",), _property("note", {}, _RESULT), reply=_reply(note=1)),
    Case(("response-optional-property-became-write-only",),
         _property("note", {**_TEXT, "writeOnly": True}, _RESULT)),
    Case(("response-model-replaced",), _property("pet", _ref("Fault"), _RESULT),
         _property("pet", _ref("Dog"), _RESULT), usual=False,
         program="dog: models.@@Dog | None = client.@@.send('1', token='t', name='n', "
         "part=models.@@Part(size=1)).pet",
         call="client.@@.send('1', token='t', name='n', part=models.@@Part(size=1))",
         reply=_reply(pet={"code": "x"})),
    Case(("model-renamed",), {
        "schemas/@@Piece": _PART, "schemas/@@Part": DELETED,
        f"{_ITEM}/properties/part": _ref("Piece"), f"{_RESULT}/properties/part": _ref("Piece")},
         {"schemas/@@Part": _PART, **_RETURNED},
         program="given = models.@@PartInput(size=1)\n"
         "client.@@.send('1', token='t', name='n', part=given)",
         call="client.@@.send('1', token='t', name='n', part=models.@@PartInput(size=1))",
         usual=False),
]  # fmt: skip

CASES = [*_OPERATIONS, *_SENT, *_RECEIVED, *_MORE, *_JUDGED]
