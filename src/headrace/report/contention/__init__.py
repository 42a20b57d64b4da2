"""Functions that several streams wait for."""
