"""A FastAPI application that can deviate from its own document."""

from enum import StrEnum
from typing import Any

from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

__all__ = ["DEVIATIONS", "Application"]


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Coffee(BaseModel):
    id: int
    name: str = Field(min_length=1)
    size: Size
    price: float
    note: str | None = None


class NewCoffee(BaseModel):
    name: str
    size: Size = Size.SMALL
    price: float = Field(gt=0)


DEVIATIONS = {
    "missing field": ({"id": 7, "size": "small", "price": 2.5}, 200),
    "wrong type": ({"id": 7, "name": "n", "size": "small", "price": "cheap"}, 200),
    "undocumented status": ({"detail": "teapot"}, 418),
    "wrong content type": ("id: 7", 200),
    "extra enum value": ({"id": 7, "name": "n", "size": "huge", "price": 1.0}, 200),
}
"""Responses to use instead of a coffee, by name."""


class Application:
    """The application and the requests that it received."""

    def __init__(self) -> None:
        self.deviation = ""
        self.received: list[tuple[str, str]] = []
        self.app = FastAPI(title="Cafe", version="1.2.0")
        coffees = {7: Coffee(id=7, name="Flat white", size=Size.SMALL, price=3.5)}
        self._routes(coffees)

    def _routes(self, coffees: dict[int, Coffee]) -> None:
        app = self.app

        @app.middleware("http")
        async def record(request: Any, call_next: Any) -> Any:
            self.received.append((request.method, request.url.path))
            return await call_next(request)

        @app.get("/coffees", tags=["coffees"], operation_id="list_coffees")
        def list_coffees(limit: int = 10, size: Size | None = None) -> list[Coffee]:
            return [c for c in coffees.values() if size in (None, c.size)][:limit]

        @app.get("/coffees/{coffee_id}", tags=["coffees"], operation_id="get_coffee")
        def get_coffee(coffee_id: int, x_table: str | None = Header(None)) -> Coffee:
            if self.deviation:
                body, status = DEVIATIONS[self.deviation]
                kind: Any = PlainTextResponse if isinstance(body, str) else JSONResponse
                return kind(body, status_code=status)  # type: ignore[no-any-return]
            if coffee_id not in coffees:
                raise HTTPException(404, "no such coffee")
            return coffees[coffee_id]

        @app.post(
            "/coffees", status_code=201, tags=["coffees"], operation_id="create_coffee"
        )
        def create_coffee(coffee: NewCoffee) -> Coffee:
            new = Coffee(id=len(coffees) + 7, **coffee.model_dump())
            coffees[new.id] = new
            return new

        @app.delete(
            "/coffees/{coffee_id}",
            status_code=204,
            tags=["coffees"],
            operation_id="delete_coffee",
        )
        def delete_coffee(coffee_id: int) -> None:
            coffees.pop(coffee_id, None)
