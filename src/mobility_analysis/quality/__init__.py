"""Rubrics, grading and gates. The only room that imports Great Expectations."""
