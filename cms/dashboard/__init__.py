"""The first page after logging in: what needs a person now, by what that person may do."""
