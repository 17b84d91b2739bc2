"""The telephone exchanges that may tell us of calls."""
