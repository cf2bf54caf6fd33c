"""The same programs, each with a mistake in the line with the comment."""

from __future__ import annotations

from stripe import AsyncClient, Client
from stripe.inputs import OptionalFieldsAddressDict


def create_a_customer(client: Client) -> None:
    address: OptionalFieldsAddressDict = {"citty": "Rome"}  # wrong
    client.customers.create(name="Ada", address=address)


def pay_by_card(client: Client) -> None:
    client.payment_intents.create(
        amount=1999,
        currency="eur",
        transfer_data={"amount": 100},  # wrong
    )


def sell_a_product(client: Client) -> None:
    client.products.create(
        name="Book",
        package_dimensions={"height": 1.5, "length": 20, "weight": 8},  # wrong
    )


def price_in_tiers(client: Client) -> None:
    client.prices.create(
        currency="eur",
        product="prod_1",
        recurring={"interval": "monthly"},  # wrong
    )


def subscribe(client: Client) -> None:
    client.subscriptions.create(
        customer="cus_1",
        automatic_tax={"enabled": "yes"},  # wrong
    )


def check_out(client: Client) -> None:
    client.checkout.sessions.create(
        success_url="https://example.com/done",
        cancel_url="https://example.com/back",
        shipping_address_collection={"allowed_countries": ["Germany"]},  # wrong
    )


def add_a_payment_method(client: Client) -> None:
    client.payment_methods.create(
        type="card",
        billing_details={"nme": "Ada"},  # wrong
    )


def keep_what_was_received(client: Client) -> None:
    customer = client.customers.create(name="Ada")
    client.customers.update(
        customer.id,
        address={"city": None},  # wrong
    )


def list_charges(client: Client) -> None:
    client.charges.list(created={"since": 1})  # wrong


async def create_an_account(client: AsyncClient) -> None:
    await client.accounts.create(
        type="custom",
        business_profile={"support_address": {"town": "Rome"}},  # wrong
    )
