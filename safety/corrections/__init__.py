"""Demands on an employer, whichever duty raised them: term, reply, re-check, referral, closing."""
