"""Every read of the tablet's queue."""
