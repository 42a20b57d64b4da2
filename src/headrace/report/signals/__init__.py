"""Measured series beside the flow."""
