"""What must hold after every year, read from the record itself and reckoned anew in plain Python.

Each is a generator: an empty text for what holds, and for what does not, which row it is and what
stands there. How a page or a rule would reckon the same is asked only to be compared with.
"""
