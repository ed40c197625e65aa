"""Stage fetch: the files of one source, or of all of the run, checked against their records."""

import os

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.fetch import fetch_source

    paths, settings, arguments = stage("fetch", takes_source=True)
    # Where real bytes come from may differ between machines; what they are may not.
    origin = settings.origin if settings.is_demonstration else os.environ.get("MOBILITY_DATA")
    for source_id in [arguments.source] if arguments.source else settings.sources:
        vintages = settings.sources[source_id]
        print(source_id, fetch_source(paths, source_id, vintages, origin or settings.origin))


if __name__ == "__main__":
    main()
