"""The specification: what Monitor does, as tests."""
