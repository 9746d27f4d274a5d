"""Every read of the proof."""
