"""What people write to Flyttehjelpen, and what coordinators write back."""
