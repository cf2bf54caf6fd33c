from api_discriminator_inline.models import Created, Deleted, Holder


def test_inline_variants_are_told_by_their_constants() -> None:
    created = Holder.model_validate_json('{"event": {"type": "created", "at": 1}}')
    assert isinstance(created.event, Created)
    purged = Holder.model_validate_json('{"event": {"type": "purged", "id": "a"}}')
    assert isinstance(purged.event, Deleted)
    assert Holder.model_validate_json('{"event": null}').event is None


def test_a_constant_need_not_be_written() -> None:
    sent = Holder(event=Created(type="created", id="a")).to_dict()
    assert sent == {"event": {"type": "created", "id": "a"}}
