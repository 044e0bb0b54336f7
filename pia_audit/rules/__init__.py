"""The rules, one module per family; what a rule says and why stands in one catalogue file per code.

A rule is a function ``Corpus -> polars.DataFrame`` marked with :func:`pia_audit.rules.registry.rule`. Its
frame has one row per finding and the columns it needs of :data:`pia_audit.rules.registry.COLUMNS`; the
rest is filled in.
"""
