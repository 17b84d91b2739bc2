"""The roots that read, an area a file: they find the rows, the types show them."""
