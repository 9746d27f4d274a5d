"""How texts were folded when the migrations 0012 and 0021 were written: a migration does the same for ever."""
