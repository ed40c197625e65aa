"""Stage check: the gate on the raw tables of every source of the run."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.check import check_run

    paths, settings, _ = stage("check")
    check_run(paths, settings, lambda step: print(step, flush=True))


if __name__ == "__main__":
    main()
