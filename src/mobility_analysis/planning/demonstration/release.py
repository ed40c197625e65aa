"""What the coalition of the demonstration county may have decided and written for the release of its plan."""

from __future__ import annotations

from datetime import date

from mobility_analysis.planning.release import page_texts, terms, topics
from mobility_analysis.planning.workbooks.kept_workbook import Changes


def demonstration_release() -> Changes:
    """Decisions, a word and texts of the web page by sheet, key and column; half of it is still open."""
    return {
        topics.SHEET: {
            "release.authorship": {
                "decision": "The coalition signs as author; three partners write letters of support.",
                "owner": "Project manager",
                "by_when": date(2027, 2, 1),
            },
            "release.branding": {
                "decision": "It is the county's plan, with a date on the cover and a new edition each spring.",
                "owner": "Communications lead",
                "by_when": date(2027, 2, 1),
            },
            "release.celebrating_partners": {"decision": "No: we thank them at the launch."},
        },
        terms.SHEET: {
            "term.systems_change": {
                "definition": "Made-up example: other rules, money or habits of the offices and firms that shape daily life."
            }
        },
        page_texts.SHEET: {
            "page.made": {
                "answer": "Made-up example: the county began in spring. Forty residents came to three evenings.\n"
                "They moved the late bus to the top of the list."
            },
            "page.take_part": {
                "answer": "Made-up example: come to the library on the first Monday of a month."
            },
            "page.contact": {"answer": "Made-up example: the planning office, at its front desk."},
            "faq.first": {"answer": "Made-up example: the late bus to the industrial park."},
        },
    }
