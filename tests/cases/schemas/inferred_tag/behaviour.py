from api_inferred_tag.models import Circle, Drawing, Square


def test_a_required_constant_tells_variants_apart() -> None:
    text = '{"figures": [{"shape": "square", "size": 1}, {"shape": "circle", "size": "x"}]}'
    try:
        Drawing.model_validate_json(text)
    except ValueError as error:
        # The message speaks of the circle alone.
        assert "square" not in str(error) and "circle" in str(error)
    text = '{"figures": [{"shape": "square", "size": 1}, {"shape": "circle"}]}'
    square, circle = Drawing.model_validate_json(text).figures
    assert isinstance(square, Square) and isinstance(circle, Circle)
