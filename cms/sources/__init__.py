"""The page of the neighbours: which still tell us things, and how long each may be silent."""
