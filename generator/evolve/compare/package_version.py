"""The old or the new package of a comparison, with the symbols for its changes."""

from __future__ import annotations

from collections.abc import Mapping

from generator.evolve.change import Direction
from generator.ir import (
    Api,
    Content,
    Field,
    Model,
    Operation,
    Parameter,
    Type,
    TypeId,
)
from generator.ir.visit import constant, follow_aliases
from generator.names import Names
from generator.surface import (
    AnnotationBuilder,
    Expression,
    Method,
    Package,
    Scope,
    Signature,
    body_forms,
    spell,
)

__all__ = ["PackageVersion"]


class PackageVersion:
    """The old or the new version of a package.

    Args:
        package: The package as its users see it.
    """

    def __init__(self, package: Package) -> None:
        self.name = package.name
        self.api: Api = package.api
        self.names: Names = package.names
        self.resources = tuple(resource for _, resource in package.walk())
        self.methods: dict[str, list[Method]] = {}
        """The methods of each operation, by its pointer: a second one for streams."""
        self._paths: dict[str, str] = {}
        self._scope = Scope(package.names.types, qualifier="models.")
        for path, method in package.methods():
            pointer = method.operation.pointer
            self.methods.setdefault(pointer, []).append(method)
            self._paths.setdefault(pointer, path)

    def method(self, operation: Operation) -> str:
        """Return the symbol of a method, such as ``client.pets.get``."""
        return f"client.{self._paths[operation.pointer]}"

    def signature(self, operation: Operation) -> Signature:
        """Return the arguments of the first method of an operation."""
        return self.methods[operation.pointer][0].definition

    def stream_flag(self, operation: Operation) -> str | None:
        """Return the symbol of the first method when its flag asks for a stream, such as
        ``client.chats.create(stream=True)``; None if it returns no stream.
        """
        choice = self.methods[operation.pointer][0].choice
        if choice is None:
            return None
        return f"{self.method(operation)}({choice.argument.name}=True)"

    def arguments(self, operation: Operation) -> Mapping[tuple[str, str], str]:
        """Return the symbols of the arguments, such as ``client.pets.list(limit=)``, by
        the role and the name in the document.
        """
        method = self.method(operation)
        arguments = self.signature(operation).arguments
        return {(a.role, a.wire_name): f"{method}({a.name}=)" for a in arguments}

    def model(self, key: TypeId) -> str:
        """Return the symbol of a model or an alias, such as ``models.Pet``."""
        return f"models.{self.names.types[key]}"

    def properties(self, model: Model) -> Mapping[str, str]:
        """Return the symbol of each property of a model, such as ``models.Pet.name``, by
        its name in the document.
        """
        names = self.names.fields[model.id]
        owner = self.model(model.id)
        return {field.name: f"{owner}.{names[field.name]}" for field in model.fields}

    def resolve(self, type_: Type) -> Type:
        """Return what a reference to an alias stands for, another type as it is."""
        return follow_aliases(type_, self.api.types)

    def has_default(self, value: Field | Parameter) -> bool:
        """Return whether a property or parameter that the document requires need not be
        given, because it is a constant.
        """
        if isinstance(value, Parameter) and value.credentials:
            return False
        return value.required and constant(value.type, self.api.types) is not None

    def annotation(self, type_: Type, direction: Direction) -> str:
        """Return a type as an argument or a result is annotated."""
        if direction == "request":
            return self.spell(AnnotationBuilder(self.api, "closed").annotation(type_))
        return self.spell(AnnotationBuilder(self.api, "open").received(type_))

    def spell(self, expression: Expression) -> str:
        """Return the source text of an expression."""
        return str(spell(expression, self._scope))

    def argument_models(self, operation: Operation, content: Content) -> list[Model]:
        """Return the models whose properties are arguments; none if the whole body is
        one argument.
        """
        method = self.methods[operation.pointer][0]
        # The flag is a boolean as documented if a stream can be asked for.
        forms = body_forms(self.api, operation) if method.choice else method.forms
        models = [f.model for f in forms if content.media_type in f.media_types]
        return [model for model in models if model is not None]
