"""Programs of the workshop: set-up, checks and servers for tests. The application never imports them."""
