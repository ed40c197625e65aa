"""Stage fetch: one source's files, checked against their snapshot records."""

import os

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.fetch import fetch_source

    paths, settings, arguments = stage("fetch", needs_source=True)
    # Where real bytes come from may differ between machines; what they are may not.
    origin = settings.origin if settings.is_demonstration else os.environ.get("MOBILITY_DATA")
    vintages = settings.sources[arguments.source]
    print(fetch_source(paths, arguments.source, vintages, origin or settings.origin))


if __name__ == "__main__":
    main()
