"""What every page of ours must pass: axe's rules, reflow, and a walk through it by keyboard."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# Elements that act, as the page shows them now; what is inside a closed disclosure is not shown.
INTERACTIVE = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((e) => e.checkVisibility() && e.tabIndex >= 0).length
"""
FOCUSED = """
() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  e.dataset.reached = "yes";
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  return {
    html: e.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""
TOO_WIDE = """
() => [...document.querySelectorAll("body *")]
  .filter((e) => e.checkVisibility())
  .filter((e) => !e.closest(".scroll, .skip, .hidden, .banner, svg"))
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((e) => e.tagName + "." + e.className)
"""


def violations(page: Any) -> list[str]:
    """Every rule of axe-core that the page breaks, with the first place; disclosures opened."""
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:160]})" for rule in found]


def overflows(page: Any) -> list[str]:
    """What makes the page scroll sideways: wide elements, outside tables that scroll by themselves."""
    width, window = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [*page.evaluate(TOO_WIDE), *([f"page of {width} in {window}"] if width > window else [])]


def walk_by_keyboard(page: Any) -> tuple[int, int, list[str]]:
    """(elements that act, elements the Tab key reached, complaints) from the top to the end."""
    acting, reached, complaints = page.evaluate(INTERACTIVE), 0, []
    for _ in range(acting + 5):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        reached += 1
        if not focused["outlined"]:
            complaints.append(f"no visible focus: {focused['html']}")
        if not focused["onScreen"]:
            complaints.append(f"focused off screen: {focused['html']}")
    return acting, reached, complaints
