"""Stage plan: the plans of the places that params.yaml names under plans."""

from mobility_analysis.workflow.scripts import stage


def main() -> None:
    from mobility_analysis.workflow.plan import make_plans

    paths, settings, _ = stage("plan")
    make_plans(paths, settings.plans, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
