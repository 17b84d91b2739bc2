"""Rules that say which device has failed; pure, over a plain tree."""
