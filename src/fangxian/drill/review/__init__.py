"""The after-action review of an exercise in its own workspace: written by evaluators, signed, released, carried out."""
