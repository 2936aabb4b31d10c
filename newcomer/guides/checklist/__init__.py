"""The moving checklist: what to do, by life situation and phase, kept without an account."""
