"""Ask a chat endpoint over HTTP, patiently; nothing here is sent unless a caller asks."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic

from stancemap.errors import ModelError, StancemapError
from stancemap.tag.stance_llm_endpoint import KEY_VARIABLE, ChatRequest, Endpoint, Patience, Reply

try:
    import httpx
    import stamina
except ModuleNotFoundError as missing:
    raise ModelError(
        f"to ask a language model, install the extra: pip install 'stancemap[llm]' ({missing})"
    ) from missing

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_SAME_FOR_ALL = frozenset({401, 402, 403, 404, 405, 407, 429, 502, 503, 504, 529})
_MOST_OF_A_MESSAGE = 200
_MOST_BYTES = 10_000_000
_KEPT_HEADERS = ("location", "retry-after")

# Otherwise each waiting would be a line on stderr that says nothing to the reader.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class CallFailedError(StancemapError):
    """One call that got no answer, for a reason that may lie in its comment."""


@dataclass(frozen=True, slots=True, eq=False)
class EndpointClient:
    """Sends calls to one endpoint. Make it with `open_client`; threads may share it."""

    endpoint: Endpoint
    http: httpx.Client

    def complete(self, request: ChatRequest) -> Reply:
        """Return the model's reply; busy and broken servers are asked again, ever more slowly.

        Raises:
            CallFailedError: this one call failed for good.
            ModelError: the endpoint is not there or refuses, so that every call would fail.
        """
        try:
            return _reply(self._post(request))
        except httpx.HTTPStatusError as error:
            raise self._refused(error.response) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise ModelError(
                f"nothing answers at {self.endpoint.url} ({error}); start the server and run "
                f"again: replies so far are kept"
            ) from error
        except httpx.TimeoutException as error:
            patience = self.endpoint.patience
            raise CallFailedError(
                f"no answer within {patience.timeout:g} s, {patience.attempts} times"
            ) from error
        except httpx.HTTPError as error:
            raise CallFailedError(f"the connection broke: {error}") from error

    def _post(self, request: ChatRequest) -> httpx.Response:
        patience = self.endpoint.patience

        # Without parameters: stamina would write them, and with them comments, into a log.
        @stamina.retry(
            on=_waiting_rule(patience),
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.first_wait,
            wait_max=patience.longest_wait,
            wait_jitter=patience.first_wait,
        )
        def post() -> httpx.Response:
            return self._send(request).raise_for_status()

        return post()

    def _send(self, request: ChatRequest) -> httpx.Response:
        """Send once; an answer that drips in without end is a time-out too."""
        until, parts, size = monotonic() + self.endpoint.patience.timeout, [], 0
        with self.http.stream("POST", request.url, content=request.body) as response:
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > _MOST_BYTES:
                    raise httpx.DecodingError(f"the answer is longer than {_MOST_BYTES:,} bytes")
                if monotonic() > until:
                    raise httpx.ReadTimeout("the answer did not end in time")
        headers = {k: response.headers[k] for k in _KEPT_HEADERS if k in response.headers}
        return httpx.Response(response.status_code, headers=headers, content=b"".join(parts),
                              request=response.request)  # fmt: skip

    def _refused(self, response: httpx.Response) -> StancemapError:
        said = _beginning(response)
        status = f"{response.status_code} {response.reason_phrase}".strip()
        if response.is_redirect:
            where = response.headers.get("location", "elsewhere")
            return ModelError(
                f"{self.endpoint.url} redirects to {where}; that is not followed, because comments "
                f"would go there: name it as the endpoint if that is what you want"
            )
        if response.status_code in _SAME_FOR_ALL:
            return ModelError(
                f"{self.endpoint.url} answers {status} for the model '{self.endpoint.model}'; "
                f"check the URL, the model's name and the key in {KEY_VARIABLE}, or wait where it "
                f"is busy, and run again: replies so far are kept ({said})"
            )
        return CallFailedError(f"the endpoint answers {status}: {said}")


def open_client(endpoint: Endpoint) -> EndpointClient:
    """Make a client; it connects with the first call.

    Redirects are not followed, and no proxy stands between this machine and itself.
    """
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get(KEY_VARIABLE, ""):
        headers["Authorization"] = f"Bearer {key}"
    http = httpx.Client(
        headers=headers,
        timeout=endpoint.patience.timeout,
        # A connection per call costs nothing beside the model's work and leaves none open.
        limits=httpx.Limits(max_keepalive_connections=0),
        trust_env=not endpoint.is_loopback,
        follow_redirects=False,
    )
    return EndpointClient(endpoint, http)


def _waiting_rule(patience: Patience) -> Callable[[Exception], bool | float]:
    def wait(error: Exception) -> bool | float:
        if isinstance(error, httpx.HTTPStatusError):
            if error.response.status_code not in _RETRIED:
                return False
            asked = _seconds_asked_for(error.response.headers.get("retry-after", ""))
            return True if asked is None else min(asked, patience.longest_wait)
        return isinstance(error, httpx.TransportError)

    return wait


def _seconds_asked_for(header: str) -> float | None:
    """Read a Retry-After header: seconds, or a date."""
    if header.isascii() and header.isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _reply(response: httpx.Response) -> Reply:
    """Read a chat completion; a refusal, whose content is null, is an empty text."""
    try:
        payload = response.json()
        text = payload["choices"][0]["message"]["content"] or ""
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise CallFailedError(
            f"the endpoint answers {HTTPStatus.OK.value} without a chat completion: "
            f"{_beginning(response)}"
        ) from error
    if not isinstance(text, str):
        raise CallFailedError("the endpoint answers with something other than text")
    usage = payload.get("usage")
    return Reply(text, _count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))


def _beginning(response: httpx.Response) -> str:
    return " ".join(response.text.split())[:_MOST_OF_A_MESSAGE]


def _count(usage: object, name: str) -> int:
    number = usage.get(name) if isinstance(usage, dict) else None
    return number if isinstance(number, int) and 0 <= number < 2**53 else 0
