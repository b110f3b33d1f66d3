"""Entry point of the web server's workers; the workspace is already in the environment."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.site.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
