"""Runs a module of CPython's own tests and writes what became of each test: its name, a space, and the outcome.

Usage: cpython.py MODULE OUTPUT [RESOURCE...]
"""
import os
import sys
import unittest

from test import support
from test.support import os_helper

# Hangs where the kernel has no peer for it, and is about no network.
FOREIGN = 'VSOCK'


class Outcomes(unittest.TextTestResult):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.outcomes = {}

    def stopTest(self, test):
        # A test of which a part has failed says neither that it succeeded nor that it failed.
        self.outcomes.setdefault(test.id(), 'failed')
        super().stopTest(test)

    def addSuccess(self, test):
        self.outcomes.setdefault(test.id(), 'passed')
        super().addSuccess(test)

    def addSkip(self, test, reason):
        self.outcomes[test.id()] = 'skipped'
        super().addSkip(test, reason)

    def addError(self, test, error):
        self.outcomes[test.id()] = 'failed'
        super().addError(test, error)

    def addFailure(self, test, error):
        self.outcomes[test.id()] = 'failed'
        super().addFailure(test, error)


def tests(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests(test)
        elif FOREIGN not in test.id():
            yield test


def main(module, output, *resources):
    output = os.path.abspath(output)
    support.use_resources = resources
    support.verbose = 0
    suite = unittest.defaultTestLoader.loadTestsFromName('test.' + module)
    with os_helper.temp_cwd('cwd-%d' % os.getpid()):
        result = unittest.TextTestRunner(resultclass=Outcomes).run(unittest.TestSuite(tests(suite)))
    with open(output, 'w') as file:
        for name, outcome in sorted(result.outcomes.items()):
            print(name, outcome, file=file)


main(*sys.argv[1:])
