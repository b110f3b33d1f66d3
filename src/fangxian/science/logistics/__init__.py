"""Who goes where, in what, and what it takes: pure kernels that propose, for a person to sign.

- :mod:`~fangxian.science.logistics.sites`: people to quarantine sites
- :mod:`~fangxian.science.logistics.vehicles`: pick-ups and hand-overs of people by vehicle
- :mod:`~fangxian.science.logistics.stations`: the stations, tables, staff, slots and laboratories of a testing round
- :mod:`~fangxian.science.logistics.zones`: the smallest units that cover cases and visits
- :mod:`~fangxian.science.logistics.stock`: balances, days to zero, allotment of what is short

Nothing here knows a disease: every norm (people at a table in an hour, hours in a vehicle, metres to walk) is given
by the caller, from the pack in force.
"""
