"""Ten programs with the Museum API."""

from __future__ import annotations

import datetime as dt
from collections import deque
from uuid import UUID

from museum import AsyncClient, Client
from museum.inputs import BuyMuseumTicketsDict, SpecialEventDict
from museum.testing import MockTransport

EVENT = UUID("3be6453c-03eb-4357-ae5a-984a0e574a54")


def find_opening_hours(client: Client, server: MockTransport) -> None:
    client.museum_hours.list(start_date=dt.date(2026, 1, 2), page=2, limit=5)
    assert dict(server.requests[-1].query) == {
        "startDate": "2026-01-02",
        "page": "2",
        "limit": "5",
    }


def plan_an_event(client: Client, server: MockTransport) -> None:
    event: SpecialEventDict = {
        "name": "Night",
        "location": "Hall",
        "eventDescription": "Open late",
        "dates": ["2026-01-02", dt.date(2026, 1, 3)],
        "price": 5,
    }
    created = client.special_events.create(
        name=event["name"],
        location=event["location"],
        event_description=event["eventDescription"],
        dates=(dt.date(2026, 1, 2), dt.date(2026, 1, 3)),
        price=event["price"],
    )
    assert created.name
    sent = {**event, "dates": ["2026-01-02", "2026-01-03"]}
    assert server.requests[-1].json() == sent


def add_days(client: Client, server: MockTransport) -> None:
    client.special_events.update(EVENT, dates=deque([dt.date(2026, 1, 4)]))
    assert server.requests[-1].json() == {"dates": ["2026-01-04"]}


def repeat_an_event(client: Client, server: MockTransport) -> None:
    event = client.special_events.get(EVENT)
    client.special_events.update(EVENT, dates=event.dates, price=event.price)
    assert len(server.requests[-1].json()["dates"]) == len(event.dates)


def list_events(client: Client, server: MockTransport) -> None:
    client.special_events.list(end_date=dt.date(2026, 1, 2))
    assert dict(server.requests[-1].query) == {"endDate": "2026-01-02"}


def cancel_an_event(client: Client, server: MockTransport) -> None:
    client.special_events.delete(EVENT)
    assert server.requests[-1].path.endswith(f"/special-events/{EVENT}")


def buy_a_ticket(client: Client, server: MockTransport) -> None:
    order: BuyMuseumTicketsDict = {
        "ticketType": "general",
        "ticketDate": dt.date(2026, 1, 2),
        "email": "ada@example.com",
    }
    client.tickets.buy(
        ticket_type=order["ticketType"],
        ticket_date=dt.date(2026, 1, 2),
        email=order["email"],
    )
    assert server.requests[-1].json() == {**order, "ticketDate": "2026-01-02"}


def buy_an_event_ticket(client: Client, server: MockTransport) -> None:
    client.tickets.buy(
        ticket_type="event", ticket_date=dt.date(2026, 1, 2), event_id=EVENT
    )
    assert server.requests[-1].json()["eventId"] == str(EVENT)


def show_a_ticket(client: Client, server: MockTransport) -> None:
    assert client.tickets.qr(EVENT)
    assert str(EVENT) in server.requests[-1].path


async def buy_later(client: AsyncClient, server: MockTransport) -> None:
    events = await client.special_events.list()
    await client.tickets.buy(ticket_type="general", ticket_date=dt.date(2026, 1, 2))
    assert events is not None
