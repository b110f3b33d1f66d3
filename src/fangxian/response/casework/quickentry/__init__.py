"""Contacts of one case entered many at once: text from a spreadsheet, read, shown with its faults, and written."""
