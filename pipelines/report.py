"""Stage report: the reports of the places that params.yaml names."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.report import make_reports

    paths, settings, _ = stage("report")
    make_reports(
        paths,
        settings.places,
        settings.peers,
        peer_lens=settings.peer_lens,
        languages=settings.languages,
        address=settings.address,
        say=lambda line: print(line, flush=True),
    )


if __name__ == "__main__":
    main()
