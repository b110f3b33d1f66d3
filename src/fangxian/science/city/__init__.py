"""A synthetic city: people, households, places, areas, and who was where when.

The build is a pure function of a specification and a seed; visits are a pure function of the city's seed, the
person or venue, and the day, so that none of them is ever stored. Start with
:func:`~fangxian.science.city.spec.town` or :func:`~fangxian.science.city.spec.read_totals`, then
:func:`~fangxian.science.city.build.build_city`.
"""
