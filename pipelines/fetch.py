"""Stage fetch: the made-up files. Real ones come by `mobility fetch`, before DVC is asked for anything."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.fetching.choice import choose_for
    from mobility_analysis.workflow.fetching.run_fetch import RunFetch

    paths, settings, _ = stage("fetch")
    chosen = settings.taking(choose_for(paths, settings, settings.origin).sources)
    RunFetch(paths, chosen, settings.origin).bring(chosen.sources)


if __name__ == "__main__":
    main()
