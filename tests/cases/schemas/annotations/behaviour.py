from api_annotations.models import Thing


def test_defaults_are_documented_and_not_sent() -> None:
    assert Thing(size=1).to_dict() == {"size": 1}
    assert Thing.model_validate_json('{"size": 1}').colour is None
    assert Thing.__doc__ is not None and "They have *parts*." in Thing.__doc__
