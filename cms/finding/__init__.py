"""The search box on every page: what was typed is posted, what is found comes back as lines to choose from."""
