"""The portal for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from sekisho import bootstrap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.portal.settings")
application = get_wsgi_application()
# Before the first visitor: on what another version left, some pages fail and what a list does not know is let through.
bootstrap.require_current()
