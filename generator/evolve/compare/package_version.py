"""One of the two packages that are compared, and the symbols that changes name."""

from __future__ import annotations

from generator.evolve.change import Direction
from generator.ir import Api, Content, Model, Operation, Type, TypeId
from generator.names import Names, argument_key
from generator.surface import Expression, Method, Package, Position, Scope, spell

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

    def argument(self, operation: Operation, location: str, name: str) -> str:
        """Return the symbol of an argument, such as ``client.pets.list(limit=)``.

        The location is that of a parameter, or ``body`` for a property of the body.
        """
        names = self.names.arguments[operation.pointer]
        return f"{self.method(operation)}({names[argument_key(location, name)]}=)"

    def model(self, key: TypeId) -> str:
        """Return the symbol of a model or an alias, such as ``models.Pet``."""
        return f"models.{self.names.types[key]}"

    def property(self, key: TypeId, name: str) -> str:
        """Return the symbol of a property of a model, such as ``models.Pet.name``."""
        return f"{self.model(key)}.{self.names.fields[key][name]}"

    def annotation(self, type_: Type, direction: Direction) -> str:
        """Return a type as an argument or a result is annotated."""
        if direction == "request":
            return self.spell(Position(self.api, "closed").expression(type_))
        return self.spell(Position(self.api, "open").received(type_))

    def spell(self, expression: Expression) -> str:
        """Return the source text of an expression."""
        return str(spell(expression, self._scope))

    def argument_models(self, operation: Operation, content: Content) -> list[Model]:
        """Return the models whose properties are arguments; none if the whole body is
        one argument.
        """
        forms = self.methods[operation.pointer][0].forms
        models = [f.model for f in forms if content.media_type in f.media_types]
        return [model for model in models if model is not None]
