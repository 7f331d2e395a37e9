"""A process that takes a question and never answers, in place of one whose engine cannot be interrupted."""

import time

if __name__ == "__main__":
    time.sleep(120)
