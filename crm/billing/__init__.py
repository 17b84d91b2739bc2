"""What the billing system tells about customers' money."""
