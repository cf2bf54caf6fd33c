"""Discriminated unions: the value of a property, the tag, names the variant."""

from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Any, TypeAlias, Union, cast

from pydantic import BaseModel
from pydantic import GetCoreSchemaHandler as Handler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .input_model import is_received_as
from .json_values import UNSET, is_object
from .lenient_decode import Decoder, Place
from .model import wire_names
from .strict_types import STRICT
from .type_inspection import (
    Attempts,
    Discriminator,
    Models,
    find_discriminator,
    is_model,
    union_members,
    union_models,
)
from .validation import argument_error, field_names, has_all
from .wording import one_of, suggestion

_Key: TypeAlias = tuple[bool, Any]
"""A tag, and whether it is a boolean: in Python, True equals 1."""


class _Default:
    def __repr__(self) -> str:
        return "default"  # Messages show it as a part of the path.


_DEFAULT: _Key = (False, _Default())
"""Stands for all tags that have no variant of their own."""
_MISSING: _Key = (False, None)


class Tagged(Discriminator):
    """A discriminated union (OpenAPI 3.2, Discriminator Object).

    A value is validated as the variant that its tag names, and as no other. In Python,
    the class of a model names its variant, and its tag must be one of that variant.

    Args:
        property: Wire name of the discriminator.
        mapping: Tag -> model, or union of models.
        default: Model or union for all other tags, and for objects without a tag.
    """

    def __init__(
        self, property: str, mapping: Mapping[Any, Any], default: Any = None
    ) -> None:
        self.property = property
        self._own = {_key(tag): type_ for tag, type_ in mapping.items()}
        self._default = default

    # By value: pydantic evaluates the text of a recursive alias once more.
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tagged) or self.property != other.property:
            return False
        return (self._own, self._default) == (other._own, other._default)

    def __hash__(self) -> int:
        return hash(self.property)

    def __get_pydantic_core_schema__(self, source: Any, handler: Handler) -> CoreSchema:
        schemas = {k: handler.generate_schema(t) for k, t in self._types.items()}
        choices = {key[1]: schema for key, schema in schemas.items()}
        if not choices:
            return core_schema.any_schema()
        chosen = core_schema.tagged_union_schema(choices, self._choose)
        python = core_schema.no_info_before_validator_function(self._prepare, chosen)
        return core_schema.json_or_python_schema(
            self._json_schema(schemas), python, metadata={STRICT: True}
        )

    def _json_schema(self, schemas: Mapping[_Key, CoreSchema]) -> CoreSchema:
        found = list[CoreSchema]()
        tags = {key[1]: schemas[key] for key in schemas if key != _DEFAULT}
        if tags:
            found.append(
                core_schema.tagged_union_schema(
                    tags,
                    self.property,
                    # pydantic's own message shows the tag.
                    custom_error_type="unknown_tag",
                    custom_error_message="{property}: required, with a documented value",
                    custom_error_context={"property": self.property},
                )
            )
        if _DEFAULT in schemas:
            # Tried last, so that no Python function is called for a known tag.
            default = schemas[_DEFAULT]
            found.append(
                core_schema.no_info_before_validator_function(
                    self._refuse_known_tag, default
                )
            )
        return core_schema.union_schema([*found], mode="left_to_right")

    def select(self, values: Mapping[str, Any], python: bool = False) -> Any:
        """Return the model or union that the tag of an object names, or None.

        Args:
            values: The properties by wire name.
            python: Whether they may also have their names in Python.
        """
        return self._types.get(self._known_key(values, python))

    def explain(self, decoder: Decoder, data: dict[Any, Any], place: Place) -> bool:
        """Tell a decoder why an object is of no variant, if that is because of its tag."""
        if decoder.is_json and self._has_unknown_tag(data):
            decoder.has_unknown_tag = True
            return True
        problem = self._problem(data, not decoder.is_json)
        if problem:
            if self.property not in data and not decoder.is_json:
                models = list(self._keys_by_model)
                problem += decoder.absence(models, self.property, data)
            decoder.report((*place, self.property), problem)
        return bool(problem)

    def _has_unknown_tag(self, values: Mapping[str, Any]) -> bool:
        """Return whether the tag could be one of a later version of the API."""
        key = self._key_in(values)
        is_typed = type(key[1]) in {type(tag) for _, tag in self._types}
        return is_typed and self._known_key(values) not in self._types

    def attempts(
        self, variants: Models, arguments: Mapping[str, Any], names: set[str]
    ) -> Attempts:
        """Return the variants that arguments may be meant for, each with the property to
        add to them: its tag, unless a tag is given.

        Args:
            variants: All variants.
            arguments: Arguments by wire name or Python name.
            names: Names of those that are given.

        Raises:
            RequestValidationError: The tag names no variant.
        """
        names = names & set().union(*map(field_names, variants))  # others are extra
        matching = [variant for variant in variants if has_all(variant, names)]
        found = self._variants(matching, arguments, names)
        if not found and (problem := self._problem(arguments, True)):
            all_names = {w: n for v in variants for w, n in wire_names(v).items()}
            deviation = (self.property,), problem
            raise argument_error([deviation], "body", arguments, all_names)
        is_absent = self._is_absent(arguments)
        return [(each, self._own_tag(each) if is_absent else {}) for each in found]

    def _variants(
        self, matching: Models, arguments: Mapping[str, Any], names: set[str]
    ) -> Models:
        """Return the variants that the tag names, if any; without a tag, the only variant
        that could be meant, or the default.
        """
        if self._is_absent(arguments):
            complete = [v for v in matching if _is_complete(v, names, self._own_tag(v))]
            if len(complete) > 1:  # Of one, the names may be additional properties.
                complete = [v for v in complete if _declares(v, names)]
            if len(complete) == 1:
                return complete
        named = union_models(self._types.get(self._known_key(arguments, True)))
        return [variant for variant in matching if variant in named]

    def _problem(self, values: Any, python: bool) -> str:
        """Return what is wrong with the tag, if it names no variant, else ""."""
        key, tags = self._key_in(values, python), [tag for _, tag in self._keys(())]
        if key == _MISSING:
            return f"required: {one_of(map(repr, tags))}"
        if key in self._types or _DEFAULT in self._types:
            return ""
        return f"should be {one_of(map(repr, tags))}{suggestion(key[1], tags)}"

    def _is_absent(self, values: Mapping[str, Any]) -> bool:
        """Return whether no tag is given, not even None."""
        return all(values.get(name, UNSET) is UNSET for name in self._names)

    def _own_tag(self, model: type) -> dict[str, Any]:
        """Return the property with the tag of a variant, if it has exactly one."""
        tags = [key[1] for key in self._keys_of(model) or () if key != _DEFAULT]
        return {self.property: tags[0]} if len(tags) == 1 else {}

    @cached_property
    def _types(self) -> dict[_Key, Any]:
        """Key -> model or union, without the discriminator of this union again."""
        found: dict[_Key, Any] = {}
        for key in (*self._keys(()), _DEFAULT):
            type_ = self._closed(self._follow(key))
            if type_ is not None:
                found[key] = type_
        return found

    def _keys(self, seen: "tuple[Tagged, ...]") -> list[_Key]:
        """Return the keys of this union and of its default, if that is one as well."""
        nested = self._nested(self._default)
        if nested is None or nested in seen:
            return [*self._own]
        return list(dict.fromkeys([*self._own, *nested._keys((self, *seen))]))

    def _nested(self, type_: Any) -> "Tagged | None":
        """Return the discriminator of a variant, if it has the same property."""
        nested = find_discriminator(type_)
        if isinstance(nested, Tagged) and nested.property == self.property:
            return nested
        return None

    def _follow(self, key: _Key, seen: "tuple[Tagged, ...]" = ()) -> Any:
        """Return the type of a key, through nested unions with the same property."""
        type_, seen = self._own.get(key, self._default), (self, *seen)
        nested = self._nested(type_)
        if nested is None:
            return type_
        return None if nested in seen else nested._follow(key, seen)

    def _closed(self, type_: Any) -> Any:
        """Return the type, or its models if it is a union that leads back to this one:
        pydantic would try the two for ever.
        """
        pending, seen = [type_], list[Tagged]()
        while pending:
            for tag in union_members(pending.pop(), lambda found: found):
                if isinstance(tag, Tagged) and tag not in seen:
                    seen.append(tag)
                    pending += [*tag._own.values(), tag._default]
        if self not in seen:
            return type_
        models = tuple(filter(is_model, union_members(type_)))
        return Union[models] if models else None  # noqa: UP007

    @cached_property
    def _keys_by_model(self) -> dict[type, list[_Key]]:
        found: dict[type, list[_Key]] = {}
        for key, type_ in self._types.items():
            for model in filter(is_model, union_members(type_)):
                found.setdefault(model, []).append(key)
        return found

    def _keys_of(self, model: type) -> list[_Key] | None:
        """Return the keys of a variant, of the variant that is its base class, or of the
        one that is received as it.
        """
        found = [self._keys_by_model.get(base) for base in model.__mro__]
        found += [k for m, k in self._keys_by_model.items() if is_received_as(m, model)]
        return next(filter(None, found), None)

    @cached_property
    def _names(self) -> list[str]:
        """The names of the property: on the wire, then in Python."""
        names = [wire_names(m).get(self.property, "") for m in self._keys_by_model]
        return [self.property, *filter(None, dict.fromkeys(names))]

    def _key_in(self, value: Any, python: bool = False) -> _Key:
        """Return the key of the tag of a mapping or of a model."""
        tag = None
        if isinstance(value, BaseModel):
            name = wire_names(type(value)).get(self.property, self.property)
            if name in value.model_fields_set:
                tag = getattr(value, name)
        else:
            for name in self._names if python else [self.property]:
                tag = value.get(name)
                if tag is not None:
                    break
        return _MISSING if tag is None or tag is UNSET else _key(tag)

    def _known_key(self, value: Any, python: bool = False) -> _Key:
        key = self._key_in(value, python)
        return key if key in self._types else _DEFAULT

    def _choose(self, value: Any) -> Any:
        return self._known_key(value, True)[1]

    def _refuse_known_tag(self, value: Any) -> Any:
        if is_object(value) and self._key_in(value) in self._types:
            raise self._error("not a value of the default")
        return value

    def _prepare(self, value: Any) -> Any:
        """Return a value whose tag is one of its variant, or refuse it."""
        keys, model = None, None
        if isinstance(value, BaseModel):
            model = type(value)
            keys = self._keys_of(model)
            if keys is None:
                expected = ", ".join(each.__name__ for each in self._keys_by_model)
                context = {"expected": expected, "given": model.__name__}
                message = "Input should be one of {expected}, not {given}"
                raise PydanticCustomError("model", message, context)
        elif not isinstance(cast(object, value), Mapping):
            raise PydanticCustomError("dict_type", "Input should be an object")
        key = self._key_in(value, True)
        if model is not None and key == _MISSING and (own := self._own_tag(model)):
            names = wire_names(model)
            return value.model_copy(update={names.get(n, n): own[n] for n in own})
        allowed = self._types if keys is None else keys
        if key in allowed or (_DEFAULT in allowed and key not in self._types):
            return value
        if key in self._types:
            raise self._error(f"not a value of {type(value).__name__}")
        raise self._error(self._problem(cast("Mapping[str, Any]", value), True))

    def _error(self, text: str) -> PydanticCustomError:
        context = {"property": self.property, "text": text}
        return PydanticCustomError("tag", "{property}: {text}", context)


def _key(tag: Any) -> _Key:
    tag = tag.value if isinstance(tag, Enum) else tag
    # Anything else is unhashable, or no tag in any document.
    return isinstance(tag, bool), tag if isinstance(tag, str | int | float) else ()


def _is_complete(
    model: type[BaseModel], names: set[str], own_tag: Mapping[str, object]
) -> bool:
    """Return whether the names and its own tag are all that a variant requires."""
    fields = model.model_fields
    required = [p for p in wire_names(model).items() if fields[p[1]].is_required()]
    return bool(own_tag) and all({*own_tag, *names}.intersection(p) for p in required)


def _declares(model: type[BaseModel], names: set[str]) -> bool:
    """Return whether the names are those of properties, on the wire or in Python."""
    return names <= {name for pair in wire_names(model).items() for name in pair}
