"""What has to be put right after an exercise: findings come in as a signed file and become tasks with a clock."""
