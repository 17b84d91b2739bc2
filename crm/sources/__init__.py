"""The neighbours whose data our screens show, and whether they still tell."""
