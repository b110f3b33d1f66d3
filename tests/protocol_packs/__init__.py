"""The shipped packs: what they say, and how packs are built of layers."""
