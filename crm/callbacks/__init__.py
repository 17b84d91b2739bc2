"""The calls that we owe people: for missed calls, for wishes, for what we told them and is no longer so."""
