"""Reading a control room."""
