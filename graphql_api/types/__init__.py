"""What the API shows of the register, a type a file; how rows are fetched is in `graphql_api.readers`."""
