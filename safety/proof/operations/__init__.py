"""Every write of the proof: heads that go outside, and verifications that are asked for."""

from __future__ import annotations

from safety.proof.operations.sending import Sent, send_heads, send_when_due
from safety.proof.operations.verifying import begin_whole_verification

__all__ = ["Sent", "begin_whole_verification", "send_heads", "send_when_due"]
