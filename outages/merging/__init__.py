"""Which reports belong to which outage, and which outages are one."""
