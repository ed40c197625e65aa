"""Stage parse: the raw bytes of one source, or of all of the run, into tidy tables."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.parse import parse_source

    paths, settings, arguments = stage("parse", takes_source=True)
    for source_id in [arguments.source] if arguments.source else settings.sources:
        for fact in parse_source(paths, source_id, settings.sources.get(source_id, ())):
            print(f"set aside: {fact.as_error()}", flush=True)


if __name__ == "__main__":
    main()
