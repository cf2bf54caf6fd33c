"""Ten programs with Stripe's API."""

from __future__ import annotations

from urllib.parse import parse_qsl

from stripe import AsyncClient, Client
from stripe.inputs import OptionalFieldsAddressDict
from stripe.testing import MockTransport


def form(server: MockTransport) -> dict[str, str]:
    """Return the form of the last request."""
    return dict(parse_qsl(server.requests[-1].content.decode(), strict_parsing=True))


def create_a_customer(client: Client, server: MockTransport) -> None:
    address: OptionalFieldsAddressDict = {"city": "Rome", "country": "IT"}
    customer = client.customers.create(
        name="Ada",
        email="ada@example.com",
        address=address,
        shipping={"name": "Ada", "address": {"line1": "Via 1", "city": "Rome"}},
        metadata={"plan": "gold"},
        preferred_locales=("it", "en"),
    )
    assert customer.id
    assert form(server) == {
        "name": "Ada",
        "email": "ada@example.com",
        "address[city]": "Rome",
        "address[country]": "IT",
        "shipping[name]": "Ada",
        "shipping[address][line1]": "Via 1",
        "shipping[address][city]": "Rome",
        "metadata[plan]": "gold",
        "preferred_locales[0]": "it",
        "preferred_locales[1]": "en",
    }


def pay_by_card(client: Client, server: MockTransport) -> None:
    intent = client.payment_intents.create(
        amount=1999,
        currency="eur",
        confirm=True,
        payment_method_types=["card"],
        payment_method_options={"card": {"request_three_d_secure": "any"}},
        transfer_data={"destination": "acct_1", "amount": 100},
    )
    assert intent.status
    sent = form(server)
    assert sent["payment_method_options[card][request_three_d_secure]"] == "any"
    assert sent["transfer_data[destination]"] == "acct_1"


def sell_a_product(client: Client, server: MockTransport) -> None:
    product = client.products.create(
        name="Book",
        package_dimensions={"height": 1.5, "length": 20, "weight": 8, "width": 12},
        images=("https://example.com/a.png",),
        metadata={"author": "Ada"},
    )
    assert product.id
    sent = form(server)
    assert sent["package_dimensions[height]"] == "1.5"
    assert sent["images[0]"] == "https://example.com/a.png"


def price_in_tiers(client: Client, server: MockTransport) -> None:
    client.prices.create(
        currency="eur",
        product="prod_1",
        billing_scheme="tiered",
        tiers_mode="graduated",
        tiers=[{"up_to": 10, "unit_amount": 100}, {"up_to": "inf", "unit_amount": 50}],
        recurring={"interval": "month", "interval_count": 3},
    )
    sent = form(server)
    assert sent["tiers[0][up_to]"] == "10" and sent["tiers[1][up_to]"] == "inf"


def subscribe(client: Client, server: MockTransport) -> None:
    client.subscriptions.create(
        customer="cus_1",
        items=[{"price": "price_1", "quantity": 2, "metadata": {"seat": "1"}}],
        add_invoice_items=[{"price": "price_2"}],
        automatic_tax={"enabled": True},
        trial_end="now",
    )
    assert form(server) == {
        "customer": "cus_1",
        "items[0][price]": "price_1",
        "items[0][quantity]": "2",
        "items[0][metadata][seat]": "1",
        "add_invoice_items[0][price]": "price_2",
        "automatic_tax[enabled]": "true",
        "trial_end": "now",
    }


def check_out(client: Client, server: MockTransport) -> None:
    client.checkout.sessions.create(
        success_url="https://example.com/done",
        cancel_url="https://example.com/back",
        mode="payment",
        line_items=[
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 500,
                    "product_data": {"name": "Mug", "images": ["https://a.example"]},
                },
            }
        ],
        shipping_address_collection={"allowed_countries": ["DE", "FR"]},
    )
    assert form(server)["line_items[0][price_data][product_data][name]"] == "Mug"


def add_a_payment_method(client: Client, server: MockTransport) -> None:
    client.payment_methods.create(
        type="card",
        card={"number": "4242424242424242", "exp_month": 12, "exp_year": 2030},
        billing_details={"name": "Ada", "address": {"postal_code": "1"}},
    )
    assert form(server)["card[exp_year]"] == "2030"


def keep_what_was_received(client: Client, server: MockTransport) -> None:
    customer = client.customers.create(name="Ada", metadata={"a": "b"})
    client.customers.update(
        customer.id, metadata=customer.metadata or {}, address={"city": "Rome"}
    )
    assert form(server)["address[city]"] == "Rome"


def list_charges(client: Client, server: MockTransport) -> None:
    client.charges.list(created={"gte": 1, "lt": 2}, limit=3, expand=["data.customer"])
    assert dict(server.requests[-1].query) == {
        "created[gte]": "1",
        "created[lt]": "2",
        "limit": "3",
        "expand[0]": "data.customer",
    }


async def create_an_account(client: AsyncClient, server: MockTransport) -> None:
    await client.accounts.create(
        type="custom",
        country="DE",
        business_profile={"name": "Shop", "support_address": {"city": "Rome"}},
        capabilities={"card_payments": {"requested": True}},
        individual={"first_name": "Ada", "dob": {"day": 1, "month": 2, "year": 1990}},
        tos_acceptance={"date": 1, "ip": "192.0.2.1"},
    )
    sent = form(server)
    assert sent["individual[dob][year]"] == "1990"
    assert sent["capabilities[card_payments][requested]"] == "true"
