"""A run that asks an endpoint: what is shown before, what is kept, what is never sent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from stancemap.cli.summary import summary_of
from stancemap.errors import StudyError
from stancemap.study import Execution, Settings, run_study
from stancemap.tag.stance_llm_cost import Estimate, Price
from stancemap.tag.stance_llm_endpoint import Endpoint

pytest.importorskip("httpx", reason="needs the extra stancemap[llm]")
pytest.importorskip("stamina", reason="needs the extra stancemap[llm]")

COMMENTS = """comment_id,article_id,author,text
1,a,Ann,Ban the cameras on every door. They watch our children.
2,a,Bob,I want more cameras and I want them now.
3,a,Cid,Ban the cameras on every door. They watch our children.
4,a,Dot,
5,a,Eve,The model will not understand this comment at all.
"""


@dataclass
class Server:
    """A chat endpoint that sides with whoever says "more", and babbles about the last comment."""

    url: str = ""
    asked: list[str] = field(default_factory=list)

    def answer(self, body: str) -> str:
        self.asked.append(body)
        prompt = json.loads(body)["messages"][-1]["content"]
        if "not understand" in prompt or "not valid" in prompt or "evidence" not in body:
            return "I would rather talk about the weather."
        found = ("support", "I want more") if "I want more" in prompt else ("oppose", "Ban the")
        return json.dumps(
            {"primary": found[0], "also": [], "evidence": found[1], "certainty": "certain"}
        )


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            payload = {"choices": [{"message": {"content": state.answer(body)}}]}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(payload).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{http.server_port}/v1"
    Thread(target=http.serve_forever, daemon=True).start()
    yield state
    http.shutdown()
    http.server_close()


def settings_of(url: str) -> Settings:
    return Settings(target="doorbell cameras", other_model=Endpoint("tiny", url))


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    path.write_text(COMMENTS, encoding="utf-8")
    return path


def test_a_run_asks_the_endpoint_and_counts_what_it_could_not_answer(
    comments: Path, server: Server, tmp_path: Path
) -> None:
    shown: list[Estimate] = []

    def approve(expected: Estimate) -> bool:
        shown.append(expected)
        return True

    execution = Execution(approve=approve, price=Price(1.0, 2.0))
    study = run_study([comments], tmp_path / "study", settings_of(server.url), execution)
    by_id = study.comments.set_index("comment_id")
    assert by_id["stance"].loc[["1", "2"]].tolist() == ["oppose", "support"]
    assert by_id["status"].to_dict() == {
        "1": "tagged", "2": "tagged", "3": "duplicate", "4": "empty", "5": "failed",
    }  # fmt: skip
    assert study.comments["failure"].str.startswith("no valid answer").sum() == 1
    assert "Failed   1 comments, mostly: no valid answer" in summary_of(study)
    assert shown[0].calls == 3
    assert shown[0].cost is not None


def test_nothing_is_sent_where_the_calls_are_declined(
    comments: Path, server: Server, tmp_path: Path
) -> None:
    execution = Execution(approve=lambda _: False)
    with pytest.raises(StudyError, match="nothing was sent"):
        run_study([comments], tmp_path / "study", settings_of(server.url), execution)
    assert server.asked == []


def test_another_machine_is_never_asked_unless_somebody_agreed(
    comments: Path, tmp_path: Path
) -> None:
    with pytest.raises(StudyError, match="is not this machine"):
        run_study([comments], tmp_path / "study", settings_of("https://192.0.2.1/v1"))


def test_a_study_made_anew_pays_for_no_call_twice(
    comments: Path, server: Server, tmp_path: Path
) -> None:
    settings = settings_of(server.url)
    first = run_study([comments], tmp_path / "study", settings)
    before, calls = first.comments, len(server.asked)
    again = run_study([comments], tmp_path / "study", settings, Execution(overwrite=True))
    assert len(server.asked) == calls
    assert again.comments.equals(before)


def test_names_and_ids_of_commenters_are_not_sent(
    comments: Path, server: Server, tmp_path: Path
) -> None:
    run_study([comments], tmp_path / "study", settings_of(server.url))
    assert not any("Ann" in body or "author_" in body for body in server.asked)
