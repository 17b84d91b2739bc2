"""Where people enter customers, keep what is known of them in order, and make one of two."""
