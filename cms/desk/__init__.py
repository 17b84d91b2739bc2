"""The agent's desk: one page on which a call becomes a ticket."""
