"""Numbers, days and dates in words."""

from __future__ import annotations
