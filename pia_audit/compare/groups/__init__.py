"""Repeated groups of two editions, matched by content before their items are compared.

Files, systems, contractors, recipients and transferees are numbered in the order a report prints them, so a number is
no identity: one contractor inserted renumbers all that follow. ``identity`` says which group an item belongs to and
what the group is called, ``matching`` which groups of two editions are the same, ``rows`` which change rows tell of
a group that came, went, moved or got another name, and ``joined`` brings both to the frames of a corpus.
"""
