"""What tests and checks stand on: real servers, a browser, validators, and `make check`."""
