"""The bridge to an Asterisk exchange, which speaks its manager interface (AMI) in place of the webhook."""
