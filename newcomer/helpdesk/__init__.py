"""Flyttehjelpen: questions and answers, and the articles that answer many at once."""
