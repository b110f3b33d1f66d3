"""Who was there: spatiotemporal companions (时空伴随者), venue co-presence and the contact graph.

Pure kernels over stays: no Django, no clock, no network. The rooms:

- :mod:`~fangxian.science.tracing.reading` reads stays, points and cases, and says what it left out and why;
- :mod:`~fangxian.science.tracing.index` keeps the stays of a city by day and erases them with proof;
- :mod:`~fangxian.science.tracing.search` finds companions, ranks them and says what acting on them would cost;
- :mod:`~fangxian.science.tracing.engine` asks the same question of DuckDB or Spark;
- :mod:`~fangxian.science.tracing.graph` walks contacts in the order of time;
- :mod:`~fangxian.science.tracing.synth` makes honest synthetic stays.

Inside, a time is a whole second of UTC since 1970 and an interval is half-open, ``[start, end)``.
"""

from __future__ import annotations
