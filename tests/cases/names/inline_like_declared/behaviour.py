from api_inline_like_declared.models import Holder, OrderItem, OrderItem2

VALUE = {
    "declared": {"declared": "a"},
    "snake": {"snake": "b"},
    "kind": "a",
    "order": {"item": {"inline": True}, "items": [{"listed": 1}], "kind": "y"},
}


def test_the_declared_one_keeps_its_name_and_nothing_is_lost() -> None:
    holder = Holder.model_validate(VALUE)
    assert holder.to_dict() == VALUE
    assert isinstance(holder.declared, OrderItem) and holder.declared.declared == "a"
    assert isinstance(holder.snake, OrderItem2) and holder.snake.snake == "b"
    assert holder.order is not None and holder.order.item is not None
    assert holder.order.item.inline is True
    assert holder.order.items is not None and holder.order.items[0].listed == 1
