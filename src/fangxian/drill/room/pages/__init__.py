"""Pages of a control room: controllers', evaluators', participants'."""
