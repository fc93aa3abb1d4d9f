"""Which language model is asked, with which parameters, and what one call is made of."""

import hashlib
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from stancemap.codebook import Codebook
from stancemap.errors import InputError
from stancemap.tag.stance_llm_answer import answer_schema
from stancemap.tag.stance_prompt import Message

LOOPBACK_URL = "http://127.0.0.1:8080/v1"
"""Where llama.cpp's server listens unless told otherwise."""
KEY_VARIABLE = "STANCEMAP_LLM_KEY"
"""The environment variable that holds the key, where an endpoint wants one."""


class AnswerFormat(StrEnum):
    """How the endpoint is held to the form of an answer."""

    SCHEMA = "schema"
    JSON = "json"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often an endpoint is asked; seconds."""

    timeout: float = 120.0
    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint; `url` is the part before `/chat/completions`.

    `concurrency` is the number of calls under way at once in one process.
    """

    model: str
    url: str = LOOPBACK_URL
    answer_format: AnswerFormat = AnswerFormat.SCHEMA
    seed: int = 0
    longest_answer: int = 300
    concurrency: int = 4
    patience: Patience = Patience()

    @property
    def host(self) -> str:
        """The machine that answers.

        Raises:
            InputError: the URL names none.
        """
        try:
            parts = urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise InputError(f"the endpoint {self.url!r} is no URL: {error}") from error
        if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
            raise InputError(
                f"the endpoint {self.url!r} is no URL of a server; write it like {LOOPBACK_URL}, "
                f"and put a key into the environment variable {KEY_VARIABLE}"
            )
        return host

    @property
    def is_loopback(self) -> bool:
        """Whether the endpoint is on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One call; `body` is the JSON that is sent. The same key gets the same cached reply."""

    url: str
    body: str

    @property
    def key(self) -> str:
        """A hash of all that can change the reply: endpoint, model, parameters, prompt."""
        return hashlib.sha256(f"{self.url}\n{self.body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and the tokens that the endpoint counted (0 where it does not)."""

    text: str
    prompt_tokens: int = 0
    answer_tokens: int = 0


def warning(endpoint: Endpoint) -> str:
    """Say what leaves this machine; `""` for an endpoint on it."""
    if endpoint.is_loopback:
        return ""
    plain = " The connection is not encrypted (http)." if endpoint.url.startswith("http:") else ""
    return (
        f"The comments, what they reply to, the titles and the codebook will be sent to "
        f"{endpoint.host}, which is not this machine.{plain} Its operator can read and may keep "
        f"them. Make sure that your ethics approval and the terms of the data allow that."
    )


def chat_request(
    endpoint: Endpoint, codebook: Codebook, messages: Sequence[Message]
) -> ChatRequest:
    """Make the call for a chat: temperature 0 and a fixed seed."""
    body: dict[str, object] = {
        "model": endpoint.model,
        "messages": [asdict(message) for message in messages],
        "temperature": 0,
        "seed": endpoint.seed,
        "max_tokens": endpoint.longest_answer,
    }
    match endpoint.answer_format:
        case AnswerFormat.SCHEMA:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {
                    "name": "stance",
                    "strict": True,
                    "schema": answer_schema(codebook),
                },
            }
        case AnswerFormat.JSON:
            body["response_format"] = {"type": "json_object"}
        case AnswerFormat.PROMPT:
            pass
    url = endpoint.url.rstrip("/") + "/chat/completions"
    # Not sorted: a server writes an answer's fields in the order of the schema, primary first.
    return ChatRequest(url, json.dumps(body, ensure_ascii=True))
