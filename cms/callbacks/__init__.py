"""The page of the calls that we owe people."""
