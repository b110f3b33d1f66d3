"""The ingest lane: what stations send, stored by the hundred, answered only once it is committed.

`reading` turns bytes into items and refuses bad ones alone, `storing` writes a batch in one transaction,
`view` is the door: who may come in, how many at once, what is said back.
"""
