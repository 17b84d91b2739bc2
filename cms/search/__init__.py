"""Finding on screen: lists by any structure of criteria, saved searches and overviews."""
