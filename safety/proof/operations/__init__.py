"""Every write of the proof: heads that go outside."""

from __future__ import annotations

from safety.proof.operations.sending import Sent, send_heads, send_when_due

__all__ = ["Sent", "send_heads", "send_when_due"]
