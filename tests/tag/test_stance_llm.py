"""What a language model's answers become, and what becomes of calls that go wrong."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stancemap.codebook import Codebook, load_codebook
from stancemap.errors import ModelError
from stancemap.records import Sentence, Span, Stance
from stancemap.tag.stance import StanceQuestion, StanceTagger

pytest.importorskip("httpx", reason="needs the extra stancemap[llm]")
pytest.importorskip("stamina", reason="needs the extra stancemap[llm]")

from stancemap.tag.stance_llm import (
    LlmStanceTagger,
    StanceFailure,
    UnansweredError,
    load_llm_tagger,
)
from stancemap.tag.stance_llm_cache import CACHE_FILE, open_cache
from stancemap.tag.stance_llm_cost import Price, estimate
from stancemap.tag.stance_llm_endpoint import (
    KEY_VARIABLE,
    LOOPBACK_URL,
    AnswerFormat,
    Endpoint,
    Patience,
)
from stancemap.tag.toolkit import Failure, attempt

CODEBOOK = load_codebook()
OPPOSE = {"primary": "oppose", "also": [], "evidence": "Ban them", "certainty": "certain"}


@dataclass(frozen=True)
class Served:
    """One response of the stub."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


def chat(content: object) -> Served:
    text = content if isinstance(content, str) else json.dumps(content)
    usage = {"prompt_tokens": 900, "completion_tokens": 30}
    payload = {"choices": [{"message": {"content": text}}], "usage": usage}
    return Served(body=json.dumps(payload))


@dataclass
class Stub:
    """An endpoint on loopback that serves its script, then its last response for ever."""

    script: list[Served]
    url: str = ""
    requests: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, body: bytes, headers: dict[str, str]) -> Served:
        with self.lock:
            self.requests.append(json.loads(body))
            self.headers.append(headers)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def count(self, change: int) -> None:
        with self.lock:
            self.in_flight += change
            self.most_in_flight = max(self.most_in_flight, self.in_flight)


def handler_for(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stub.count(1)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            served = stub.next(body, dict(self.headers))
            time.sleep(served.delay)
            stub.count(-1)
            try:
                self.send_response(served.status)
                for name, value in served.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(served.body.encode())
            except OSError:
                pass  # a client that timed out has gone

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler


Serve = Callable[..., Stub]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[ThreadingHTTPServer] = []

    def start(*script: Served) -> Stub:
        stub = Stub(list(script))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(stub))
        servers.append(server)
        stub.url = f"http://127.0.0.1:{server.server_port}/v1"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return stub

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


QUICK = Patience(timeout=5, attempts=3, first_wait=0.001, longest_wait=0.01)


def tagger(stub: Stub, folder: Path, **changes: object) -> LlmStanceTagger:
    endpoint = replace(
        Endpoint("tiny", stub.url, patience=QUICK, concurrency=2),
        **changes,  # type: ignore[arg-type]  # named by each test
    )
    return load_llm_tagger(CODEBOOK, endpoint, folder)


def ask(text: str = "Ban them. Now.") -> StanceQuestion:
    return StanceQuestion("lamps", "Lamps", "", text, (Sentence(Span.of(text, 0, len(text))),))


def reasons(outcomes: list[Stance | StanceFailure]) -> list[str]:
    return [one.reason if isinstance(one, StanceFailure) else "" for one in outcomes]


def test_a_valid_answer_becomes_a_stance(serve: Serve, tmp_path: Path) -> None:
    answer = {**OPPOSE, "also": ["inevitable", "oppose", "none"], "certainty": "probable"}
    model: StanceTagger = tagger(serve(chat(answer)), tmp_path)
    (stance,) = model.tag([ask()])
    assert stance == Stance(
        target="lamps",
        primary="oppose",
        codes=("oppose", "inevitable"),
        probabilities=(0.7, 0.05, 0.15, 0.05, 0.05),
        confidence=0.7,
        evidence=Span(0, 8, "Ban them"),
    )


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps(OPPOSE),
        f"```json\n{json.dumps(OPPOSE)}\n```",
        f"The comment wants a ban.\n{json.dumps(OPPOSE)}\nDone. {{or not}}",
        f'<think>{{"primary": "support"}}? No.</think>{json.dumps(OPPOSE)}',
    ],
)
def test_words_around_the_json_do_no_harm(serve: Serve, tmp_path: Path, reply: str) -> None:
    assert tagger(serve(chat(reply)), tmp_path).tag([ask()])[0].primary == "oppose"


