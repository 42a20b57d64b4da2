"""``headrace export``: the event log as a file that other tools read."""

from __future__ import annotations
