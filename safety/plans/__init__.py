"""Which sites are to be checked, with which list, by whom and by when; and handing work over."""