def test_a_guess_counts_as_abstained_and_none_has_no_evidence(serve: Serve, tmp_path: Path) -> None:
    answer = {"primary": "none", "also": ["support"], "evidence": "Ban", "certainty": "guess"}
    (stance,) = tagger(serve(chat(answer)), tmp_path).tag([ask()])
    assert stance.abstained
    assert stance.evidence is None
    assert stance.codes == ("none",)


def test_the_model_is_asked_at_temperature_zero_with_seed_and_schema(
    serve: Serve, tmp_path: Path
) -> None:
    stub = serve(chat(OPPOSE))
    tagger(stub, tmp_path, seed=7).tag([ask()])
    (sent,) = stub.requests
    assert (sent["model"], sent["temperature"], sent["seed"]) == ("tiny", 0, 7)
    schema = json.dumps(sent["response_format"])
    fields = [schema.index(f'"{name}": {{') for name in ("primary", "also", "evidence")]
    assert fields == sorted(fields)  # servers write an answer in this order
    assert '"enum": ["oppose", "pragmatic", "inevitable", "support", "none"]' in schema


@pytest.mark.parametrize(
    ("answer_format", "form"),
    [(AnswerFormat.JSON, {"type": "json_object"}), (AnswerFormat.PROMPT, None)],
)
def test_an_endpoint_without_schemas_can_be_asked_plainly(
    serve: Serve, tmp_path: Path, answer_format: AnswerFormat, form: object
) -> None:
    stub = serve(chat(OPPOSE))
    tagger(stub, tmp_path, answer_format=answer_format).tag([ask()])
    assert stub.requests[0].get("response_format") == form


UNUSABLE = [
    ("I think they oppose it.", "not one JSON object"),
    ("", "not one JSON object"),
    ("{" * 50_000 + "}", "not one JSON object"),
    ("[1, 2]", "not one JSON object"),
    ('{"primary": "oppose", "evid', "not one JSON object"),  # cut off by the length limit
    ({**OPPOSE, "primary": "angry"}, '"primary" must be one of oppose, pragmatic'),
    ({**OPPOSE, "primary": ["oppose"]}, '"primary" must be one of'),
    ({**OPPOSE, "also": ["angry"]}, '"also" must be a list from'),
    ({**OPPOSE, "also": [{}]}, '"also" must be a list from'),
    ({**OPPOSE, "also": "support"}, '"also" must be a list from'),
    ({**OPPOSE, "evidence": "They should be banned"}, '"evidence" must be a passage'),
    ({**OPPOSE, "evidence": ""}, '"evidence" must be a passage'),
    ({**OPPOSE, "evidence": None}, '"evidence" must be a passage'),
    ({**OPPOSE, "certainty": 0.9}, '"certainty" must be one of'),
    ({**OPPOSE, "certainty": {}}, '"certainty" must be one of'),
]


@pytest.mark.parametrize(("reply", "problem"), UNUSABLE)
def test_an_unusable_answer_is_asked_for_once_more(
    serve: Serve, tmp_path: Path, reply: object, problem: str
) -> None:
    stub = serve(chat(reply), chat(OPPOSE))
    (stance,) = tagger(stub, tmp_path).tag([ask()])
    assert stance.primary == "oppose"
    assert len(stub.requests) == 2
    told = stub.requests[1]["messages"]
    assert isinstance(told, list)
    assert problem in told[-1]["content"]


