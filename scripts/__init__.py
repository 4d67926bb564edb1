"""Commands for developers: run, test, check, lock. Modules with an underscore are shared and not run themselves."""
