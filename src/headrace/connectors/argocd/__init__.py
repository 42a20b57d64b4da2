"""Argo CD: what was deployed where."""
