"""What the tablet's page is made of: its shell, the files it starts from without a line, its worker."""
