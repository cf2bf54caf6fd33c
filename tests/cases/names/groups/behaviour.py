import sys

from api_groups import models


def loaded() -> set[str]:
    prefix = "api_groups.models."
    return {
        name.removeprefix(prefix) for name in sys.modules if name.startswith(prefix)
    }


def test_a_model_loads_its_group_and_what_that_needs() -> None:
    before = loaded()
    assert before == set()
    assert models.Book(page=models.Page(number=1)).to_dict() == {"page": {"number": 1}}
    assert loaded() == {"author", "page"}
    assert models.Author.__module__ == models.Book.__module__
