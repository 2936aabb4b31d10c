"""The coordinators' and administrators' back office. It reads all the other workflows."""
