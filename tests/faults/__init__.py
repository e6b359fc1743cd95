"""What goes wrong around the program: each fault with a control, in which the guard is off and the fault does its harm.

`make test` runs the short forms; `python -m tests.faults.soak` the long ones.
"""
