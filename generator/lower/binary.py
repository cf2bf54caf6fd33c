"""Decide by the place of a string whether binary content in it is bytes or text.

A schema gives `generator.ir.BinaryType` for binary content wherever it is used. Only a
whole body and a part of a multipart body can have any bytes (OpenAPI 3.2, Working with
Binary Data); in JSON, in an URL-encoded form, in a parameter or a header it is text. A
declaration that is used in both ways becomes two: the form model has the key `form_id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TypeAlias

from generator import ir
from generator.ir.media_types import essence, is_json, is_range, is_raw, media_kind
from generator.ir.visit import (
    Types,
    alternatives,
    follow_aliases,
    map_declaration,
    map_discriminator,
    map_keys,
    map_operation,
    map_types,
    reachable_from,
    references,
    request_types,
    response_types,
)

__all__ = ["place_binary_content"]

_Encodings: TypeAlias = Mapping[str, ir.Encoding]

_BASE64 = ("content-transfer-encoding", "base64")
_BASE64S = ("byte", "base64url")
_BYTES = ir.BinaryType()
_BYTES_OR_TEXT = ir.UnionType((ir.BinaryType(), ir.StringType()))


def place_binary_content(api: ir.Api) -> ir.Api:
    """Return the API with `ir.BinaryType` only where bytes are sent or received."""
    forms = _FormTypes(api.types)
    operations = tuple(_place(each, forms) for each in api.operations)
    events = tuple(replace(each, payload=_text(each.payload)) for each in api.events)
    types = {key: map_declaration(each, _text) for key, each in api.types.items()}
    types |= forms.types
    used = chain.from_iterable(
        (*request_types(each), *response_types(each)) for each in operations
    )
    used = chain(used, (each.payload for each in events))
    roots = {target for each in used for target in references(each)}
    only_text = api.types.keys() - set(map(ir.schema_id, forms.types))
    both = reachable_from(roots | only_text, types)

    def final_key(key: ir.TypeId) -> ir.TypeId:
        """Give a form model the key of its schema, unless JSON has another form of it."""
        schema = ir.schema_id(key)
        return schema if key == ir.form_id(schema) and schema not in both else key

    def final(type_: ir.Type) -> ir.Type:
        return map_keys(type_, final_key)

    if forms.types:
        operations = tuple(map_operation(each, final) for each in operations)
        types = {
            final_key(key): _renamed(map_declaration(each, final), final_key(key))
            for key, each in types.items()
            if final_key(key) == ir.schema_id(key) or not _is_file(each)
        }
    return replace(api, types=types, operations=operations, events=events)


def _is_file(declared: ir.Declaration) -> bool:
    """Return whether a declaration is another name for a file, which is written out."""
    return isinstance(declared, ir.Alias) and declared.type == _BYTES


def _renamed(declared: ir.Declaration, key: ir.TypeId) -> ir.Declaration:
    """Return a declaration under its final key; the document names only one of two."""
    name = None if ir.is_form_id(key) else declared.python_name
    return replace(declared, id=key, python_name=name)


def _place(operation: ir.Operation, forms: _FormTypes) -> ir.Operation:
    """Return an operation with the types that the places of its values call for."""
    body, schemas = operation.body, forms.schemas
    if body is not None:
        sent: dict[str, ir.Content] = {}
        for content in body.contents:
            content = _with_types_of_files(_sent(content, forms), content.type, schemas)
            sent.setdefault(content.media_type, content)
        body = replace(body, contents=tuple(sent.values()))
    responses = tuple(
        replace(
            each,
            contents=tuple(_received(c, schemas) for c in each.contents),
            alternatives=tuple(_received(c, schemas) for c in each.alternatives),
            headers=tuple(replace(h, type=_text(h.type)) for h in each.headers),
        )
        for each in operation.responses
    )
    parameters = tuple(replace(p, type=_text(p.type)) for p in operation.parameters)
    return replace(operation, parameters=parameters, body=body, responses=responses)


def _sent(content: ir.Content, forms: _FormTypes) -> ir.Content:
    """Return a content as it is sent. A range of media types that includes JSON is sent
    as JSON, but for bytes and what may be text.
    """
    if not essence(content.media_type).startswith("multipart/"):
        found = _received(content, forms.schemas)
        if not (is_json(content.media_type) and is_range(content.media_type)):
            return found
        if found.type == _BYTES or _depends_on_value(found, forms.schemas):
            return found
        return replace(found, media_type="application/json")
    if isinstance(content.type, ir.BinaryType):
        return content
    encodings = {each.property_name: each for each in content.encoding}
    type_ = forms.whole(content.type, encodings)
    for name in _base64_properties(content.type, forms.schemas):
        encodings[name] = _as_base64(encodings.get(name, ir.Encoding(name)))
    return replace(content, type=type_, encoding=tuple(encodings.values()))


def _with_types_of_files(
    content: ir.Content, type_: ir.Type, types: Types
) -> ir.Content:
    """Return a multipart body whose encodings say how the files of `type_` are sent: as
    the media type of their schema, and as they are where a part of text would be JSON.
    """
    if not essence(content.media_type).startswith("multipart/"):
        return content
    encodings = {each.property_name: each for each in content.encoding}
    for name, file in _files(type_, types):
        known = encodings.get(name, ir.Encoding(name))
        declared = known.content_type or file.media_type or None
        encodings[name] = replace(known, content_type=declared, is_raw=True)
    found = (
        (
            replace(each, is_raw=each.is_raw or _is_base64(each))
            if is_json(each.content_type or "")
            else replace(each, is_raw=False)
        )
        for each in encodings.values()
    )
    return replace(
        content, encoding=tuple(e for e in found if e != ir.Encoding(e.property_name))
    )


def _files(form: ir.Type, types: Types) -> Iterator[tuple[str, ir.BinaryType]]:
    """Yield each property of a form that is, or may be, a file or an array of files."""
    for model in alternatives(form, types):
        for field in model.fields if isinstance(model, ir.Model) else ():
            for each in _parts(field.type, types):
                if isinstance(each, ir.BinaryType):
                    yield field.name, each


def _parts(type_: ir.Type, types: Types) -> Iterator[ir.Type | ir.Model]:
    """Yield the types of the parts of a property, which is one part or an array."""
    for each in alternatives(type_, types):
        if isinstance(each, ir.ArrayType):
            yield from alternatives(each.items, types)
        else:
            yield each


def _depends_on_value(content: ir.Content, types: Types) -> bool:
    """Return whether a value of a range that includes JSON may be content of another
    media type: bytes where any value is allowed, or text if that is in the range.
    """
    has_text = essence(content.media_type) == "*/*"
    return any(
        isinstance(each, ir.AnyType) or (has_text and _is_text(each))
        for each in alternatives(content.type, types)
    )


def _is_text(type_: ir.Type | ir.Model) -> bool:
    """Return whether a type has texts that are no base64."""
    match type_:
        case ir.StringType(format=format_):
            return format_ not in _BASE64S
        case ir.LiteralType(values=values):
            return any(isinstance(value, str) for value in values)
        case _:
            return False


def _received(content: ir.Content, types: Types) -> ir.Content:
    """Return a content that is bytes as a whole, or text with what is inside it."""
    is_bytes = not is_json(content.media_type) or is_range(content.media_type)
    if is_bytes and isinstance(follow_aliases(content.type, types), ir.BinaryType):
        return replace(content, type=_BYTES)
    return replace(content, type=_text(content.type))


def _text(type_: ir.Type) -> ir.Type:
    """Return a type inside JSON or other text."""
    if isinstance(type_, ir.BinaryType):
        return ir.StringType("binary")
    return _merged(map_types(type_, _text))


def _merged(type_: ir.Type) -> ir.Type:
    """Return a type without the variants of a union that have become equal."""
    if isinstance(type_, ir.UnionType):
        variants = tuple(dict.fromkeys(type_.variants))
        if len(variants) < len(type_.variants):
            return replace(type_, variants=variants) if variants[1:] else variants[0]
    return type_


class _FormTypes:
    """Makes the types of multipart bodies, and the declarations that they need."""

    def __init__(self, schemas: Types) -> None:
        self.schemas = schemas
        self.types: dict[ir.TypeId, ir.Declaration] = {}
        """The form models and the aliases of files, each under a `form_id`."""
        self._open: set[ir.TypeId] = set()

    def whole(self, type_: ir.Type, encodings: _Encodings) -> ir.Type:
        """Return the type of a whole body: of an object whose properties are parts."""
        match type_:
            case ir.RefType(id):
                return ir.RefType(self._whole_reference(id, encodings))
            case ir.UnionType(variants=variants):
                tag = map_discriminator(
                    type_.discriminator,
                    lambda key: self._whole_reference(key, encodings),
                )
                members = tuple(self.whole(each, encodings) for each in variants)
                return ir.UnionType(members, tag)
            case ir.NullableType(inner=inner):
                return ir.NullableType(self.whole(inner, encodings))
            case ir.MapType(values=values):
                return replace(type_, values=self._part(values, None))
            case _:
                return _text(type_)

    def _whole_reference(self, key: ir.TypeId, encodings: _Encodings) -> ir.TypeId:
        declared = self.schemas.get(key)
        if declared is None or key in self._open:
            return key
        if isinstance(declared, ir.Model):
            fields = tuple(
                replace(f, type=self._part(f.type, _content(encodings.get(f.name))))
                for f in declared.fields
            )
            extra = declared.extra
            extra = None if extra is None else self._part(extra, None)
            return self._declare(replace(declared, fields=fields, extra=extra))
        self._open.add(key)
        found = self.whole(declared.type, encodings)
        self._open.discard(key)
        return self._declare(replace(declared, type=found))

    def _part(
        self, type_: ir.Type, content: ir.Type | None, *, is_item: bool = False
    ) -> ir.Type:
        """Return the type of a property, which is one part or an array of parts. An object
        is one part of JSON.

        `content` is the type of its strings by the encoding of the property, if any.
        """
        match type_:
            case ir.BinaryType(is_text=is_text):
                if isinstance(content, ir.StringType):
                    return content
                return _BYTES_OR_TEXT if is_text else _BYTES
            case ir.AnyType():
                return (
                    type_ if content is None or content == _BYTES_OR_TEXT else content
                )
            case ir.StringType():
                is_plain = content is not None and type_ == ir.StringType()
                return content if is_plain and content else type_
            case ir.ArrayType(items=items) if not is_item:
                return replace(type_, items=self._part(items, content, is_item=True))
            case ir.UnionType() | ir.NullableType():
                return _merged(
                    map_types(
                        type_, lambda each: self._part(each, content, is_item=is_item)
                    )
                )
            case ir.RefType(id):
                return self._part_reference(id, content, is_item)
            case _:
                return _text(type_)

    def _part_reference(
        self, key: ir.TypeId, content: ir.Type | None, is_item: bool
    ) -> ir.Type:
        """Return a reference to an alias whose values are parts; what stands in its place
        where only the encoding of this property makes them so.
        """
        declared = self.schemas.get(key)
        if not isinstance(declared, ir.Alias) or key in self._open:
            return ir.RefType(key)
        self._open.add(key)
        found = self._part(declared.type, content, is_item=is_item)
        self._open.discard(key)
        if content is not None and found != _text(declared.type):
            return found
        form = self._declare(replace(declared, type=found))
        return found if isinstance(found, ir.BinaryType) else ir.RefType(form)

    def _declare(self, declared: ir.Declaration) -> ir.TypeId:
        """Return the key of a declaration in a form, a new one where JSON has another."""
        key = declared.id
        if declared == map_declaration(self.schemas[key], _text):
            return key
        number = 1
        while self.types.setdefault(ir.form_id(key, number), declared) != declared:
            number += 1
        return ir.form_id(key, number)


def _content(encoding: ir.Encoding | None) -> ir.Type | None:
    """Return the type that the encoding of a part gives its strings; None where it leaves
    them as they are (OpenAPI 3.2, 4.15.1 and 4.15.2).
    """
    if encoding is None:
        return None
    if _is_base64(encoding):
        # Unlike `contentEncoding`, the header says nothing of the value itself.
        return ir.StringType("byte", declared_format="binary")
    media_types = [each for each in (encoding.content_type or "").split(",") if each]
    if any(map(is_raw, media_types)):
        return _BYTES
    texts = {essence(each) for each in media_types if media_kind(each) == "text"}
    return _BYTES_OR_TEXT if texts - {"text/plain"} else None


def _is_base64(encoding: ir.Encoding) -> bool:
    """Return whether a part is base64 by its header ``Content-Transfer-Encoding``."""
    return any((n.lower(), v.lower()) == _BASE64 for n, v in encoding.headers)


def _base64_properties(form: ir.Type, types: Types) -> Iterator[str]:
    """Yield the properties of a form with ``contentEncoding: base64``."""
    for model in alternatives(form, types):
        for field in model.fields if isinstance(model, ir.Model) else ():
            if any(map(_is_content_encoding, _parts(field.type, types))):
                yield field.name


def _is_content_encoding(type_: ir.Type | ir.Model) -> bool:
    """Return whether bytes are base64 by ``contentEncoding``, not by their format."""
    match type_:
        case ir.StringType(format="byte", declared_format=""):
            return True
        case _:
            return False


def _as_base64(encoding: ir.Encoding) -> ir.Encoding:
    """Return the encoding of a part with base64 content. The keyword stands for the header
    (OpenAPI 3.2, 4.15.2 Content-Transfer-Encoding and contentEncoding).
    """
    if any(name.lower() == _BASE64[0] for name, _ in encoding.headers):
        return encoding
    return replace(
        encoding,
        content_type=encoding.content_type or "application/octet-stream",
        headers=(*encoding.headers, ("Content-Transfer-Encoding", "base64")),
    )
