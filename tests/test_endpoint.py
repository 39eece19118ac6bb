"""The scripted endpoint itself: what other tests rely on."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from tests.endpoint import Reply, dropped, html, serve, slow, spawn, status, truncated

if TYPE_CHECKING:
    from pathlib import Path


def ask(url: str, content: str = "2+2?") -> dict[str, Any]:
    body = {"model": "scripted", "messages": [{"role": "user", "content": content}]}
    request = urllib.request.Request(url + "/chat/completions", json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.load(answer))


def test_answers_in_the_shape_of_the_api_and_counts(endpoint):
    endpoint.responder = lambda request: request["messages"][-1]["content"].upper()
    answer = ask(endpoint.url, "say it")
    assert answer["choices"][0]["message"]["content"] == "SAY IT"
    assert answer["usage"] == {"prompt_tokens": 2, "completion_tokens": 2, "total_tokens": 4}
    assert endpoint.calls == 1
    assert endpoint.requests[0]["messages"][0]["content"] == "say it"
    assert endpoint.usage == {"prompt_tokens": 2, "completion_tokens": 2}


def test_sixty_four_slow_calls_run_side_by_side():
    with serve(lambda _request: "ok") as endpoint:
        endpoint.hold()
        with ThreadPoolExecutor(64) as pool:
            answers = [pool.submit(ask, endpoint.url) for _ in range(64)]
            endpoint.wait_until(lambda seen: seen.in_flight == 64)
            endpoint.release()
            assert all(answer.result()["choices"] for answer in answers)
        assert endpoint.max_in_flight == 64
        assert endpoint.in_flight == 0


def test_a_connection_is_kept_after_a_delayed_reply(endpoint):
    endpoint.responder = lambda _request: slow(0.01)
    host, port = endpoint.url.removeprefix("http://").removesuffix("/v1").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "x"}]})
    for _ in range(2):
        connection.request("POST", "/v1/chat/completions", body)
        with connection.getresponse() as answer:
            assert json.load(answer)["choices"]
        assert connection.sock is not None
    connection.close()


def test_a_delay_delays_only_its_own_reply():
    with serve(lambda request: slow(30) if request["messages"][0]["content"] == "slow" else "ok") as endpoint:
        with socket.create_connection(("127.0.0.1", int(endpoint.url.split(":")[2].split("/")[0]))) as left:
            body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "slow"}]}).encode()
            head = f"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {len(body)}\r\n\r\n"
            left.sendall(head.encode() + body)
            endpoint.wait_for_calls(1)
            assert ask(endpoint.url, "fast")["choices"]
        endpoint.wait_until(lambda seen: seen.abandoned == 1)
        assert endpoint.in_flight == 0


@pytest.mark.parametrize("code", [400, 401, 404, 429, 500])
def test_error_statuses(endpoint, code):
    endpoint.responder = lambda _request: status(code, "no", retry_after=7)
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(endpoint.url)
    with caught.value:
        assert caught.value.code == code
        assert caught.value.headers["retry-after"] == "7"
        assert json.load(caught.value)["error"]["message"] == "no"


@pytest.mark.parametrize("fault", [html(), truncated()])
def test_what_is_not_json(endpoint, fault):
    endpoint.responder = lambda _request: fault
    with pytest.raises(json.JSONDecodeError):
        ask(endpoint.url)


def test_a_dropped_connection(endpoint):
    endpoint.responder = lambda _request: dropped()
    with pytest.raises(http.client.RemoteDisconnected):
        ask(endpoint.url)


def test_another_key_is_refused_and_models_are_listed():
    with serve(lambda _request: Reply("ok", prompt_tokens=3), api_key="right", models=("a", "b")) as endpoint:
        with pytest.raises(urllib.error.HTTPError) as caught:
            ask(endpoint.url)
        caught.value.close()
        request = urllib.request.Request(endpoint.url + "/models", headers={"authorization": "Bearer right"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert [model["id"] for model in json.load(answer)["data"]] == ["a", "b"]
        assert endpoint.calls == 0


def test_as_a_process_of_its_own(tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text("from tests.endpoint import Reply\n\ndef answer(request):\n    return Reply('four')\n")
    with spawn(f"{script}:answer") as endpoint:
        assert ask(endpoint.url)["choices"][0]["message"]["content"] == "four"
        assert endpoint.calls == 1
        assert endpoint.requests()[0]["model"] == "scripted"
