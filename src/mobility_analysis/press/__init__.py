"""Drawings, inline SVG, templates and Typst; nothing here depends on places or measures."""
