"""Sheets as files: for places that do not keep this record, or keep another one."""
