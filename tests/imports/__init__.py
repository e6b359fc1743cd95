"""Tests of what reads files into plan documents."""
