"""The Content-Security-Policy of every kind of page: it lets through what the page needs and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mobility_analysis.core.content_policy import content_policy
from mobility_analysis.core.paths import RunPaths

from .conftest import Opened

pytestmark = pytest.mark.browser

# Before anything of the page runs; the page's own policy does not bind what the test adds.
LISTEN = """
window.blocked = [];
document.addEventListener("securitypolicyviolation", (e) => window.blocked.push(e.effectiveDirective));
"""
INJECTED = """
<script>window.ran = true;</script>
<img src="https://example.org/pixel.png" onerror="window.ran = true" alt="">
<img src="beside.png" alt="">
<iframe src="https://example.org/"></iframe>
<link rel="stylesheet" href="https://example.org/style.css">
<p style="background: url(https://example.org/ground.png)">x</p>
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One page of each kind, by what it is."""
    from mobility_analysis.quality.outcomes import GateResult, Outcome
    from mobility_analysis.quality.pages import write_quality_page
    from mobility_analysis.reporting.make.render import make_report
    from mobility_analysis.reporting.make.site import write_site
    from tests.made_up_run import write_run

    run_paths: RunPaths = write_run(tmp_path_factory.mktemp("pages"))
    report = make_report(run_paths, "99001", ("99003",))
    folder = write_site(run_paths).parent
    quality = folder / "quality.html"
    outcome = Outcome("table", "must hold", success=False, sample=({"name": "<script>"},))
    write_quality_page([GateResult("source", "2023", (outcome,))], quality)
    return {
        "report": report,
        "index": folder / "index.html",
        "methods": folder / "methods" / "index.html",
        "method": folder / "methods" / "housing_stability.html",
        "dictionary": folder / "data_dictionary.html",
        "quality": quality,
    }


KINDS = ["report", "index", "methods", "method", "dictionary", "quality"]


@pytest.fixture(params=KINDS)
def path(request: pytest.FixtureRequest, pages: dict[str, Path]) -> Iterator[Path]:
    yield pages[request.param]


def _open(browser: Any, path: Path) -> Opened:
    window = Opened(browser, path, 1280)
    window.page.add_init_script(LISTEN)
    window.page.reload()
    return window


def test_the_policy_stands_before_all_it_binds(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe-eval" not in policy[1] and "script-src 'unsafe-inline'" not in policy[1]
    assert policy.start() < min(
        html.find(tag) for tag in ("<style", "<link", "<body") if tag in html
    )


def test_the_policy_of_the_report_lets_its_own_script_run_and_no_other(
    pages: dict[str, Path],
) -> None:
    html = pages["report"].read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert f'content="{content_policy(script)}"' in html


def test_the_page_itself_breaks_nothing(browser: Any, path: Path) -> None:
    with _open(browser, path) as window:
        window.page.evaluate(
            "() => document.querySelectorAll('details').forEach((d) => { d.open = true })"
        )
        styled = "() => getComputedStyle(document.querySelector('main')).maxWidth"
        assert window.page.evaluate(styled) != "none"  # the style sheet arrived
        window.page.emulate_media(media="print")
        assert window.page.evaluate("() => window.blocked") == []
        assert window.complaints == []


def test_the_search_still_works(browser: Any, pages: dict[str, Path]) -> None:
    with _open(browser, pages["index"]) as window:
        window.page.get_by_label("Find a place").fill("nowhere")
        assert window.page.get_by_role("status").text_content() == "No of 1 places"


def test_what_was_slipped_in_is_blocked(browser: Any, path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    slipped = path.with_name(f"slipped-{path.name}")
    slipped.write_text(html.replace("</main>", f"{INJECTED}</main>", 1), encoding="utf-8")
    failures: list[str] = []
    with _open(browser, slipped) as window:
        window.page.on("requestfailed", lambda request: failures.append(request.failure))
        window.page.reload()
        window.page.wait_for_timeout(200)
        assert window.page.evaluate("() => window.ran === undefined")
        blocked = window.page.evaluate("() => window.blocked")
    assert {"script-src-elem", "img-src", "frame-src", "style-src-elem"} <= set(blocked)
    assert blocked.count("img-src") >= 3
    assert failures and set(failures) == {"csp"}
