from api_folded_alike import models
from pydantic import BaseModel


def test_no_two_names_are_one() -> None:
    assert len({name.casefold() for name in models.__all__}) == 11
    for name in models.__all__:
        assert name.isascii() and name.isidentifier() and name[0].isupper()


def test_every_schema_has_its_own_model() -> None:
    fields: list[str] = []
    for name in models.__all__:
        model: type[BaseModel] = getattr(models, name)
        fields += model.model_fields
    assert sorted(fields) == list("abcdefghijk")


def test_words_of_other_scripts_can_be_read() -> None:
    assert models.Privet(e=1).to_dict() == {"e": 1}
    assert models.Pet2(a=1).to_dict() == {"a": 1}
    assert models.ABC(j=1).to_dict() == {"j": 1}
