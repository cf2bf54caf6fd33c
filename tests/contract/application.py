"""A FastAPI application that can deviate from its own document."""

import enum
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from fastapi.security import APIKeyHeader, HTTPBasic
from pydantic import BaseModel, Field

__all__ = ["DEVIATIONS", "Application", "running"]


class Size(enum.StrEnum):
    SMALL = "small"
    LARGE = "large"


class Strength(enum.IntEnum):
    MILD = 1
    STRONG = 2


class Dairy(BaseModel):
    kind: Literal["dairy"] = "dairy"
    fat: float = 3.5


class Plant(BaseModel):
    kind: Literal["oat", "soy"]


Milk = Annotated[Dairy | Plant, Field(discriminator="kind")]


class Coffee(BaseModel):
    id: int
    name: str = Field(min_length=1)
    size: Size
    price: float
    strength: Strength = Strength.MILD
    milk: Milk | None = None
    note: str | None = None
    roasted: datetime = datetime(2024, 1, 1)  # without an offset


class NewCoffee(BaseModel):
    name: str
    size: Size = Size.SMALL
    price: float = Field(gt=0)
    milk: Milk = Dairy()


class Review(BaseModel):
    key: str
    text: str


class Query(BaseModel):
    text: str = ""


DEVIATIONS: dict[str, tuple[Any, int]] = {
    "missing field": ({"id": 7, "size": "small", "price": 2.5}, 200),
    "wrong type": ({"id": 7, "name": "n", "size": "small", "price": "cheap"}, 200),
    "number for text": ({"id": 7, "name": 5, "size": "small", "price": 1.0}, 200),
    "undocumented status": ({"detail": "teapot"}, 418),
    "wrong content type": ("id: 7", 200),
    "extra enum value": ({"id": 7, "name": "n", "size": "huge", "price": 1.0}, 200),
    "extra integer": (
        {"id": 7, "name": "n", "size": "small", "price": 1.0, "strength": 9},
        200,
    ),
    "unknown variant": (
        {"id": 7, "name": "n", "size": "small", "price": 1.0, "milk": {"kind": "yak"}},
        200,
    ),
}
"""Responses to use instead of a coffee, by name."""


class Application:
    """The application and the requests that it received."""

    def __init__(self) -> None:
        self.deviation = ""
        self.received: list[tuple[str, str]] = []
        self.app = FastAPI(title="Cafe", version="1.2.0")
        coffees = {
            7: Coffee(id=7, name="Flat white", size=Size.SMALL, price=3.5, milk=Dairy())
        }
        self._record()
        self._coffees(coffees)
        self._others()

    def _record(self) -> None:
        @self.app.middleware("http")
        async def record(request: Any, call_next: Any) -> Any:
            self.received.append((request.method, request.url.path))
            return await call_next(request)

    def _coffees(self, coffees: dict[int, Coffee]) -> None:
        app = self.app

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

        # A list that only a search answers, below an item of another list.
        @app.post(
            "/coffees/{coffee_id}/reviews/search",
            tags=["reviews"],
            operation_id="search_reviews",
            openapi_extra={"x-live-safe": True},
        )
        def search_reviews(coffee_id: int, query: Query) -> dict[str, list[Review]]:
            return {"found": [Review(key=f"r{coffee_id}", text="good")]}

        @app.get(
            "/coffees/{coffee_id}/reviews/{key}",
            tags=["reviews"],
            operation_id="get_review",
        )
        def get_review(coffee_id: int, key: str) -> Review:
            if key != f"r{coffee_id}":
                raise HTTPException(404, "no such review")
            return Review(key=key, text="good")

    def _others(self) -> None:
        app = self.app

        @app.get("/strengths/{strength}", tags=["other"], operation_id="get_strength")
        def get_strength(strength: Strength) -> Strength:
            return strength

        @app.get("/menu", tags=["other"], operation_id="get_menu")
        def get_menu(page: Any = None, lines=3) -> Response:  # type: ignore[no-untyped-def]
            return FileResponse(__file__)

        @app.get(
            "/menu.pdf",
            tags=["other"],
            operation_id="get_pdf",
            response_class=FileResponse,
        )
        def get_pdf() -> Any:
            return FileResponse(__file__, media_type="application/pdf")

        @app.get(
            "/today",
            tags=["other"],
            operation_id="get_today",
            response_class=RedirectResponse,
        )
        def get_today() -> Any:
            return "/coffees/7"

        @app.get("/moved", tags=["other"], operation_id="get_moved")
        def get_moved() -> list[Coffee]:
            return RedirectResponse("/coffees")  # type: ignore[return-value]

        key = APIKeyHeader(name="X-Key", scheme_name="key")

        @app.get("/till", tags=["other"], operation_id="get_till")
        def get_till(given: Annotated[str, Depends(key)]) -> dict[str, int]:
            if given != "right key":
                raise HTTPException(403, f"{given} is wrong")
            return {"cents": 5}

        @app.get("/safe", tags=["other"], operation_id="get_safe")
        def get_safe(given: Annotated[Any, Depends(HTTPBasic())]) -> dict[str, int]:
            return {"cents": 5}


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Run an application under uvicorn, at a free port of the loopback interface."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        threading.Event().wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