@pytest.mark.parametrize(("reply", "problem"), UNUSABLE)
def test_two_unusable_answers_are_a_failure_that_says_why(
    serve: Serve, tmp_path: Path, reply: object, problem: str
) -> None:
    stub = serve(chat(reply))
    (failure,) = reasons(tagger(stub, tmp_path).judge([ask()]))
    assert problem in failure
    assert len(stub.requests) == 2


def test_one_failed_comment_does_not_cost_the_others(serve: Serve, tmp_path: Path) -> None:
    stub = serve(chat(OPPOSE))
    model = tagger(stub, tmp_path)
    questions = [ask(), ask("Lovely lamps."), ask("Ban them all.")]
    assert [reason != "" for reason in reasons(model.judge(questions))] == [False, True, False]
    with pytest.raises(UnansweredError, match="evidence"):
        model.tag(questions)
    calls = len(stub.requests)
    assert [model.tag([q])[0].primary for q in (questions[0], questions[2])] == ["oppose"] * 2
    assert len(stub.requests) == calls


def test_the_tag_room_records_a_failed_comment_and_goes_on(serve: Serve, tmp_path: Path) -> None:
    model = tagger(serve(chat(OPPOSE)), tmp_path)
    outcome = attempt(model.tag, [ask("Lovely lamps.")])
    assert isinstance(outcome, Failure)
    assert "no valid answer after one repair" in outcome.reason


def test_answers_come_in_the_order_of_the_questions(serve: Serve, tmp_path: Path) -> None:
    slow = replace(chat({**OPPOSE, "evidence": "no"}), delay=0.1)
    quick = chat({**OPPOSE, "evidence": "no"})
    texts = [f"no {number}" for number in range(6)]
    outcomes = tagger(serve(slow, quick, slow, quick), tmp_path).tag([ask(t) for t in texts])
    assert [stance.evidence for stance in outcomes] == [Span(0, 2, "no")] * 6


def test_no_more_calls_are_under_way_than_allowed(serve: Serve, tmp_path: Path) -> None:
    stub = serve(replace(chat({**OPPOSE, "evidence": "no"}), delay=0.3))
    tagger(stub, tmp_path, concurrency=3).tag([ask(f"no {number}") for number in range(9)])
    assert stub.most_in_flight == 3


def test_equal_questions_are_asked_once(serve: Serve, tmp_path: Path) -> None:
    stub = serve(chat(OPPOSE))
    assert len(tagger(stub, tmp_path).tag([ask()] * 5)) == 5
    assert len(stub.requests) == 1


def test_a_comment_without_own_words_is_not_asked_about(serve: Serve, tmp_path: Path) -> None:
    stub = serve(chat(OPPOSE))
    text = "Ban them."
    quoted = StanceQuestion("lamps", "", "", text, (Sentence(Span(0, 9, text), own=False),))
    (stance,) = tagger(stub, tmp_path).tag([quoted])
    assert (stance.primary, stance.confidence, stub.requests) == ("none", 1.0, [])


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_a_busy_or_broken_endpoint_is_asked_again(
    serve: Serve, tmp_path: Path, status: int
) -> None:
    stub = serve(Served(status), Served(status), chat(OPPOSE))
    assert tagger(stub, tmp_path).tag([ask()])[0].primary == "oppose"
    assert len(stub.requests) == 3


@pytest.mark.parametrize(
    ("retry_after", "longest", "at_least", "at_most"),
    [
        ("1", 60, 1.0, 3),
        ("3600", 0.05, 0.05, 2),  # nobody waits longer than allowed
        ("Sun, 06 Nov 1994 08:49:37 GMT", 60, 0, 2),  # a date, and long past
        ("soon", 60, 0, 2),
        ("-5", 60, 0, 2),
    ],
)
def test_an_endpoint_that_says_when_is_asked_then(
    serve: Serve,
    tmp_path: Path,
    retry_after: str,
    longest: float,
    at_least: float,
    at_most: float,
) -> None:
    busy = Served(429, headers={"Retry-After": retry_after})
    patience = replace(QUICK, longest_wait=longest)
    begun = time.perf_counter()
    tagger(serve(busy, chat(OPPOSE)), tmp_path, patience=patience).tag([ask()])
    assert at_least <= time.perf_counter() - begun < at_most


