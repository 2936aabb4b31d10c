"""What happens to questions: asking, the private conversation, answering, the inbox."""
