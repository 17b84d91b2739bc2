"""Finding by any structure of criteria: the condition language, compiled to the database."""
