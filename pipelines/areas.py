"""Stage areas: the numbers of areas of one's own, added up from the run."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.areas import make_areas

    paths, settings, _ = stage("areas")
    make_areas(paths, settings, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