@pytest.mark.parametrize(
    ("served", "reason", "calls"),
    [
        (Served(500, "out of luck"), "500 Internal Server Error: out of luck", 3),
        (Served(400, "prompt too long"), "400 Bad Request: prompt too long", 1),
        (Served(200, "<html>"), "without a chat completion", 1),
        (Served(200, '{"choices": []}'), "without a chat completion", 1),
        (Served(200, "[" * 50_000), "without a chat completion", 1),
        (Served(200, '{"choices":[{"message":{"content":[1]}}]}'), "other than text", 1),
        (Served(200, delay=0.5), "no answer within 0.1 s, 3 times", 3),
    ],
)
def test_a_call_that_fails_for_good_is_that_comments_failure(
    serve: Serve, tmp_path: Path, served: Served, reason: str, calls: int
) -> None:
    stub = serve(served)
    patience = replace(QUICK, timeout=0.1) if served.delay else QUICK
    (failure,) = reasons(tagger(stub, tmp_path, patience=patience).judge([ask()]))
    assert reason in failure
    assert len(stub.requests) == calls


@pytest.mark.parametrize("status", [401, 403, 404, 429, 503])
def test_an_endpoint_that_refuses_everyone_stops_the_run(
    serve: Serve, tmp_path: Path, status: int
) -> None:
    with pytest.raises(ModelError, match=f"answers {status} .*'tiny'.*replies so far are kept"):
        tagger(serve(Served(status)), tmp_path).judge([ask()])


def test_an_endpoint_that_fails_time_after_time_stops_the_run(serve: Serve, tmp_path: Path) -> None:
    stub = serve(Served(200, "<html>Log in to the hotel's network</html>"))
    questions = [ask(f"Ban them {number}.") for number in range(30)]
    with pytest.raises(ModelError, match=r"in a row got no answer .*hotel's network.*are kept"):
        tagger(stub, tmp_path, concurrency=1).judge(questions)
    assert len(stub.requests) == 10


def test_answers_that_are_never_usable_stop_the_run(serve: Serve, tmp_path: Path) -> None:
    stub = serve(chat("<think>Let me see"))
    questions = [ask(f"Ban them {number}.") for number in range(30)]
    with pytest.raises(ModelError, match=r"20 comments in a row .*breaks off in its thoughts"):
        tagger(stub, tmp_path, concurrency=1).judge(questions)
    assert len(stub.requests) == 40


def test_failures_between_answers_stop_nothing(serve: Serve, tmp_path: Path) -> None:
    served = [Served(400, "blocked")] * 9 + [chat(OPPOSE)]
    questions = [ask(f"Ban them {number}.") for number in range(40)]
    outcomes = tagger(serve(*served * 4), tmp_path, concurrency=1).judge(questions)
    assert sum(isinstance(one, Stance) for one in outcomes) == 4


