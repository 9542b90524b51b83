"""Tests of the recomputation: the engine, and what it is held against."""
