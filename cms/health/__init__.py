"""Whether the installation lives, can work, and how much it holds, for proxies and Prometheus."""
