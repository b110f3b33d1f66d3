"""The ledger: facts in, tasks out, sealed; the one door through which things happen."""
