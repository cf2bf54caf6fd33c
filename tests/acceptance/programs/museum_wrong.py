"""The same programs, each with a mistake in the line with the comment."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from museum import AsyncClient, Client
from museum.inputs import BuyMuseumTicketsDict, SpecialEventDict, SpecialEventFieldsDict

DAY = dt.date(2026, 1, 2)
EVENT = UUID("3be6453c-03eb-4357-ae5a-984a0e574a54")


def find_opening_hours(client: Client) -> None:
    client.museum_hours.list(start_date=20260102)  # wrong


def plan_an_event() -> SpecialEventDict:
    return {"name": "Night", "location": "Hall", "dates": [DAY], "price": 5}  # wrong


def add_days() -> SpecialEventFieldsDict:
    return {"date": [DAY]}  # wrong


def repeat_an_event(client: Client) -> None:
    client.special_events.update(EVENT, dates=[1])  # wrong


def list_events(client: Client) -> None:
    client.special_events.list(until=DAY)  # wrong


def cancel_an_event(client: Client) -> None:
    client.special_events.delete(7)  # wrong


def buy_a_ticket() -> BuyMuseumTicketsDict:
    return {"ticketType": "free", "ticketDate": DAY}  # wrong


def buy_an_event_ticket() -> BuyMuseumTicketsDict:
    return {"ticketType": "event", "ticketDate": DAY, "event": EVENT}  # wrong


def show_a_ticket(client: Client) -> None:
    client.tickets.qr({"id": EVENT})  # wrong


async def buy_later(client: AsyncClient) -> None:
    await client.tickets.buy(ticket_type=["general"], ticket_date=DAY)  # wrong
