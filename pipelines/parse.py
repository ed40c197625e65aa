"""Stage parse: one source's raw bytes into tidy tables, through the gate."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.parse import parse_source

    paths, settings, arguments = stage("parse", needs_source=True)
    parse_source(paths, arguments.source, settings.sources[arguments.source])


if __name__ == "__main__":
    main()
