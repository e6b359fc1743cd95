"""Tests of the generic row, over every kind there is."""
