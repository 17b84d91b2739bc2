"""The live stream: the feed, pushed to screens as it grows."""
