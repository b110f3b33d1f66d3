"""Posts that answer their tasks by themselves, as fast as staff, laboratories and vehicles allow."""
