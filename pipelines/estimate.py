"""Stage estimate: every metric of the run; completed, graded, gated, written."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.estimate import estimate_run

    paths, settings, _ = stage("estimate")
    estimate_run(paths, settings, lambda step: print(step, flush=True))


if __name__ == "__main__":
    main()
