"""What happens to what people who move here have told."""
