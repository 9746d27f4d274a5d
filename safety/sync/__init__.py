"""The tablet's queue: entries made away from the network, replayed through the operations of the features.

No rule of its own but order, completeness, sameness and clocks; ``docs/sync.md`` is the protocol.
"""
