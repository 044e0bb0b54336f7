"""The open benchmark: the truth of a set of invented reports, and how well a tool's answers agree with it.

Nothing here audits or reads a report: what is scored are JSON documents, this program's or another's.
"""
