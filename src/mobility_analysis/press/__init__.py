"""Marks and type: drawings, inline SVG, templates and Typst; nothing here knows a place."""
