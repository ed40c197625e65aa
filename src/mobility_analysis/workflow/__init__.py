"""What each stage of ``dvc.yaml`` does, one module a stage."""
