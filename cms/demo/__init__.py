"""A made-up distributor to show and try the product with: the same seed makes the same people, places and tickets."""
