import warnings
from typing import Any

from api_discriminator_outside import Client
from api_discriminator_outside.models import FileModel, Folder, Link

from tests.loopback import Loopback, answer

ITEMS: list[dict[str, Any]] = [
    {"type": "file", "size": 1},
    {"type": "folder", "entries": []},
    {"type": "link", "url": "/a"},
    {"type": "socket", "port": 1},
]


def test_a_tag_outside_of_the_union_names_its_model(server: Loopback) -> None:
    server.will(answer(200, ITEMS))
    with Client(base_url=server.url) as client, warnings.catch_warnings():
        warnings.simplefilter("error")
        file, folder, link, socket = client.items.list()
    assert isinstance(file, FileModel)
    assert isinstance(folder, Folder)
    assert isinstance(link, Link) and link.url == "/a"
    # An unknown tag is kept as it came.
    assert repr(socket) == repr(ITEMS[3])
