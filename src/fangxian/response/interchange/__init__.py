"""Interchange 数据交换: files of cases, contacts and all that belongs to them, for people and for other systems."""
