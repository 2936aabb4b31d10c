"""newcomer: a region's service for the people who move there. The application is made in app.py."""