def test_waiting_writes_nothing_to_stderr(
    serve: Serve, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tagger(serve(Served(500), chat(OPPOSE)), tmp_path).tag([ask()])
    assert capfd.readouterr().err == ""


def test_an_endpoint_that_is_not_there_stops_the_run(tmp_path: Path) -> None:
    stub = Stub([], url="http://127.0.0.1:1/v1")
    with pytest.raises(ModelError, match=r"nothing answers at http://127\.0\.0\.1:1/v1"):
        tagger(stub, tmp_path).judge([ask()])


def test_a_redirect_is_not_followed(serve: Serve, tmp_path: Path) -> None:
    elsewhere = serve(chat(OPPOSE))
    stub = serve(Served(307, headers={"Location": f"{elsewhere.url}/chat/completions"}))
    with pytest.raises(ModelError, match="redirects to"):
        tagger(stub, tmp_path).judge([ask()])
    assert elsewhere.requests == []


def test_no_proxy_is_used_for_this_machine(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, stub = serve(Served(502)), serve(chat(OPPOSE))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    tagger(stub, tmp_path).tag([ask()])
    assert proxy.requests == []


def test_the_key_is_sent_and_kept_nowhere(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "open-sesame")
    stub = serve(chat(OPPOSE))
    model = tagger(stub, tmp_path)
    model.tag([ask()])
    assert stub.headers[0]["Authorization"] == "Bearer open-sesame"
    assert b"open-sesame" not in (tmp_path / CACHE_FILE).read_bytes()
    assert "open-sesame" not in repr(model)


def test_what_was_answered_is_not_asked_again(serve: Serve, tmp_path: Path) -> None:
    stub = serve(chat("no JSON"), chat(OPPOSE), Served(500))
    first = tagger(stub, tmp_path).tag([ask()])
    assert tagger(stub, tmp_path).tag([ask()]) == first
    assert len(stub.requests) == 2
    assert open_cache(tmp_path).spent().prompt_tokens == 1800


@pytest.mark.parametrize("change", [{"model": "other"}, {"seed": 1}, {"longest_answer": 50}])
def test_another_model_or_parameter_is_asked_afresh(
    serve: Serve, tmp_path: Path, change: dict[str, object]
) -> None:
    stub = serve(chat(OPPOSE))
    tagger(stub, tmp_path).tag([ask()])
    tagger(stub, tmp_path, **change).tag([ask()])
    assert len(stub.requests) == 2


def test_failed_calls_are_not_remembered(serve: Serve, tmp_path: Path) -> None:
    stub = serve(Served(400), chat(OPPOSE))
    assert reasons(tagger(stub, tmp_path).judge([ask()])) != [""]
    assert reasons(tagger(stub, tmp_path).judge([ask()])) == [""]


def test_the_estimate_sends_nothing_and_counts_what_will_be_sent(
    serve: Serve, tmp_path: Path
) -> None:
    stub = serve(chat(OPPOSE))
    model = tagger(stub, tmp_path)
    model.tag([ask()])
    questions = [ask(), ask("Ban them all."), ask("Ban them all.")]
    price = Price(prompt=1_000_000, answer=2_000_000)
    expected = estimate(questions, CODEBOOK, model.endpoint, model.cache, price)
    assert len(stub.requests) == 1
    assert (expected.comments, expected.cached, expected.calls, expected.most_calls) == (2, 1, 1, 2)
    assert expected.cost == expected.prompt_tokens + 2 * expected.answer_tokens
    assert expected.most_cost is not None
    assert expected.most_cost > expected.cost
    assert str(expected).startswith("2 different questions, 1 of them answered before: 1 calls")
    model.tag(questions)
    assert len(stub.requests) == 2


def test_any_codebook_gets_probabilities_that_add_up(serve: Serve, tmp_path: Path) -> None:
    two = Codebook("two", "1", "", "none", (CODEBOOK.codes[0], CODEBOOK.codes[4]))
    answer = {**OPPOSE, "certainty": "guess"}
    endpoint = Endpoint("tiny", serve(chat(answer)).url)
    (stance,) = load_llm_tagger(two, endpoint, tmp_path).tag([ask()])
    assert stance.probabilities == (0.55, 0.45)


def test_the_documented_example_runs(
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = Path(__file__).parents[2] / "docs" / "other-models.md"
    example = page.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    assert LOOPBACK_URL in example
    monkeypatch.chdir(tmp_path)
    stub = serve(chat({**OPPOSE, "evidence": "Take the cameras down."}))
    exec(example.replace(LOOPBACK_URL, stub.url), {})  # noqa: S102 (our own page)
    assert (
        "oppose 0.9 Span(start=0, end=22, text='Take the cameras down.')" in capsys.readouterr().out
    )
