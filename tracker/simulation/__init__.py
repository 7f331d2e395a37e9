"""A world of charts that never existed, in the stores' real wire formats: for the demo, tests and benchmarks.

Everything here is SIMULATED. The law of motion is fitted to real charts, a few positions are forced to what the
press reported, everything else (usual ranks, sizes of bumps, all other apps) is invented.

    story.py       what is to happen: charts, apps we know by name, bumps, absences, forced ranks, outages
    parameters.py  how charts move: fitted numbers, each with where it comes from
    pool.py        story → who competes in each chart, and from where they start
    names.py       invented apps: ids, names, publishers
    motion.py      the scores of every app, one refresh after another
    effects.py     what the story adds to the scores of the apps known by name
    bridge.py      what must be added so that forced ranks come true
    world.py       story → world: the charts, in order
    captures.py    what a collector with faults sees of them
    wire.py        a chart as the bytes a store would send: iTunes RSS, Google Play
    wire_apple.py  the App Store's other endpoints: new feeds, the store app's chart page, lookups
    wire_pages.py  the App Store's web pages, of both generations
    scenario.py    the story of the demo: assistants since November 2024
"""
