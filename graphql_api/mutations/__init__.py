"""What systems may change, a mutation a file: parse, obtain, one operation, its errors by field."""
