"""Papers that go out: titles, gapless numbers, content, rendering, signing, verification."""
