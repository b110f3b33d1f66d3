"""Fangxian 防线: one record from the first positive to the last zone lifted."""

__version__ = "0.1.0"
