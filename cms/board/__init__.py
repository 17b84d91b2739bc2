"""The dispatcher's board: outages as rows, map and tree, and a drawer to act on the chosen one."""
