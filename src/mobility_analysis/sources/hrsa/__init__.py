"""Health Resources and Services Administration: physicians."""
