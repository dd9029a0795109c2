"""What a worker's phone loads when a link is opened for the first time."""

from collections.abc import Callable

from tests.journeys.conftest import Hall, Visitor

BUDGET = 60_000  # bytes over the wire, headers included


def test_first_load_of_the_landing_page(hall: Hall, visitor: Callable[..., Visitor]) -> None:
    worker = visitor("weighs", width=360)
    wire = worker.context.new_cdp_session(worker.page)
    loaded: dict[str, float] = {}
    names: dict[str, str] = {}
    wire.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: loaded.update({event["requestId"]: event["encodedDataLength"]}))
    wire.send("Network.enable")
    worker.go(hall.cast["link"])
    worker.page.wait_for_load_state("networkidle")
    weights = {names.get(key, key): weight for key, weight in loaded.items()}
    assert len(weights) >= 3, weights  # the page, its style, its script
    assert sum(weights.values()) <= BUDGET, weights
    styles = [url for url in weights if url.endswith(".css")]
    answer = worker.context.request.get(styles[0], headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
