"""What is kept of an answer beside its bytes."""

import pytest

from importers.site.recording import normalised


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param({"set-cookie": "id=7", "set-cookie2": "id=7"}, {}, id="cookies"),
        pytest.param({"server": "Apache/2.4.18 (Ubuntu)"}, {"server": "Apache"}, id="version of the server"),
        pytest.param({"server": ""}, {}, id="no server"),
        pytest.param({"date": "Sun, 22 Nov 2026 14:00:00 GMT"}, {"date": "Thu, 01 Jan 1970 00:00:00 GMT"}, id="date"),
        pytest.param({"x-request-id": "1", "age": "3", "via": "1.1 x"}, {}, id="the way it took"),
        pytest.param({"etag": '"a"', "content-type": "text/html"}, {"etag": '"a"', "content-type": "text/html"}, id="about the file"),
        pytest.param({"etag": "a\r\nx: y"}, {"etag": "a x: y"}, id="line in a value"),
    ],
)  # fmt: skip
def test_headers_that_are_kept(given: dict[str, str], kept: dict[str, str]) -> None:
    assert normalised(given) == kept
