"""Qunjian's register of union safety work: the law, the people, and the duties."""
